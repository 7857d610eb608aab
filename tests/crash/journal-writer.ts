import { randomBytes } from 'node:crypto';
import { writeSync } from 'node:fs';
import type { CardSerial } from '@borne/domain/rights';
import { epochMilliseconds, milliseconds } from '@borne/domain/time';
import { newKeyPair } from '@borne/sync/envelope/hpke';
import { recipientOf } from '@borne/sync/envelope/recipient';
import { openJournal } from '@borne/sync/journal/journal';
import type { OperationId, Outcome } from '@borne/sync/journal/port';

/**
 * A host that only writes its journal, until it is killed: `node journal-writer.js <file>`. On its standard output, one
 * line for each thing the journal has confirmed: `begun <id>`, `settled <id> <outcome>`.
 */
const [, , file = ''] = process.argv;
const opened = openJournal({
  file,
  kiosk: 'borne-1',
  bootId: String(process.pid),
  clock: { now: () => epochMilliseconds(Date.now()), monotonic: () => milliseconds(performance.now()) },
  randomBytes,
  recipient: recipientOf(newKeyPair().publicKey),
});
if (!opened.ok) throw new Error(opened.error.detail);
const journal = opened.value;

// Written at once, past the buffers of the stream: a line that was not seen must be one that was not promised.
const confirm = (line: string) => writeSync(1, `${line}\n`);

async function begin(count: number): Promise<OperationId> {
  const begun = await journal.begin({
    kind: 'attestation-droits',
    documentNumber: `AD-${count}`,
    cardSerial: '99000000000000001' as CardSerial,
    rangs: ['01'],
    rightsFrom: 'card',
  });
  if (!begun.ok) throw new Error(begun.error.detail);
  confirm(`begun ${begun.value}`);
  return begun.value;
}

async function settle(id: OperationId, outcome: Outcome) {
  const settled = await journal.settle(id, outcome);
  if (!settled.ok) throw new Error(settled.error.detail);
  confirm(`settled ${id} ${outcome}`);
}

for (let count = 0; ; count += 1) {
  const id = await begin(count);
  await settle(id, count % 5 === 0 ? 'not-done' : 'done');
}
