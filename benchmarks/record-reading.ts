import { randomBytes, randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate, setTimeout } from 'node:timers/promises';
import type { Clock } from '@borne/domain/time';
import { projectSome, type Stream } from '@borne/simulators/central-api/journal/projection';
import { ringOf } from '@borne/simulators/central-api/recipients';
import { openStore } from '@borne/simulators/central-api/store/open-store';
import type { Store } from '@borne/simulators/central-api/store/store';
import { GENESIS, MOST_RECORDS } from '@borne/sync/contract/journal';
import { sealBody } from '@borne/sync/envelope/envelope';
import { newKeyPair } from '@borne/sync/envelope/hpke';
import { type Recipient, recipientOf } from '@borne/sync/envelope/recipient';
import { chainHash } from '@borne/sync/journal/chain';
import { type Measurement, quantile } from './measurement.ts';

const BATCHES = 15;
/** Milliseconds: seldom enough to cost nothing of what is measured. */
const ASKED_EVERY = 2;

/** What reading a record costs the centre behind its acknowledgement, and how long somebody else waits for the store meanwhile. */
export async function recordReading(clock: Clock): Promise<Measurement> {
  const folder = mkdtempSync(join(tmpdir(), 'borne-reading-'));
  const store = await openStore(join(folder, 'central.db'));
  const pair = newKeyPair();
  const stream = { kiosk: 'borne-1', epoch: randomBytes(16).toString('hex') };
  try {
    await deliver(store, recipientOf(pair.publicKey), stream, clock);
    let reading = true;
    const waits: number[] = [];
    const asking = (async () => {
      while (reading) {
        const due = clock.monotonic() + ASKED_EVERY;
        await setTimeout(ASKED_EVERY);
        await store.db.selectFrom('insured_card').select('serial').limit(1).execute();
        waits.push(clock.monotonic() - due);
      }
    })();
    const before = process.cpuUsage();
    while ((await projectSome(store, ringOf([pair]), stream, 'wait')).more) await setImmediate();
    const { user, system } = process.cpuUsage(before);
    reading = false;
    await asking;
    const each = (user + system) / (BATCHES * MOST_RECORDS);
    return {
      subject: 'reading a sealed record behind the acknowledgement, SQLite',
      result: `${each.toFixed(0)} µs of CPU; whoever asks the store meanwhile waits ${quantile(waits, 1).toFixed(0)} ms at most`,
    };
  } finally {
    await store.close();
    rmSync(folder, { recursive: true });
  }
}

/** Attestations that were printed, and nothing else: what there is most of. */
async function deliver(store: Store, recipient: Recipient, { kiosk, epoch }: Stream, clock: Clock) {
  let [seq, head] = [0, GENESIS];
  const place = { kiosk, epoch, wall: clock.now(), monotonic: 0, boot: 'run-1', suite: 1, key: recipient.id };
  for (let n = 0; n < BATCHES; n += 1) {
    const [from, prev] = [seq + 1, head];
    const records = [];
    while (records.length < MOST_RECORDS) {
      const id = randomUUID();
      for (const [type, content] of [
        ['operation-begun', { id, operation: attestation }],
        ['operation-settled', { id, outcome: 'done' }],
      ] as const) {
        seq += 1;
        const header = JSON.stringify({ ...place, seq, type });
        const body = sealBody(recipient, header, content);
        head = chainHash(head, { header, body });
        records.push({ seq, header, body, hash: head });
      }
    }
    await store.take({ kiosk, epoch, from, to: seq, prev, records, head, signature: '' }, clock.now());
  }
}

const attestation = {
  kind: 'attestation-droits',
  documentNumber: 'AD-7K3M-9QXT-2B',
  cardSerial: '99000000000000001',
  rangs: ['01', '02', '03'],
  rightsFrom: 'central',
};
