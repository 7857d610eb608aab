import { randomBytes } from 'node:crypto';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import Database from 'better-sqlite3';
import { Compile } from 'typebox/compile';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { GENESIS, JournalBatch } from '../contract/journal.ts';
import { OccurrenceBody, OperationBegun, OperationSettled, RecordHeader } from '../contract/record.ts';
import { chainHash, chainHashes } from './chain.ts';
import { openDatabase } from './database.ts';
import { type Journal, openJournal } from './journal.ts';
import type { Occurrence, Operation, OperationId } from './port.ts';
import { attestation, contentOf, taken, temporaryJournal } from './temporary-journal.ts';

const DAY = 24 * 60 * 60 * 1000;

let temporary: ReturnType<typeof temporaryJournal>;
beforeEach(() => {
  temporary = temporaryJournal();
});
afterEach(() => temporary.remove());

/** Plays the centre taking everything that is pending. */
function acknowledgeAll(journal: Journal): void {
  const pending = taken(journal.pending(1000));
  if (!pending) return;
  taken(journal.acknowledge({ epoch: pending.epoch, seq: pending.to, head: pending.batch.head }));
}

const headers = (journal: Journal) => journal.records().map(({ header }) => JSON.parse(header));
const bodies = (journal: Journal) => journal.records().map(contentOf);

describe('recording', () => {
  it('writes the intent, then the outcome, chained and in order', async () => {
    const journal = temporary.open();
    const id = taken(await journal.begin(attestation));
    temporary.elapse(1500);
    taken(await journal.settle(id, 'done'));

    expect(bodies(journal)).toEqual([
      { id, operation: attestation },
      { id, outcome: 'done' },
    ]);
    expect(headers(journal)).toMatchObject([
      {
        kiosk: 'borne-1',
        seq: 1,
        type: 'operation-begun',
        monotonic: 0,
        boot: 'run-1',
        suite: 1,
        key: temporary.recipient.id,
      },
      { kiosk: 'borne-1', seq: 2, type: 'operation-settled', monotonic: 1500 },
    ]);
    const records = journal.records();
    expect(records.map(({ hash }) => hash)).toEqual(chainHashes(GENESIS, records));
    expect(journal.operations()).toMatchObject([{ id, outcome: 'done' }]);
  });

  it('counts an operation as in doubt until its outcome is known', async () => {
    const journal = temporary.open();
    const [first, second, third] = [
      taken(await journal.begin(attestation)),
      taken(await journal.begin(attestation)),
      taken(await journal.begin(attestation)),
    ];
    expect(journal.backlog().inDoubt).toBe(3);
    taken(await journal.settle(first, 'done'));
    taken(await journal.settle(second, 'not-done', 'paper-out'));
    taken(await journal.settle(third, 'in-doubt'));
    expect(journal.backlog()).toMatchObject({ unacknowledged: 6, inDoubt: 1 });
  });

  it('settles once: the same outcome again is harmless, another is refused, and neither adds a record', async () => {
    const journal = temporary.open();
    const id = taken(await journal.begin(attestation));
    taken(await journal.settle(id, 'in-doubt', 'printer-lost'));
    taken(await journal.settle(id, 'in-doubt'));
    expect(await journal.settle(id, 'done')).toMatchObject({ error: { code: 'already-settled' } });
    expect(journal.records()).toHaveLength(2);
    expect(journal.operations()).toMatchObject([{ outcome: 'in-doubt' }]);
  });

  it('refuses to settle what was never begun', async () => {
    const journal = temporary.open();
    const stranger = '01a3185c-5000-7568-91c9-faf630f992d6' as OperationId;
    expect(await journal.settle(stranger, 'done')).toMatchObject({ error: { code: 'unknown-operation' } });
    expect(journal.records()).toEqual([]);
  });

  it('fits the contract whatever is recorded', async () => {
    const operations: { [K in Operation['kind']]: Extract<Operation, { kind: K }> } = {
      'attestation-droits': {
        ...(attestation as Extract<Operation, { kind: 'attestation-droits' }>),
        repeats: '01a3185c-5000-7568-91c9-faf630f992d6' as OperationId,
      },
      maintenance: { kind: 'maintenance', technician: 'T-042', action: 'test-print' },
      'card-update': { kind: 'card-update', relay: '0'.repeat(32), plan: 'f'.repeat(64), writes: 7 },
    };
    const occurrences: { [K in Occurrence['kind']]: Extract<Occurrence, { kind: K }> } = {
      'host-started': { kind: 'host-started', version: '0.1.0', leftInDoubt: 2 },
      'maintenance-entered': { kind: 'maintenance-entered', technician: 'T-042' },
      'maintenance-left': { kind: 'maintenance-left', technician: 'T-042', why: 'card-removed' },
      'pin-refused': { kind: 'pin-refused', remaining: 2 },
      'technician-refused': { kind: 'technician-refused', why: 'not-genuine' },
      'rights-mismatch': { kind: 'rights-mismatch', cardSerial: '99000000000000001' },
      'print-seen': {
        kind: 'print-seen',
        operation: '01a3185c-5000-7568-91c9-faf630f992d6' as OperationId,
        said: 'not-whole',
      },
      'card-opposed': { kind: 'card-opposed', cardSerial: '99000000000000001' },
      'out-of-service': { kind: 'out-of-service', why: 'card-reader' },
      'back-in-service': { kind: 'back-in-service', after: 'journal' },
      'card-forgotten': { kind: 'card-forgotten' },
      'paper-forgotten': { kind: 'paper-forgotten' },
    };
    const journal = temporary.open();
    for (const operation of Object.values(operations)) {
      const id = taken(await journal.begin(operation));
      taken(await journal.settle(id, 'not-done', 'cover-open'));
    }
    for (const occurrence of Object.values(occurrences)) taken(await journal.record(occurrence));

    const contracts: Record<string, { Check(value: unknown): boolean }> = {
      'operation-begun': Compile(OperationBegun),
      'operation-settled': Compile(OperationSettled),
    };
    const misfits = journal.records().filter((record) => {
      const header = JSON.parse(record.header);
      const contract = contracts[header.type] ?? Compile(OccurrenceBody);
      return !Compile(RecordHeader).Check(header) || !contract.Check(contentOf(record));
    });
    expect(misfits).toEqual([]);
    expect(Compile(JournalBatch).Check(taken(journal.pending(100))?.batch)).toBe(true);
    expect(journal.records()).toHaveLength(18);
  });

  it('takes a record too long to be sent for the bug that it is, and writes nothing', async () => {
    const journal = temporary.open();
    const long = { kind: 'maintenance', technician: 'T', action: 'x'.repeat(9000) } as const;
    await expect(journal.begin(long)).rejects.toThrow(RangeError);
    expect(journal.records()).toEqual([]);
    expect(journal.operations()).toEqual([]);
    taken(await journal.begin(attestation));
  });

  it('says that it is closed', async () => {
    const journal = temporary.open();
    journal.close();
    expect(await journal.begin(attestation)).toMatchObject({ error: { code: 'closed' } });
    expect(journal.pending(10)).toMatchObject({ error: { code: 'closed' } });
    expect(journal.backlog().unacknowledged).toBe(0);
  });
});

