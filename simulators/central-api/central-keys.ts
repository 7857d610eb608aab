import type { Clock } from '@borne/domain/time';
import type { CentralKeys } from '@borne/sync/contract/central-keys';
import type { KeyPair } from '@borne/sync/envelope/hpke';
import { recipientOf } from '@borne/sync/envelope/recipient';
import { publishedRecipient, publishKeys } from './downlink/open-downlink.ts';
import { Publisher } from './downlink/publisher.ts';
import { type Purpose, SigningKeys } from './identity/signing-keys.ts';
import { publishedRecipients, type RecipientRing, ringOf } from './recipients.ts';
import type { Store } from './store/store.ts';

/** The public keys of the centre, as kiosks are given them. */
export const centralKeys = (recipients: readonly KeyPair[], signing: SigningKeys): CentralKeys => ({
  recipients: publishedRecipients(recipients),
  watermark: signing.publicKeys('watermark'),
  manifest: signing.publicKeys('manifest'),
});

/** Throws rather than publish other keys in the place of the one that kiosks seal to: they would follow, and who holds that one would read nothing more. */
export async function assertHolds(ring: RecipientRing, store: Store): Promise<void> {
  const published = await publishedRecipient(store);
  if (published === undefined) return;
  const { id } = recipientOf(Buffer.from(published, 'base64url'));
  if (ring.has(id)) return;
  throw new Error(
    `kiosks seal to key ${id}, which is not among the recipients' keys: expected the file of keys that this centre began with`,
  );
}

/** What the keys of a centre are kept in and published by. */
export interface KeyHolder {
  readonly recipients: readonly KeyPair[];
  readonly signing: SigningKeys;
  readonly publisher: Publisher;
}

/** As a centre that may be running has them: its processes learn within a minute what is changed here. Throws as `assertHolds` does. */
export async function openKeys(
  store: Store,
  clock: Clock,
  recipients: readonly KeyPair[],
): Promise<KeyHolder> {
  await assertHolds(ringOf(recipients), store);
  const signing = await SigningKeys.open(store, () => clock.now());
  const publisher = new Publisher(store, clock, () => signing.signer('manifest'));
  return { recipients, signing, publisher };
}

/**
 * Makes a key with which the centre is to sign, and tells kiosks. Two rotations must be further apart than kiosks are ever offline; the
 * error is that of `SigningKeys.rotate`.
 */
export async function rotateSigningKey(
  { recipients, signing, publisher }: KeyHolder,
  purpose: Purpose,
): ReturnType<SigningKeys['rotate']> {
  const rotated = await signing.rotate(purpose);
  if (rotated.ok) await publishKeys(publisher, centralKeys(recipients, signing));
  return rotated;
}
