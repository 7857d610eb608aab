import { isSignedByCentre, signingKeyId } from '@borne/sync/identity/central-signature';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { openStore } from '../store/open-store.ts';
import type { Store } from '../store/store.ts';
import { LEAD, SigningKeys } from './signing-keys.ts';

let store: Store;
let now = Date.UTC(2026, 10, 22);
beforeEach(async () => {
  store = await openStore(':memory:');
});
afterEach(() => store.close());

async function open() {
  const keys = await SigningKeys.open(store, () => now);
  now += 1000;
  return keys;
}
const untold = async () => {};
const done = { ok: true, value: undefined };

it('signs, with a key for each purpose that stays the same', async () => {
  const first = await open();
  const signed = first.sign('watermark', 'text');
  expect(isSignedByCentre('text', first.publicKeys('watermark'), signed)).toBe(true);
  expect(isSignedByCentre('text', first.publicKeys('manifest'), signed)).toBe(false);
  expect(isSignedByCentre('texT', first.publicKeys('watermark'), signed)).toBe(false);
  expect((await open()).publicKeys('watermark')).toEqual(first.publicKeys('watermark'));
});

it('gives a new key to kiosks before it signs, and the one before until the next but one', async () => {
  const keys = await open();
  const [first = ''] = keys.publicKeys('watermark');
  expect(await keys.rotate('watermark', untold)).toEqual(done);
  const [signing, second = ''] = keys.publicKeys('watermark');
  expect(signing).toBe(first);
  expect(keys.sign('watermark', 'text').key).toBe(signingKeyId(first));
  now += LEAD;
  expect(await keys.rotate('watermark', untold)).toEqual(done);
  expect(keys.publicKeys('watermark')).toEqual([second, expect.not.stringContaining(first)]);
  expect(keys.sign('watermark', 'text').key).toBe(signingKeyId(second));
});

it('makes no key before kiosks have heard of the last', async () => {
  const keys = await open();
  await keys.rotate('watermark', untold);
  const given = keys.publicKeys('watermark');
  const notBefore = now + LEAD;
  now = notBefore - 1;
  expect(await keys.rotate('watermark', untold)).toEqual({ ok: false, error: { notBefore } });
  expect(keys.publicKeys('watermark')).toEqual(given);
  expect(await keys.rotate('manifest', untold)).toEqual(done);
  now = notBefore;
  expect(await keys.rotate('watermark', untold)).toEqual(done);
});

it('has one key of each purpose when several processes open it first, and two when several rotate', async () => {
  const processes = await Promise.all([open(), open(), open()]);
  const again = await open();
  expect(again.publicKeys('watermark')).toHaveLength(1);
  for (const each of processes) expect(each.publicKeys('manifest')).toEqual(again.publicKeys('manifest'));
  const rotated = await Promise.all(processes.map((each) => each.rotate('manifest', untold)));
  expect(rotated.filter(({ ok }) => ok)).toHaveLength(1);
  expect((await open()).publicKeys('manifest')).toHaveLength(2);
});

it('makes no key that kiosks could not be told of', async () => {
  const keys = await open();
  const given = keys.publicKeys('manifest');
  const failing = async () => {
    throw new Error('the disk is full');
  };
  await expect(keys.rotate('manifest', failing)).rejects.toThrow('full');
  expect(keys.publicKeys('manifest')).toEqual(given);
  expect((await open()).publicKeys('manifest')).toEqual(given);
  expect(await keys.rotate('manifest', untold)).toEqual(done);
});

it('learns of a rotation by another process although its clock was set back meanwhile', async () => {
  now += 365 * 24 * 3_600_000;
  const ahead = await open();
  now -= 365 * 24 * 3_600_000;
  await (await open()).rotate('watermark', untold);
  ahead.publicKeys('watermark');
  await expect.poll(() => ahead.publicKeys('watermark')).toHaveLength(2);
});

it('is believed again after one more rotation when the store went back to before the last one', async () => {
  const keys = await open();
  await keys.rotate('watermark', untold);
  now += LEAD;
  const backup = await store.db.selectFrom('signing_key').selectAll().execute();
  await keys.rotate('watermark', untold);
  const given = keys.publicKeys('watermark');

  await store.db.deleteFrom('signing_key').execute();
  await store.db.insertInto('signing_key').values(backup).execute();
  now += 6 * 24 * 3_600_000;
  const restored = await open();
  expect(isSignedByCentre('text', given, restored.sign('watermark', 'text'))).toBe(false);
  expect(await restored.rotate('watermark', untold)).toEqual(done);
  expect(isSignedByCentre('text', given, restored.sign('watermark', 'text'))).toBe(true);
});
