import { epochMilliseconds, milliseconds } from '@borne/domain/time';
import type { CentralKeys } from '@borne/sync/contract/central-keys';
import { newKeyPair } from '@borne/sync/envelope/hpke';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { type CentralApi, createCentralApi } from './central-api.ts';
import { rotateSigningKey } from './central-keys.ts';
import { Publisher } from './downlink/publisher.ts';
import { SigningKeys } from './identity/signing-keys.ts';
import { openStore } from './store/open-store.ts';
import type { Store } from './store/store.ts';

const first = newKeyPair();
const now = Date.UTC(2026, 10, 22);
const clock = { now: () => epochMilliseconds(now), monotonic: () => milliseconds(0) };

let store: Store;
beforeEach(async () => {
  store = await openStore(':memory:');
});

/** Another process on the store of a centre: it rotates beside it. */
async function beside() {
  const signing = await SigningKeys.open(store, () => now);
  const publisher = new Publisher(store, clock, () => signing.signer('manifest'));
  return { signing, publisher };
}

async function published(): Promise<CentralKeys> {
  const { content } = await store.db
    .selectFrom('published_part')
    .select('content')
    .where('name', '=', 'keys')
    .orderBy('version', 'desc')
    .executeTakeFirstOrThrow();
  return JSON.parse(Buffer.from(content).toString('utf8'));
}

it('refuses the store of no centre, and makes no key in it', async () => {
  const { signing, publisher } = await beside();
  await expect(rotateSigningKey(publisher, signing, 'manifest')).rejects.toThrow(
    /expected the store of a centre/,
  );
  expect(signing.publicKeys('manifest')).toHaveLength(1);
  await store.close();
});

let api: CentralApi | undefined;
afterEach(async () => {
  await api?.close();
  api = undefined;
});

it('publishes both purposes when both are rotated at once, and the recipients that were published', async () => {
  api = await createCentralApi({ store, clock, personas: [], recipients: [first] });
  const before = await published();
  const [one, other] = [await beside(), await beside()];
  const rotated = await Promise.all([
    rotateSigningKey(one.publisher, one.signing, 'manifest'),
    rotateSigningKey(other.publisher, other.signing, 'watermark'),
  ]);
  expect(rotated).toEqual([
    { ok: true, value: undefined },
    { ok: true, value: undefined },
  ]);
  const after = await published();
  expect(after.recipients).toEqual(before.recipients);
  expect(after.manifest).toEqual([...before.manifest, expect.any(String)]);
  expect(after.watermark).toEqual([...before.watermark, expect.any(String)]);
});