describe('opening', () => {
  it('goes on where it stopped, in the same epoch', async () => {
    const first = temporary.open();
    taken(await first.record({ kind: 'card-forgotten' }));
    first.close();
    const second = temporary.open({ bootId: 'run-2' });
    taken(await second.record({ kind: 'paper-forgotten' }));
    expect(headers(second)).toMatchObject([
      { seq: 1, boot: 'run-1' },
      { seq: 2, boot: 'run-2', epoch: headers(second)[0].epoch },
    ]);
    expect(second.leftInDoubt).toBe(0);
    expect(second.setAside).toEqual([]);
  });

  it('settles as in doubt what the run before began and did not settle, once', async () => {
    const first = temporary.open();
    const done = taken(await first.begin(attestation));
    taken(await first.settle(done, 'done'));
    const cut = taken(await first.begin(attestation));
    first.close();

    const second = temporary.open();
    expect(second.leftInDoubt).toBe(1);
    expect(second.operations()).toMatchObject([
      { id: done, outcome: 'done' },
      { id: cut, outcome: 'in-doubt' },
    ]);
    expect(bodies(second).at(-1)).toEqual({ id: cut, outcome: 'in-doubt', reason: 'outcome-not-recorded' });
    second.close();
    const third = temporary.open();
    expect(third.leftInDoubt).toBe(0);
    expect(third.records()).toHaveLength(4);
  });

  const refusal = (options: { file?: string; kiosk?: string } = {}) =>
    openJournal({
      file: temporary.file,
      kiosk: 'borne-1',
      bootId: 'run-2',
      clock: temporary.clock,
      randomBytes: () => new Uint8Array(16),
      recipient: temporary.recipient,
      ...options,
    });

  it('refuses the journal of another kiosk, and leaves it as it is', async () => {
    const journal = temporary.open();
    taken(await journal.begin(attestation));
    journal.close();
    expect(refusal({ kiosk: 'borne-2' })).toMatchObject({
      error: { code: 'other-kiosk', detail: expect.stringContaining('borne-1, expected borne-2') },
    });
    expect(temporary.open().records()).toHaveLength(2);
  });

  it('refuses a file that another host holds', () => {
    temporary.open();
    expect(refusal()).toMatchObject({ error: { code: 'in-use' } });
  });

  it('refuses a file written by a newer program, and leaves it', () => {
    temporary.open().close();
    const newer = new Database(temporary.file);
    newer.pragma('user_version = 99');
    newer.close();
    expect(refusal()).toMatchObject({ error: { code: 'newer-schema' } });
    expect(readdirSync(dirname(temporary.file)).some((name) => name.includes('damaged'))).toBe(false);
  });

  it('names the file when it cannot be made', () => {
    writeFileSync(`${temporary.file}.plain`, '');
    const file = `${temporary.file}.plain/journal.db`;
    expect(refusal({ file })).toMatchObject({
      error: { code: 'unusable', detail: expect.stringContaining(file) },
    });
  });
});

