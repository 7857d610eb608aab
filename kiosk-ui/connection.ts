import type { Intent, View } from '@borne/state-machines/view';
import { isScreenKind } from './screen-kinds.ts';

/** What the page knows of the host: nothing, or the screen to show. */
export type Connected = { readonly status: 'waiting' } | { readonly status: 'live'; readonly view: View };

export interface ChannelListener {
  message(text: unknown): void;
  /** The channel is gone, or never opened. Called once. */
  closed(): void;
}

/** One WebSocket, open or opening. */
export interface Channel {
  send(text: string): void;
  close(): void;
}

export interface ConnectionNeeds {
  openChannel(listener: ChannelListener): Channel;
  /** Uniform in [0, 1). */
  random(): number;
  /** Calls `act` once after so many milliseconds; returns what cancels it. */
  after(milliseconds: number, act: () => void): () => void;
}

export interface Connection {
  current(): Connected;
  /** Calls `listener` at each change; returns what stops it. */
  subscribe(listener: () => void): () => void;
  /** Sends `intent` for the screen shown now. Ignored while an earlier press is unanswered: presses never queue. */
  press(intent: Intent): void;
  /** Notes which screen stands on the page now; none while the page shows something of its own. */
  stands(screen: string | undefined): void;
  /** Tells the host that the screen that stands was painted just now. */
  tellPainted(): void;
  close(): void;
}

/** Longest pauses between two attempts to reach the host, in milliseconds: each is drawn at random below these. */
const pauses = [250, 500, 1_000, 2_000, 3_000];

/** A press that the host answers with nothing stops holding the others back after this long, in milliseconds. */
const longestHold = 1_000;

/**
 * Keeps the page in touch with the host. While the channel is down the last view is forgotten at once, so that
 * nothing about a person stays on screen, and the page tries again with full-jitter back-off.
 */
export function connect(needs: ConnectionNeeds): Connection {
  let connected: Connected = { status: 'waiting' };
  let channel: Channel | undefined;
  let attempt = 0;
  let closed = false;
  let cancelRetry = () => {};
  let releaseHold: (() => void) | undefined;
  let standing: string | undefined;
  const listeners = new Set<() => void>();

  const show = (next: Connected) => {
    connected = next;
    for (const listener of listeners) listener();
  };
  const release = () => {
    releaseHold?.();
    releaseHold = undefined;
  };

  const open = () => {
    channel = needs.openChannel({
      message(text) {
        if (closed) return;
        const message = readMessage(text);
        if (message === undefined) return channel?.close();
        release();
        attempt = 0;
        if (message.type === 'view') show({ status: 'live', view: message.view });
      },
      closed() {
        if (closed) return;
        channel = undefined;
        release();
        show({ status: 'waiting' });
        const longest = pauses[Math.min(attempt, pauses.length - 1)] ?? 0;
        attempt += 1;
        cancelRetry = needs.after(needs.random() * longest, open);
      },
    });
  };
  open();

  return {
    current: () => connected,
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    press(intent) {
      if (connected.status !== 'live' || channel === undefined || releaseHold !== undefined) return;
      channel.send(JSON.stringify({ type: 'intent', screen: connected.view.screen, intent }));
      if (!mayRepeat(intent)) {
        const cancel = needs.after(longestHold, () => {
          releaseHold = undefined;
        });
        releaseHold = cancel;
      }
    },
    stands(screen) {
      standing = screen;
    },
    tellPainted() {
      if (standing === undefined || connected.status !== 'live') return;
      channel?.send(JSON.stringify({ type: 'painted', screen: standing }));
    },
    close() {
      closed = true;
      cancelRetry();
      release();
      channel?.close();
    },
  };
}

/** Keys of a keypad: pressing one twice quickly means it twice. */
export function mayRepeat(intent: Intent): boolean {
  return intent.type === 'digit' || intent.type === 'erase';
}

type HostMessage = { type: 'view'; view: View } | { type: 'refused' };

/** Undefined when `text` is not a message this page understands, as when the host was updated under it. */
function readMessage(text: unknown): HostMessage | undefined {
  if (typeof text !== 'string') return undefined;
  let message: unknown;
  try {
    message = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (typeof message !== 'object' || message === null || !('type' in message)) return undefined;
  if (message.type === 'refused') return { type: 'refused' };
  if (message.type !== 'view' || !('view' in message)) return undefined;
  return isView(message.view) ? { type: 'view', view: message.view } : undefined;
}

/** Checks the envelope only: the host is ours and typed, what can happen is a page older than its host. */
function isView(view: unknown): view is View {
  return (
    typeof view === 'object' &&
    view !== null &&
    'screen' in view &&
    typeof view.screen === 'string' &&
    'kind' in view &&
    isScreenKind(view.kind) &&
    'actions' in view &&
    Array.isArray(view.actions) &&
    'banners' in view &&
    Array.isArray(view.banners)
  );
}
