import { describe, expect, it } from 'vitest';
import { type ChannelListener, type Connection, connect } from './connection.ts';
import { fixtureViews } from './fixtures/views.ts';
import { beatWhilePainting } from './painted-beat.ts';

/** A page and a host whose channels and timers the test holds in its hand. */
class Bed {
  readonly sent: unknown[] = [];
  readonly opened: ChannelListener[] = [];
  readonly timers: { milliseconds: number; act: () => void; cancelled: boolean }[] = [];
  closedByPage = 0;
  readonly connection: Connection;

  constructor(random = 1) {
    this.connection = connect({
      openChannel: (listener) => {
        this.opened.push(listener);
        return {
          send: (text) => this.sent.push(JSON.parse(text)),
          close: () => {
            this.closedByPage += 1;
          },
        };
      },
      random: () => random,
      after: (milliseconds, act) => {
        const timer = { milliseconds, act, cancelled: false };
        this.timers.push(timer);
        return () => {
          timer.cancelled = true;
        };
      },
    });
  }

  get host(): ChannelListener {
    const last = this.opened.at(-1);
    if (!last) throw new Error('the page opened no channel');
    return last;
  }

  says(message: unknown) {
    this.host.message(JSON.stringify(message));
  }

  /** Lets the latest timer come to its end. */
  passTime() {
    const timer = this.timers.at(-1);
    if (timer && !timer.cancelled) timer.act();
  }
}

const menu = fixtureViews.choice;
const choose = { type: 'choose', option: 'attestation-droits' } as const;

describe('the connection to the host', () => {
  it('waits, then shows the view it is sent', () => {
    const bed = new Bed();
    let changes = 0;
    bed.connection.subscribe(() => {
      changes += 1;
    });
    expect(bed.connection.current()).toEqual({ status: 'waiting' });
    bed.says({ type: 'view', view: menu });
    expect(bed.connection.current()).toEqual({ status: 'live', view: menu });
    expect(changes).toBe(1);
  });

  it('sends an intent with the screen that it was made on', () => {
    const bed = new Bed();
    bed.says({ type: 'view', view: menu });
    bed.connection.press(choose);
    expect(bed.sent).toEqual([{ type: 'intent', screen: menu.screen, intent: choose }]);
  });

  it('sends one press until the host answers', () => {
    const bed = new Bed();
    bed.says({ type: 'view', view: menu });
    bed.connection.press(choose);
    bed.connection.press(choose);
    bed.connection.press({ type: 'leave' });
    expect(bed.sent).toHaveLength(1);
    bed.says({ type: 'refused', reason: 'no longer offered' });
    bed.connection.press({ type: 'leave' });
    expect(bed.sent).toHaveLength(2);
    bed.says({ type: 'view', view: fixtureViews.take });
    bed.connection.press({ type: 'leave' });
    expect(bed.sent).toHaveLength(3);
  });

  it('takes presses again when the host answers a press with nothing', () => {
    const bed = new Bed();
    bed.says({ type: 'view', view: menu });
    bed.connection.press(choose);
    bed.passTime();
    bed.connection.press(choose);
    expect(bed.sent).toHaveLength(2);
  });

  it('sends every key of a keypad, even the same one twice', () => {
    const bed = new Bed();
    bed.says({ type: 'view', view: fixtureViews.entry });
    bed.connection.press({ type: 'digit', digit: '7' });
    bed.connection.press({ type: 'digit', digit: '7' });
    bed.connection.press({ type: 'erase' });
    expect(bed.sent).toHaveLength(3);
  });

  it('forgets the view at once when the channel is lost, and sends nothing meanwhile', () => {
    const bed = new Bed();
    bed.says({ type: 'view', view: menu });
    bed.host.closed();
    expect(bed.connection.current()).toEqual({ status: 'waiting' });
    expect(JSON.stringify(bed.connection.current())).not.toContain('Durand');
    bed.connection.press(choose);
    expect(bed.sent).toEqual([]);
  });

  it('comes back with growing pauses, and short ones after a success', () => {
    const bed = new Bed();
    for (let attempt = 0; attempt < 6; attempt += 1) {
      bed.host.closed();
      bed.passTime();
    }
    expect(bed.timers.map(({ milliseconds }) => milliseconds)).toEqual([250, 500, 1000, 2000, 3000, 3000]);
    bed.says({ type: 'view', view: menu });
    bed.host.closed();
    expect(bed.timers.at(-1)?.milliseconds).toBe(250);
  });

  it('draws each pause at random under its longest', () => {
    const bed = new Bed(0.5);
    bed.host.closed();
    expect(bed.timers.at(-1)?.milliseconds).toBe(125);
  });

  it.each([
    ['not JSON', 'hello'],
    ['not text', new ArrayBuffer(2)],
    ['of no known type', JSON.stringify({ type: 'greeting' })],
    [
      'a view of a kind this page cannot draw',
      JSON.stringify({ type: 'view', view: { ...menu, kind: 'hologram' } }),
    ],
    ['a view without actions', JSON.stringify({ type: 'view', view: { ...menu, actions: undefined } })],
  ])('starts again on a message that is %s', (_what, message) => {
    const bed = new Bed();
    bed.host.message(message);
    expect(bed.closedByPage).toBe(1);
    expect(bed.connection.current()).toEqual({ status: 'waiting' });
  });

  it('stays closed once closed', () => {
    const bed = new Bed();
    bed.connection.close();
    bed.host.closed();
    expect(bed.opened).toHaveLength(1);
    expect(bed.timers).toEqual([]);
  });
});

describe('the word that the page still paints', () => {
  const told = (bed: Bed) => bed.sent.filter((message) => (message as { type: string }).type === 'painted');

  it('names the screen that stands, and is not said of none', () => {
    const bed = new Bed();
    bed.connection.tellPainted();
    bed.says({ type: 'view', view: menu });
    bed.connection.tellPainted();
    expect(told(bed)).toEqual([]);
    bed.connection.stands(menu.screen);
    bed.connection.tellPainted();
    bed.connection.stands(undefined);
    bed.connection.tellPainted();
    expect(told(bed)).toEqual([{ type: 'painted', screen: menu.screen }]);
  });

  it('is said after a painted frame, and again after a while', () => {
    const frames: (() => void)[] = [];
    const waits: { milliseconds: number; act: () => void }[] = [];
    let beats = 0;
    beatWhilePainting(
      () => {
        beats += 1;
      },
      (act) => frames.push(act),
      (milliseconds, act) => waits.push({ milliseconds, act }),
    );
    frames.shift()?.();
    expect(beats).toBe(0);
    frames.shift()?.();
    expect([beats, waits[0]?.milliseconds]).toEqual([1, 10_000]);
    waits.shift()?.act();
    expect(frames).toHaveLength(1);
  });
});
