import { createRoot } from 'react-dom/client';
import '@fontsource-variable/atkinson-hyperlegible-next';
import './page.css';
import { App } from './app.tsx';
import { linkBench } from './bench-link.ts';

const root = document.getElementById('root');
if (!root) throw new Error('index.html has no element with id "root"');
createRoot(root).render(<App link={linkBench(new URL('api/', document.baseURI))} />);
