import type { BenchState, PrinterSwitch, ShelfCard } from '../contract.ts';

/** What the page knows of the bench. `undefined`: the kiosk does not answer. */
export type Bench = { readonly state: BenchState; readonly cards: readonly ShelfCard[] } | undefined;

/** What a person does at the bench. */
export type Gesture =
  | { readonly type: 'insert-card'; readonly id: string }
  | { readonly type: 'pull-card' }
  | { readonly type: 'pull-after'; readonly apdus: number }
  | { readonly type: 'switch-caisse'; readonly open: boolean }
  | { readonly type: 'switch-printer'; readonly to: PrinterSwitch }
  | { readonly type: 'switch-network'; readonly up: boolean };

/** Asks the bench for a gesture; what comes of it shows in the state. */
export type Make = (gesture: Gesture) => void;

export interface BenchLink {
  current(): Bench;
  /** Calls `listener` at each change; returns what stops it. */
  subscribe(listener: () => void): () => void;
  /** Undefined once done, or why it could not be. */
  make(gesture: Gesture): Promise<string | undefined>;
}

const pauseBetweenAttempts = 1_000;

/** Follows the bench whose API is at `api` (with a final slash), through restarts of the kiosk. */
export function linkBench(api: URL): BenchLink {
  const listeners = new Set<() => void>();
  let bench: Bench;
  const show = (next: Bench) => {
    bench = next;
    for (const listener of listeners) listener();
  };

  const open = () => {
    const events = new URL('events', api);
    events.protocol = events.protocol === 'https:' ? 'wss:' : 'ws:';
    const socket = new WebSocket(events);
    let cards: readonly ShelfCard[] | undefined;
    let state: BenchState | undefined;
    const showBoth = () => cards && state && show({ cards, state });
    socket.onopen = async () => {
      const shelf = await ask(new URL('cards', api));
      if (!shelf.ok) return socket.close();
      cards = await shelf.json();
      showBoth();
    };
    socket.onmessage = ({ data }) => {
      state = JSON.parse(data);
      showBoth();
    };
    socket.onclose = () => {
      show(undefined);
      setTimeout(open, pauseBetweenAttempts);
    };
  };
  open();

  return {
    current: () => bench,
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    async make(gesture) {
      const { path, method, body } = requestFor(gesture);
      const answer = await ask(new URL(path, api), {
        method,
        ...(body && { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
      });
      if (answer.ok) return undefined;
      const { impossible }: { impossible?: string } = await answer.json().catch(() => ({}));
      return impossible ?? `la borne a répondu ${answer.status}`;
    },
  };
}

/** `fetch`, with a kiosk out of reach as an answer like another. */
const ask = (url: URL, request?: RequestInit): Promise<Response> =>
  fetch(url, request).catch(() => Response.json({ impossible: 'la borne ne répond pas' }, { status: 503 }));

export function requestFor(gesture: Gesture): { path: string; method: string; body?: object } {
  switch (gesture.type) {
    case 'insert-card':
      return { path: 'card', method: 'POST', body: { id: gesture.id } };
    case 'pull-card':
      return { path: 'card', method: 'DELETE' };
    case 'pull-after':
      return { path: 'card/pull-after', method: 'POST', body: { apdus: gesture.apdus } };
    case 'switch-caisse':
      return { path: 'caisse', method: 'POST', body: { open: gesture.open } };
    case 'switch-printer':
      return { path: 'printer', method: 'POST', body: { switch: gesture.to } };
    case 'switch-network':
      return { path: 'network', method: 'POST', body: { up: gesture.up } };
  }
}
