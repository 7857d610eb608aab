import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import type { CardSerial } from '@borne/domain/rights';
import type { Clock } from '@borne/domain/time';
import { createCentralClient } from '@borne/sync/central/client';
import { MOST_RECORDS } from '@borne/sync/contract/journal';
import { openBody } from '@borne/sync/envelope/envelope';
import { newKeyPair } from '@borne/sync/envelope/hpke';
import { recipientOf } from '@borne/sync/envelope/recipient';
import { openJournal } from '@borne/sync/journal/journal';
import type { JournalStream } from '@borne/sync/journal/stream';
import type { Measurement } from './measurement.ts';

const SESSIONS = 40;

/** A stand-in as long as a kiosk's: ECDSA on P-256 in base64url. */
const signature = randomBytes(64).toString('base64url');

/** Bytes of the bodies that the kiosk's own client sends of everything in `journal`, in batches; and of the same without gzip. */
async function wireLengths(
  journal: JournalStream,
): Promise<{ readonly sent: number; readonly text: number }> {
  const lengths = { sent: 0, text: 0 };
  const client = createCentralClient({
    url: 'https://centre.invalid',
    timers: globalThis,
    signer: { sign: async () => signature },
    fetch: async (_url, init) => {
      const body = Buffer.from(init?.body as Uint8Array);
      lengths.sent += body.length;
      lengths.text += gunzipSync(body).length;
      return Response.error();
    },
  });
  for (;;) {
    const pending = journal.pending(MOST_RECORDS);
    if (!pending.ok) throw new Error(pending.error.detail);
    if (pending.value === undefined) return lengths;
    const { epoch, to, batch } = pending.value;
    await client.send(pending.value);
    journal.acknowledge({ epoch, seq: to, head: batch.head });
  }
}

/** What sealing makes of the length of records as a kiosk writes them: sealed attestations, a card update, what people do besides. */
export async function sealedSize(clock: Clock): Promise<Measurement[]> {
  const folder = mkdtempSync(join(tmpdir(), 'borne-size-'));
  const centre = newKeyPair();
  const opened = openJournal({
    file: join(folder, 'journal.db'),
    kiosk: 'borne-cpam-75-001',
    bootId: '0193577e-8c7a-4a51-9c1f-4be2a8f0d6c3',
    clock,
    randomBytes,
    recipient: recipientOf(centre.publicKey),
  });
  if (!opened.ok) throw new Error(opened.error.detail);
  const journal = opened.value;
  const hex = (bytes: number) => randomBytes(bytes).toString('hex');
  try {
    for (let session = 0; session < SESSIONS; session += 1) {
      const printed = await journal.begin({
        kind: 'attestation-droits',
        documentNumber: `AD-${hex(4).toUpperCase()}`,
        cardSerial: '99000000000000001' as CardSerial,
        rangs: ['01', '02', '03'],
        rightsFrom: 'central',
        seal: { authority: 'FR0B', certificate: '0001', fingerprint: hex(32) },
      });
      if (printed.ok) await journal.settle(printed.value, 'done');
      const update = await journal.begin({ kind: 'card-update', relay: hex(16), plan: hex(32), writes: 12 });
      if (update.ok) await journal.settle(update.value, 'done');
      await journal.record({ kind: session % 2 === 0 ? 'card-forgotten' : 'paper-forgotten' });
    }
    const records = journal.records();
    const sum = (lengths: readonly number[]) => lengths.reduce((total, length) => total + length, 0);
    const content = ({ header, body }: { header: string; body: Uint8Array }) =>
      openBody(centre, header, body);
    const plain = sum(
      records.map(
        (record) => JSON.stringify({ header: JSON.parse(record.header), body: content(record) }).length,
      ),
    );
    const bodies = sum(records.map((record) => JSON.stringify(content(record)).length));
    const sealed = sum(records.map(({ body }) => body.length));
    const stored = sum(records.map(({ header, body }) => header.length + body.length + 32));
    const wire = await wireLengths(journal);
    const each = (bytes: number) => (bytes / records.length).toFixed(0);
    const share = (bytes: number, of: number) => (bytes / of).toFixed(2);
    return [
      {
        subject: 'a sealed body against the same in plain JSON',
        result: `${share(sealed, bodies)} (${each(sealed)} bytes, of which 48 of sealing; ${each(bodies)} plain)`,
      },
      {
        subject: 'a record with header and hash, as bytes, against plain JSON',
        result: `${share(stored, plain)} (${each(stored)} bytes; ${each(plain)} plain)`,
      },
      {
        subject: 'a record on the wire (JSON and base 64 in gzip, as batches are sent), against plain JSON',
        result: `${share(wire.sent, plain)} (${each(wire.sent)} bytes); without gzip ${share(wire.text, plain)} (${each(wire.text)} bytes)`,
      },
    ];
  } finally {
    journal.close();
    rmSync(folder, { recursive: true });
  }
}
