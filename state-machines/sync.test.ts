import { firstPacing, type PacingEvent, step } from '@borne/sync/uplink/pacing';
import type { Delivery } from '@borne/sync/uplink/port';
import { describe, expect, it } from 'vitest';
import { type AnyEventObject, initialTransition, transition } from 'xstate';
import { defaultDelays } from './delays.ts';
import { syncMachine } from './sync.machine.ts';
import { FakePorts, failure } from './testing/fake-ports.ts';
import { KioskBench } from './testing/kiosk-bench.ts';

const unreachable: Delivery = { delivery: 'postponed', error: failure('central-api', 'unreachable') };
const done = (more = false): Delivery => ({ delivery: 'acknowledged', records: 1, more });

/** A kiosk whose deliveries wait for the test to answer them. */
async function start() {
  const bench = new KioskBench(({ uplink }) => {
    uplink.deliveries.rule = undefined;
  });
  await bench.settle();
  const { deliveries } = bench.ports.uplink;
  return {
    bench,
    count: () => deliveries.made.length,
    answer: async (delivery: Delivery) => {
      deliveries.answer(delivery);
      await bench.settle();
    },
    /** Has the kiosk write one record, as it happens: a card forgotten in the slot. */
    write: async () => {
      bench.ports.cardReader.insert('bank');
      await bench.wait(10_000);
      await bench.wait(20_000);
      bench.ports.cardReader.pull();
      await bench.settle();
    },
  };
}

describe('delivering the journal', () => {
  it('begins at start-up, goes on while there is more, then rests', async () => {
    const { count, answer } = await start();
    expect(count()).toBe(1);
    await answer(done(true));
    expect(count()).toBe(2);
    await answer(done());
    expect(count()).toBe(2);
  });

  it('wakes on a new record', async () => {
    const { count, answer, write } = await start();
    await answer(done());
    await write();
    expect(count()).toBe(2);
  });

  it('goes round again for a record written meanwhile, one delivery at a time', async () => {
    const { count, answer, write } = await start();
    await write();
    expect(count()).toBe(1);
    await answer(done());
    expect(count()).toBe(2);
    await answer(done());
    expect(count()).toBe(2);
  });

  it('looks again after a while without news', async () => {
    const { bench, count, answer } = await start();
    await answer({ delivery: 'nothing-to-send' });
    await bench.wait(59_999);
    expect(count()).toBe(1);
    await bench.wait(1);
    expect(count()).toBe(2);
  });

  it('waits longer after each failure, and a new record does not shorten that', async () => {
    const { bench, count, answer, write } = await start();
    await answer(unreachable);
    await bench.wait(499);
    expect(count()).toBe(1);
    await bench.wait(1);
    expect(count()).toBe(2);
    await answer(unreachable);
    await bench.wait(999);
    expect(count()).toBe(2);
    await bench.wait(1);
    for (let failures = 3; failures < 12; failures += 1) {
      await answer(unreachable);
      await bench.wait(150_000);
    }
    const before = count();
    await answer(unreachable);
    await write();
    await write();
    expect(count()).toBe(before);
  });

  it('forgets its failures after a success', async () => {
    const { bench, count, answer } = await start();
    await answer(unreachable);
    await bench.wait(500);
    await answer(unreachable);
    await bench.wait(1_000);
    await answer(done());
    await bench.wait(60_000);
    const before = count();
    await answer(unreachable);
    await bench.wait(500);
    expect(count()).toBe(before + 1);
  });

  it('waits at least as long as the centre asks', async () => {
    const { bench, count, answer } = await start();
    await answer({ ...unreachable, retryAfter: 120_000 } as Delivery);
    await bench.wait(120_000);
    expect(count()).toBe(1);
    await bench.wait(500);
    expect(count()).toBe(2);
  });

  it('tries rarely when the centre refuses the journal', async () => {
    const { bench, count, answer, write } = await start();
    await answer({ delivery: 'refused', error: failure('central-api', 'refused') });
    await write();
    expect(count()).toBe(1);
    await bench.wait(900_000);
    expect(count()).toBe(2);
  });

  it('goes on after a port that throws', async () => {
    const { bench, count } = await start();
    bench.ports.uplink.deliveries.pending.shift()?.fail(new Error('a bug'));
    await bench.settle();
    await bench.wait(500);
    expect(count()).toBe(2);
  });
});

describe('the network banner', () => {
  it('comes with a failed delivery and goes with the next success', async () => {
    const { bench, answer } = await start();
    await answer(unreachable);
    const { screen } = bench.view;
    expect(bench.view.banners).toHaveLength(1);
    await bench.wait(500);
    await answer(done());
    expect(bench.view).toMatchObject({ screen, banners: [] });
  });

  it('does not claim for long what nobody checks', async () => {
    const { bench, answer } = await start();
    await answer(unreachable);
    await bench.wait(500);
    await answer({ delivery: 'nothing-to-send' });
    expect(bench.view.banners).toEqual([]);
  });
});

describe('the machine and the pacing it follows', () => {
  const deliveries: readonly Delivery[] = [
    done(),
    done(true),
    { delivery: 'nothing-to-send' },
    unreachable,
    { delivery: 'postponed', error: failure('central-api', 'protocol'), retryAfter: 5_000 },
    { delivery: 'refused', error: failure('central-api', 'refused') },
  ];
  const waits: Record<string, string> = {
    resting: 'xstate.after.syncInterval.sync.resting',
    backingOff: 'xstate.after.pause.sync.backingOff',
    refused: 'xstate.after.syncRefused.sync.refused',
  };

  /** Every event of the pacing, with what the machine is told of it in a given state. */
  function told(event: PacingEvent, state: string): AnyEventObject | undefined {
    if (event.type === 'delivery.ended')
      return { type: 'xstate.done.actor.deliver', actorId: 'deliver', output: event.delivery };
    if (event.type === 'delivery.broke')
      return { type: 'xstate.error.actor.deliver', actorId: 'deliver', error: 0 };
    if (event.type === 'wait.over') return waits[state] === undefined ? undefined : { type: waits[state] };
    return event;
  }
  const events: readonly PacingEvent[] = [
    ...deliveries.map((delivery) => ({ type: 'delivery.ended', delivery }) as const),
    { type: 'delivery.broke' },
    { type: 'wait.over' },
    { type: 'journal.written' },
    { type: 'sync.now' },
    { type: 'network.wanted' },
    { type: 'network.seen', reachable: true },
    { type: 'network.seen', reachable: false },
  ];

  it('are in the same phase after every sequence of three events', () => {
    const machine = syncMachine(new FakePorts(), defaultDelays);
    let compared = 0;
    const compare = (
      snapshot: ReturnType<typeof initialTransition<typeof machine>>[0],
      pacing = firstPacing,
      left = 3,
    ) => {
      expect(snapshot.value).toBe(pacing.phase);
      expect(snapshot.context).toMatchObject(pacing);
      compared += 1;
      if (left === 0) return;
      for (const event of events) {
        const input = told(event, pacing.phase);
        if (input === undefined) continue;
        const [after] = transition(machine, snapshot, input as never);
        compare(after, step(pacing, event).pacing, left - 1);
      }
    };
    compare(initialTransition(machine)[0]);
    expect(compared).toBeGreaterThan(1_000);
  });
});
