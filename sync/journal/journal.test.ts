import { readdirSync } from 'node:fs';
import { dirname } from 'node:path';
import Database from 'better-sqlite3';
import { Compile } from 'typebox/compile';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { GENESIS, JournalBatch } from '../contract/journal.ts';
import { OccurrenceBody, OperationBegun, OperationSettled, RecordHeader } from '../contract/record.ts';
import { openDatabase } from './database.ts';
import { openJournal } from './journal.ts';
import type { Occurrence, Operation, OperationId } from './port.ts';
import {
  acknowledgeAll,
  attestation,
  bodies,
  chainHashes,
  contentOf,
  headers,
  taken,
  temporaryJournal,
} from './temporary-journal.ts';

let temporary: ReturnType<typeof temporaryJournal>;
beforeEach(() => {
  temporary = temporaryJournal();
});
afterEach(() => temporary.remove());

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
    const signed = { ...taken(journal.pending(100))?.batch, signature: 'A'.repeat(86) };
    expect(Compile(JournalBatch).Check(signed)).toBe(true);
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
    plain.value.store.append((epoch, seq) => ({
      header: JSON.stringify({ ...fields, epoch, seq }),
      body,
    }));
    plain.value.close();

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
