import { randomBytes } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Journal } from './journal.ts';
import type { Occurrence, Operation, OperationId } from './port.ts';
import {
  acknowledgeAll,
  attestation,
  bodies,
  contentOf,
  DAY,
  headers,
  taken,
  temporaryJournal,
} from './temporary-journal.ts';

let temporary: ReturnType<typeof temporaryJournal>;
beforeEach(() => {
  temporary = temporaryJournal();
});
afterEach(() => temporary.remove());

describe('a journal that is full', { timeout: 120_000 }, () => {
  it('refuses new work, still ends what was begun, and recovers when the centre has taken it', async () => {
    const journal = temporary.open({ maxBytes: 100 * 4096 });
    const begun: OperationId[] = [];
    for (;;) {
      const id = await journal.begin(attestation);
      if (!id.ok) {
        expect(id.error.code).toBe('full');
        break;
      }
      begun.push(id.value);
    }
    expect(begun.length).toBeGreaterThan(100);
    expect(await journal.record({ kind: 'card-forgotten' })).toMatchObject({ error: { code: 'full' } });
    const last = begun.at(-1) ?? ('' as OperationId);
    taken(await journal.settle(last, 'done'));
    expect(journal.records()).toHaveLength(begun.length + 1);

    acknowledgeAll(journal);
    temporary.elapse(8 * DAY);
    taken(await journal.settle(begun[0] ?? last, 'done'));
    acknowledgeAll(journal);
    taken(await journal.record({ kind: 'card-forgotten' }));
  });

  const long: Operation = {
    kind: 'maintenance',
    technician: 'T-042',
    action: randomBytes(3500).toString('base64'),
  };

  it.each([
    [1, attestation],
    [6, long],
  ])(
    'of %i MB works again, without a restart, once everything is delivered',
    async (megabytes, operation) => {
      const journal = temporary.open({ maxBytes: megabytes * 1024 * 1024 });
      let begun = 0;
      async function workUntilFull() {
        for (;;) {
          const id = await journal.begin(operation);
          if (!id.ok) return id.error.code;
          begun += 1;
          taken(await journal.settle(id.value, 'done'));
        }
      }
      /** The centre takes everything, 500 records at a time, and sees every number exactly once. */
      let delivered = 0;
      function deliverAll() {
        for (;;) {
          const pending = taken(journal.pending(500));
          if (!pending) return;
          expect(pending.from).toBe(delivered + 1);
          const { epoch, to, batch } = pending;
          taken(journal.acknowledge({ epoch, seq: to, head: batch.head }));
          delivered = to;
        }
      }
      for (let round = 0; round < 2; round += 1) {
        const before = begun;
        expect(await workUntilFull()).toBe('full');
        expect(begun - before).toBeGreaterThan(500);
        deliverAll();
        expect(delivered).toBe(2 * begun);
        expect(journal.backlog()).toEqual({ unacknowledged: 0, inDoubt: 0 });
      }
      taken(await journal.begin(attestation));
      taken(await journal.record({ kind: 'card-forgotten' }));
      journal.close();
      expect(temporary.open().setAside).toEqual([]);
    },
  );

  it.each([8, 12, 16])(
    'refuses at the end of an allotment of %i pages that one record may overrun',
    async (pages) => {
      const journal = temporary.open({ maxBytes: pages * 4096, ballastBytes: 64 * 1024 });
      const long = {
        kind: 'card-forgotten',
        text: randomBytes(3900).toString('base64'),
      } as unknown as Occurrence;
      let recorded = 0;
      for (; (await journal.record(long)).ok; recorded += 1);
      expect(recorded).toBeLessThan(pages);
      expect(journal.health().fault).toBeDefined();
      journal.close();
      expect(temporary.open({ maxBytes: pages * 4096 }).setAside).toEqual([]);
    },
  );

  it('gives up the oldest of what the centre has, and no more than the room it needs', async () => {
    const journal = temporary.open({ maxBytes: 100 * 4096 });
    for (let batch = 0; batch < 20; batch += 1) {
      for (let count = 0; count < 20; count += 1) taken(await journal.record({ kind: 'card-forgotten' }));
      acknowledgeAll(journal);
    }
    const firstKept = () => headers(journal)[0].seq;
    expect(firstKept()).toBe(1);
    for (; firstKept() === 1; )
      for (let each = 0; each < 10; each += 1) taken(await journal.record({ kind: 'card-forgotten' }));
    expect(firstKept()).toBeLessThan(100);
    while ((await journal.record({ kind: 'card-forgotten' })).ok);
    expect(firstKept()).toBe(401);
    expect(taken(journal.pending(1))?.from).toBe(401);
  });

  it('gives up what the centre has to end what was begun', async () => {
    const journal = temporary.open({ maxBytes: 100 * 4096 });
    for (let count = 0; count < 20; count += 1) taken(await journal.record({ kind: 'card-forgotten' }));
    acknowledgeAll(journal);
    const begun: OperationId[] = [];
    for (let count = 0; count < 450; count += 1) begun.push(taken(await journal.begin(attestation)));
    for (const id of begun) if (!(await journal.settle(id, 'done')).ok) break;
    expect(headers(journal)[0].seq).toBe(21);
  });

  it('opens again even without room to settle what was cut', async () => {
    const journal = temporary.open({ maxBytes: 100 * 4096 });
    let count = 0;
    while ((await journal.begin(attestation)).ok) count += 1;
    journal.close();
    const again = temporary.open({ maxBytes: 100 * 4096 });
    expect(again.leftInDoubt).toBe(count);
    expect(again.backlog().inDoubt).toBe(count);
    expect(taken(again.pending(10))?.from).toBe(1);
  });
});

