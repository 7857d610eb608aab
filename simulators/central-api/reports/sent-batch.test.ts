import { createPublicKey } from 'node:crypto';
import { newP256Key } from '@borne/sync/keys/new-key';
import { expect, it } from 'vitest';
import { readBatch } from './sent-batch.ts';

const place = { kiosk: 'borne-1', epoch: '0'.repeat(32), from: 1, to: 1, certificate: 'any' };
const key = createPublicKey(newP256Key());
const sent = (body: string) => ({
  ...place,
  key,
  body: Buffer.from(body),
  isZipped: false,
  longest: 2 ** 21,
});
const hash = '0'.repeat(64);
const withRecords = (records: string) =>
  `{"prev":"${hash}","head":"${hash}","signature":"${'A'.repeat(86)}","records":[${records}]}`;

/** Milliseconds of the processor, whatever else it does. */
async function spent(act: () => unknown): Promise<number> {
  const before = process.cpuUsage();
  await act();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}

it.each([
  ['of a million items', withRecords(`${'0,'.repeat(999_999)}0`)],
  ['of half a million levels', withRecords(`${'{"a":['.repeat(300_000)}${']}'.repeat(300_000)}`)],
  ['of a hundred thousand fields', `{${Array.from({ length: 100_000 }, (_, n) => `"field ${n}":0`).join()}}`],
])('says what is wrong with a body %s about as fast as it is parsed', async (_, body) => {
  const parsing = await spent(() => JSON.parse(body));
  const reading = await spent(async () => expect(await readBatch(sent(body))).toMatchObject({ ok: false }));
  expect(reading).toBeLessThan(100 + 5 * parsing);
});

it.each([
  ['no JSON', '{', 'body: JSON is expected'],
  ['no object', '[]', /^body must be object/],
  [
    'too many records',
    withRecords(Array(101).fill('{"header":"{}","body":""}').join()),
    /^body\/records .*100/,
  ],
  ['a record that is none', withRecords('{"header":"{}","body":"","more":1}'), /^body\/records\/0\/more /],
])('says what is wrong with %s', async (_, body, detail) => {
  const error = { status: 400, detail: typeof detail === 'string' ? detail : expect.stringMatching(detail) };
  expect(await readBatch(sent(body))).toMatchObject({ ok: false, error });
});
