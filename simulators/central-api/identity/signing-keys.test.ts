import { isSignedByCentre, signingKeyId } from '@borne/sync/identity/central-signature';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { openStore, type Store } from '../store/store.ts';
import { LEAD, SigningKeys } from './signing-keys.ts';

let store: Store;
let now = Date.UTC(2026, 10, 22);
beforeEach(async () => {
  store = await openStore(':memory:');
});
afterEach(() => store.close());

const open = () => SigningKeys.open(store.db, () => now);

it('signs, with a key for each purpose that stays the same', async () => {
  const first = await open();
  const signed = first.sign('watermark', 'text');
  expect(isSignedByCentre('text', first.publicKeys('watermark'), signed)).toBe(true);
  expect(isSignedByCentre('text', first.publicKeys('manifest'), signed)).toBe(false);
  expect(isSignedByCentre('texT', first.publicKeys('watermark'), signed)).toBe(false);
  expect((await open()).publicKeys('watermark')).toEqual(first.publicKeys('watermark'));
});

it('gives a new key to kiosks a day before it signs, and the one before until the next', async () => {
  const keys = await open();
  const [old = ''] = keys.publicKeys('watermark');
  await keys.rotate('watermark');
  const both = keys.publicKeys('watermark');
  const next = both[1] ?? '';
  expect(both).toEqual([old, expect.not.stringContaining(old)]);
  expect(keys.sign('watermark', 'text').key).toBe(signingKeyId(old));
  now += LEAD;
  expect(keys.sign('watermark', 'text').key).toBe(signingKeyId(next));
  expect(keys.publicKeys('watermark')).toEqual([next, old]);
  await keys.rotate('watermark');
  expect(keys.publicKeys('watermark')).toEqual([next, expect.not.stringContaining(old)]);
});