describe('an outcome that the journal refused', { timeout: 120_000 }, () => {
  /** A journal with an operation whose outcome found no room. */
  async function refused() {
    const journal = temporary.open({ maxBytes: 100 * 4096 });
    const begun: OperationId[] = [];
    for (;;) {
      const id = await journal.begin(attestation);
      if (!id.ok) break;
      begun.push(id.value);
    }
    for (const id of begun) {
      const settled = await journal.settle(id, 'done', 'the-reason');
      if (!settled.ok) return { journal, id, error: settled.error };
    }
    throw new Error('expected the journal to be full');
  }
  const outcomeOf = (journal: Journal, wanted: OperationId) =>
    journal.operations().find(({ id }) => id === wanted)?.outcome;

  it('is recorded, as it was told, before the next thing that is', async () => {
    const { journal, id, error } = await refused();
    expect(error.code).toBe('full');
    expect(outcomeOf(journal, id)).toBe(null);
    acknowledgeAll(journal);
    taken(await journal.record({ kind: 'card-forgotten' }));
    expect(outcomeOf(journal, id)).toBe('done');
    expect(bodies(journal).slice(-2)).toEqual([
      { id, outcome: 'done', reason: 'the-reason' },
      { kind: 'card-forgotten' },
    ]);
  });

  it('goes to the centre without waiting for a visit, once', async () => {
    const { journal, id } = await refused();
    acknowledgeAll(journal);
    const sent = taken(journal.pending(10))?.batch.records ?? [];
    const contents = sent.map(({ header, body }) => contentOf({ header, body: Buffer.from(body, 'base64') }));
    expect(contents).toEqual([{ id, outcome: 'done', reason: 'the-reason' }]);
    taken(await journal.settle(id, 'done'));
    expect(taken(journal.pending(10))?.batch.records).toHaveLength(1);
  });

  it('cannot be told otherwise while it waits', async () => {
    const { journal, id } = await refused();
    expect(await journal.settle(id, 'not-done')).toMatchObject({ error: { code: 'already-settled' } });
    expect(await journal.settle(id, 'done')).toMatchObject({ error: { code: 'full' } });
    acknowledgeAll(journal);
    taken(journal.pending(1));
    expect(outcomeOf(journal, id)).toBe('done');
  });

  it('of an earlier run, which found no room at opening, is recorded when there is some', async () => {
    const { journal, id } = await refused();
    journal.close();
    const again = temporary.open({ maxBytes: 100 * 4096 });
    expect(again.leftInDoubt).toBeGreaterThan(0);
    expect(outcomeOf(again, id)).toBe(null);
    acknowledgeAll(again);
    taken(again.pending(1));
    expect(outcomeOf(again, id)).toBe('in-doubt');
    expect(again.operations().every(({ outcome }) => outcome === 'in-doubt')).toBe(true);
    expect(bodies(again).at(-1)).toMatchObject({ outcome: 'in-doubt', reason: 'outcome-not-recorded' });
  });
});
