import type { Timers } from '@borne/domain/time';

/**
 * Time that jumps to the next timer as soon as nothing else is left to do. For what talks in promises only: a socket
 * or a child process would still be at it when its time is up.
 */
export function hurriedTimers(): Timers {
  const due = new Map<object, { readonly at: number; readonly callback: () => void }>();
  let now = 0;
  let running = false;

  const ring = () => {
    const [first] = [...due].sort(([, one], [, other]) => one.at - other.at);
    running = first !== undefined;
    if (!first) return;
    const [id, { at, callback }] = first;
    due.delete(id);
    now = at;
    callback();
    setImmediate(ring);
  };

  return {
    setTimeout: (callback, delay) => {
      const id = {};
      due.set(id, { at: now + delay, callback });
      if (!running) setImmediate(ring);
      running = true;
      return id;
    },
    clearTimeout: (id) => {
      if (typeof id === 'object' && id !== null) due.delete(id);
    },
  };
}
