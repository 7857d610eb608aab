import { createRoot } from 'react-dom/client';
import '@fontsource-variable/atkinson-hyperlegible-mono';
import '@fontsource-variable/atkinson-hyperlegible-next';
import './styles/tokens.css';
import './styles/base.css';
import { App } from './app.tsx';
import { type Channel, type ChannelListener, connect } from './connection.ts';
import { CrashGuard } from './crash-guard.tsx';
import { beatWhilePainting } from './painted-beat.ts';

function openChannel(listener: ChannelListener): Channel {
  const address = new URL('/ui', window.location.href);
  address.protocol = address.protocol === 'https:' ? 'wss:' : 'ws:';
  const socket = new WebSocket(address);
  socket.onmessage = (event) => listener.message(event.data);
  socket.onclose = () => listener.closed();
  return { send: (text) => socket.send(text), close: () => socket.close() };
}

const connection = connect({
  openChannel,
  random: Math.random,
  after: (milliseconds, act) => {
    const timer = setTimeout(act, milliseconds);
    return () => clearTimeout(timer);
  },
});

const root = document.getElementById('root');
if (!root) throw new Error('index.html has no element with id "root"');
createRoot(root).render(
  <CrashGuard reload={() => window.location.reload()}>
    <App connection={connection} />
  </CrashGuard>,
);
beatWhilePainting(
  connection.tellPainted,
  (act) => requestAnimationFrame(act),
  (milliseconds, act) => setTimeout(act, milliseconds),
);