describe('a journal begun before bodies were sealed', () => {
  it('keeps what it has as it is, seals what comes, and delivers both in one chain', async () => {
    const body = Buffer.from('{"kind":"card-forgotten"}');
    const fields = { kiosk: 'borne-1', type: 'card-forgotten', wall: 0, monotonic: 0, boot: 'old', suite: 0 };
    const plain = openDatabase({
      file: temporary.file,
      maxBytes: 1_000_000,
      kiosk: 'borne-1',
      genesis: GENESIS,
      newEpoch: () => '0'.repeat(32),
    });
    if (!plain.ok) throw new Error(plain.error.detail);
    plain.value.store.append(({ epoch }, seq) => ({
      header: JSON.stringify({ ...fields, epoch, seq }),
      body,
    }));
    plain.value.database.close();

    const journal = temporary.open();
    taken(await journal.record({ kind: 'paper-forgotten' }));
    expect(headers(journal).map(({ suite }) => suite)).toEqual([0, 1]);
    const [old, sealed] = journal.records();
    expect(old?.body).toEqual(body);
    expect(sealed && contentOf(sealed)).toEqual({ kind: 'paper-forgotten' });
    expect(taken(journal.pending(10))).toMatchObject({ from: 1, to: 2 });
    acknowledgeAll(journal);
    expect(journal.backlog().unacknowledged).toBe(0);
  });
});

describe('a damaged file', () => {
  async function filled(): Promise<string> {
    const journal = temporary.open();
    for (let count = 0; count < 20; count += 1) {
      const id = taken(await journal.begin(attestation));
      taken(await journal.settle(id, 'done'));
    }
    const { epoch } = headers(journal)[0];
    journal.close();
    return epoch;
  }

  it.each([
    [
      'text',
      () => writeFileSync(temporary.file, 'not a database, but long enough to look like one '.repeat(100)),
    ],
    ['half a file', () => writeFileSync(temporary.file, readFileSync(temporary.file).subarray(0, 10_000))],
    [
      'an edited body',
      () => {
        const bytes = readFileSync(temporary.file);
        const header = bytes.indexOf('"seq":40,');
        bytes.set(Buffer.from('another'), bytes.indexOf('}', header) + 20);
        writeFileSync(temporary.file, bytes);
      },
    ],
    [
      'a record removed by hand',
      () => {
        const database = new Database(temporary.file);
        database.exec('DELETE FROM record WHERE seq = 40');
        database.close();
      },
    ],
  ])('(%s) is kept apart; a new epoch begins and the kiosk serves', async (_, damage) => {
    const epoch = await filled();
    damage();
    const journal = temporary.open();
    expect(journal.setAside).toHaveLength(1);
    expect(readFileSync(journal.setAside[0] ?? '').length).toBeGreaterThan(0);
    taken(await journal.begin(attestation));
    expect(headers(journal)).toMatchObject([{ seq: 1 }]);
    expect(headers(journal)[0].epoch).not.toBe(epoch);
  });
});

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
    const { hash } = journal.records()[0] ?? {};
    acknowledgeAll(journal);
    temporary.elapse(8 * DAY);
    journal.close();
    const again = temporary.open();
    expect(again.records()).toEqual([]);
    taken(await again.record({ kind: 'paper-forgotten' }));
    const pending = taken(again.pending(10));
    expect(pending).toMatchObject({ from: 2, to: 2, batch: { prev: hash } });
    acknowledgeAll(again);
    expect(again.backlog().unacknowledged).toBe(0);
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
    acknowledgeAll(journal);
    temporary.setWall(right);
    temporary.elapse(7 * DAY);
    taken(journal.pending(1));
    expect(journal.records()).toHaveLength(1);
    temporary.elapse(1);
    taken(journal.pending(1));
    expect(journal.records()).toEqual([]);
  });

  it('counts the days over several runs, and none for the time the kiosk was off', async () => {
    const first = temporary.open();
    taken(await first.record({ kind: 'card-forgotten' }));
    acknowledgeAll(first);
    temporary.elapse(4 * DAY);
    first.close();
    temporary.setWall(temporary.clock.now() + 30 * DAY);
    temporary.restartMonotonic();
    const second = temporary.open();
    expect(second.records()).toHaveLength(1);
    temporary.elapse(3 * DAY);
    taken(second.pending(1));
    expect(second.records()).toHaveLength(1);
    temporary.elapse(1);
    taken(second.pending(1));
    expect(second.records()).toEqual([]);
  });
});
