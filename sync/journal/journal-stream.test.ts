import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { GENESIS } from '../contract/journal.ts';
import { chainHash } from './chain.ts';
import type { Journal } from './journal.ts';
import { acknowledgeAll, attestation, DAY, headers, taken, temporaryJournal } from './temporary-journal.ts';

let temporary: ReturnType<typeof temporaryJournal>;
beforeEach(() => {
  temporary = temporaryJournal();
});
afterEach(() => temporary.remove());

/** What a centre says that holds all that is here. */
function watermarkOf(journal: Journal) {
  const [last] = journal.records().slice(-1);
  if (last === undefined) throw new Error('expected a record');
  const { epoch, seq } = JSON.parse(last.header);
  return { epoch, seq, head: last.hash };
}

describe('the stream to the centre', () => {
  it('gives the oldest records first, and says when more are left', async () => {
    const journal = temporary.open();
    for (let count = 0; count < 5; count += 1) taken(await journal.record({ kind: 'card-forgotten' }));
    const first = taken(journal.pending(3));
    expect(first).toMatchObject({ kiosk: 'borne-1', from: 1, to: 3, more: true, batch: { prev: GENESIS } });
    if (!first) return;
    expect(taken(journal.acknowledge({ epoch: first.epoch, seq: 3, head: first.batch.head }))).toBe(2);
    const second = taken(journal.pending(3));
    expect(second).toMatchObject({ from: 4, to: 5, more: false, batch: { prev: first.batch.head } });
    acknowledgeAll(journal);
    expect(taken(journal.pending(3))).toBeUndefined();
    expect(journal.backlog()).toEqual({ unacknowledged: 0, inDoubt: 0 });
  });

  it('tells since when the oldest record waits', async () => {
    const journal = temporary.open();
    taken(await journal.record({ kind: 'card-forgotten' }));
    acknowledgeAll(journal);
    temporary.elapse(DAY);
    const at = temporary.clock.now();
    taken(await journal.record({ kind: 'card-forgotten' }));
    temporary.elapse(DAY);
    taken(await journal.record({ kind: 'card-forgotten' }));
    expect(journal.backlog()).toMatchObject({ unacknowledged: 2, oldestAt: at });
  });

  it('sends again what a centre restored from its backup has lost', async () => {
    const journal = temporary.open();
    for (let count = 0; count < 5; count += 1) taken(await journal.record({ kind: 'card-forgotten' }));
    acknowledgeAll(journal);
    const second = journal.records()[1];
    const { epoch } = headers(journal)[0];
    expect(taken(journal.acknowledge({ epoch, seq: 2, head: second?.hash ?? '' }))).toBe(3);
    expect(taken(journal.pending(10))).toMatchObject({ from: 3, to: 5 });
  });

  it('keeps what it sent again as long as anything else', async () => {
    const journal = temporary.open();
    taken(await journal.record({ kind: 'card-forgotten' }));
    acknowledgeAll(journal);
    const { epoch } = headers(journal)[0];
    temporary.elapse(6 * DAY);
    taken(journal.acknowledge({ epoch, seq: 0, head: GENESIS }));
    acknowledgeAll(journal);
    temporary.elapse(6 * DAY);
    taken(await journal.record({ kind: 'paper-forgotten' }));
    acknowledgeAll(journal);
    expect(headers(journal).map(({ seq }) => seq)).toEqual([1, 2]);
  });

  it('chains on when everything was purged', async () => {
    const journal = temporary.open();
    taken(await journal.record({ kind: 'card-forgotten' }));
    const said = watermarkOf(journal);
    taken(journal.acknowledge(said));
    temporary.elapse(8 * DAY);
    journal.close();
    const again = temporary.open();
    expect(again.records()).toHaveLength(1);
    taken(again.acknowledge(said));
    expect(again.records()).toEqual([]);
    taken(await again.record({ kind: 'paper-forgotten' }));
    const pending = taken(again.pending(10));
    expect(pending).toMatchObject({ from: 2, to: 2, batch: { prev: said.head } });
    acknowledgeAll(again);
    expect(again.backlog().unacknowledged).toBe(0);
  });

  it('keeps what it has for a centre that it has not heard of, however long, and that went back meanwhile', async () => {
    const journal = temporary.open();
    taken(await journal.record({ kind: 'card-forgotten' }));
    acknowledgeAll(journal);
    temporary.elapse(40 * DAY);
    taken(await journal.record({ kind: 'card-forgotten' }));
    taken(journal.pending(10));
    journal.close();
    const again = temporary.open();
    taken(again.acknowledge({ ...watermarkOf(again), seq: 0, head: GENESIS }));
    expect(taken(again.pending(10))).toMatchObject({ from: 1, to: 2 });
  });

  it('does not believe a centre whose chain is not its own, and keeps everything', async () => {
    const journal = temporary.open();
    taken(await journal.record({ kind: 'card-forgotten' }));
    const { epoch } = headers(journal)[0];
    const head = chainHash(GENESIS, { header: '{}', body: Buffer.from('{}') });
    expect(journal.acknowledge({ epoch, seq: 1, head })).toMatchObject({ error: { code: 'diverged' } });
    expect(journal.acknowledge({ epoch, seq: 9, head })).toMatchObject({ error: { code: 'diverged' } });
    const elsewhere = { epoch: 'f'.repeat(32), seq: 1, head };
    expect(journal.acknowledge(elsewhere)).toMatchObject({ error: { code: 'other-epoch' } });
    expect(journal.backlog().unacknowledged).toBe(1);
  });

  it('keeps acknowledged records for seven days, then purges them and still chains on', async () => {
    const journal = temporary.open();
    const id = taken(await journal.begin(attestation));
    taken(await journal.settle(id, 'done'));
    const open = taken(await journal.begin(attestation));
    acknowledgeAll(journal);
    temporary.elapse(7 * DAY);
    taken(await journal.record({ kind: 'card-forgotten' }));
    acknowledgeAll(journal);
    expect(journal.records()).toHaveLength(4);

    temporary.elapse(1);
    taken(await journal.settle(open, 'done'));
    acknowledgeAll(journal);
    expect(headers(journal).map(({ seq }) => seq)).toEqual([4, 5]);
    expect(journal.operations()).toMatchObject([{ id: open }]);
    journal.close();
    const again = temporary.open();
    expect(again.setAside).toEqual([]);
    taken(await again.record({ kind: 'paper-forgotten' }));
    expect(taken(again.pending(10))).toMatchObject({ from: 6, to: 6 });
    const { epoch } = headers(again)[0];
    expect(again.acknowledge({ epoch, seq: 1, head: GENESIS })).toMatchObject({
      error: { code: 'diverged', detail: 'the centre is back at 1; records are kept from 4' },
    });
  });

  it('never purges what is not acknowledged, however far the clock jumps', async () => {
    const journal = temporary.open();
    taken(await journal.record({ kind: 'card-forgotten' }));
    temporary.setWall(temporary.clock.now() + 3650 * DAY);
    taken(await journal.record({ kind: 'card-forgotten' }));
    journal.close();
    const again = temporary.open();
    expect(again.records()).toHaveLength(2);
  });

  it.each([
    ['behind, then corrected', Date.UTC(2020, 0, 1), Date.UTC(2026, 10, 22)],
    ['ahead, then corrected', Date.UTC(2036, 0, 1), Date.UTC(2026, 10, 22)],
  ])('keeps history for seven days that really passed, the clock %s', async (_, wrong, right) => {
    const journal = temporary.open();
    temporary.setWall(wrong);
    taken(await journal.record({ kind: 'card-forgotten' }));
    const said = watermarkOf(journal);
    taken(journal.acknowledge(said));
    temporary.setWall(right);
    temporary.elapse(7 * DAY);
    taken(journal.acknowledge(said));
    expect(journal.records()).toHaveLength(1);
    temporary.elapse(1);
    taken(journal.acknowledge(said));
    expect(journal.records()).toEqual([]);
  });

  it('counts the days over several runs, and none for the time the kiosk was off', async () => {
    const first = temporary.open();
    taken(await first.record({ kind: 'card-forgotten' }));
    const said = watermarkOf(first);
    taken(first.acknowledge(said));
    temporary.elapse(4 * DAY);
    first.close();
    temporary.setWall(temporary.clock.now() + 30 * DAY);
    temporary.restartMonotonic();
    const second = temporary.open();
    expect(second.records()).toHaveLength(1);
    temporary.elapse(3 * DAY);
    taken(second.acknowledge(said));
    expect(second.records()).toHaveLength(1);
    temporary.elapse(1);
    taken(second.acknowledge(said));
    expect(second.records()).toEqual([]);
  });
});
