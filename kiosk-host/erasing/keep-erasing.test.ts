import { milliseconds } from '@borne/domain/time';
import type { Transition } from '@borne/state-machines/kiosk';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { silentLog } from '../log/log.ts';
import { keepErasing } from './keep-erasing.ts';

/** A kiosk whose state is what it is told, and memory that takes its time to be erased. */
class Room {
  #tell: (transition: Transition) => void = () => {};
  #state = 'idle';
  readonly erased = vi.fn();
  began = 0;
  /** Ends the erasing that is under way. */
  end = () => {};
  mayGoOn = () => true;
  readonly stop = keepErasing({
    kiosk: {
      status: () => ({ state: this.#state }) as never,
      onTransition: (listener) => {
        this.#tell = listener;
        return () => {
          this.#tell = () => {};
        };
      },
    },
    erase: (mayGoOn) => {
      this.began += 1;
      this.mayGoOn = mayGoOn;
      return new Promise((resolve) => {
        this.end = resolve;
      });
    },
    timers: globalThis,
    monotonic: () => milliseconds(0),
    log: { ...silentLog, write: this.erased },
  });

  goes(state: string, machine = 'kiosk') {
    if (machine === 'kiosk') this.#state = state;
    this.#tell({ machine, event: 'any', state });
  }
}

describe('a kiosk that erases its memory', () => {
  let room: Room;
  const aMoment = () => vi.advanceTimersByTimeAsync(1000);
  beforeEach(() => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    room = new Room();
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it('does so once, after a card was there', async () => {
    await aMoment();
    expect(room.began).toBe(0);
    room.goes('visiting');
    await aMoment();
    expect(room.began).toBe(0);
    room.goes('idle');
    await aMoment();
    expect(room.began).toBe(1);
    expect(room.erased).not.toHaveBeenCalled();
    room.end();
    await aMoment();
    expect(room.erased).toHaveBeenCalledWith('memory.erased', { took: 0 });
    expect(room.began).toBe(1);
  });

  it('does so after a card that left with the reader', async () => {
    room.goes('visiting');
    room.goes('outOfService.readerMissing');
    await aMoment();
    expect(room.began).toBe(1);
  });

  it('gives way to a card that comes meanwhile, and erases what both left', async () => {
    room.goes('visiting');
    room.goes('idle');
    await aMoment();
    expect(room.mayGoOn()).toBe(true);
    room.goes('identifying');
    expect(room.mayGoOn()).toBe(false);
    room.end();
    await aMoment();
    expect(room.erased).not.toHaveBeenCalled();
    room.goes('idle');
    await aMoment();
    room.end();
    await aMoment();
    expect(room.erased).toHaveBeenCalledTimes(1);
  });

  it('erases again when a card came and went while it erased', async () => {
    room.goes('visiting');
    room.goes('idle');
    await aMoment();
    room.goes('visiting');
    room.goes('idle');
    room.end();
    await aMoment();
    expect(room.erased).not.toHaveBeenCalled();
    expect(room.began).toBe(2);
  });

  it('erases nothing once it is stopped', async () => {
    room.goes('visiting');
    room.goes('idle');
    room.stop();
    await aMoment();
    expect(room.began).toBe(0);
  });
});
