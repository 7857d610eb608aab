import type { CentralKeys } from '@borne/sync/contract/central-keys';
import { readPart } from '@borne/sync/downlink/parts';
import type { KeyPair } from '@borne/sync/envelope/hpke';
import { recipientOf } from '@borne/sync/envelope/recipient';
import type { Kysely, Transaction } from 'kysely';
import type { Publisher } from './downlink/publisher.ts';
import type { Purpose, SigningKeys } from './identity/signing-keys.ts';
import { publishedRecipients, type RecipientRing } from './recipients.ts';
import type { Tables } from './store/tables.ts';

/** The name under which the centre's public keys are published. */
const KEYS = 'keys';

/** The public keys of the centre, as a kiosk is given them when it enrols. */
export const centralKeys = (recipients: readonly KeyPair[], signing: SigningKeys): CentralKeys => ({
  recipients: publishedRecipients(recipients),
  watermark: signing.publicKeys('watermark'),
  manifest: signing.publicKeys('manifest'),
});

/** The keys as they were published last; undefined when none were. */
async function publishedKeys(db: Pick<Kysely<Tables>, 'selectFrom'>): Promise<CentralKeys | undefined> {
  const last = await db
    .selectFrom('published_part')
    .select('content')
    .where('audience', '=', '')
    .where('name', '=', KEYS)
    .orderBy('version', 'desc')
    .limit(1)
    .executeTakeFirst();
  const read = last && readPart(KEYS, last.content);
  return read?.ok ? (read.value as CentralKeys) : undefined;
}

/**
 * Throws rather than publish other keys in the place of the one that kiosks seal to: they would follow, and who holds that one would
 * read nothing more.
 */
export async function assertHolds(ring: RecipientRing, db: Kysely<Tables>): Promise<void> {
  const [published] = (await publishedKeys(db))?.recipients ?? [];
  if (published === undefined) return;
  const { id } = recipientOf(Buffer.from(published, 'base64url'));
  if (ring.has(id)) return;
  throw new Error(
    `kiosks seal to key ${id}, which is not among the recipients' keys: expected the file of keys that this centre began with`,
  );
}

/** Publishes the keys of a centre that opens. */
export const publishKeys = (
  publisher: Publisher,
  signing: SigningKeys,
  recipients: readonly KeyPair[],
): Promise<void> =>
  signing.announce((trx, keys) =>
    publish(publisher, trx, { recipients: publishedRecipients(recipients), ...keys }),
  );

/**
 * Makes a key with which the centre is to sign, and tells kiosks, in one transaction. The recipients stay those that were published: a
 * newer one may be in the file of keys that no process has read yet. The error is that of `SigningKeys.rotate`. Throws when no keys were ever
 * published: the store is no centre's.
 */
export const rotateSigningKey = (
  publisher: Publisher,
  signing: SigningKeys,
  purpose: Purpose,
): ReturnType<SigningKeys['rotate']> =>
  signing.rotate(purpose, async (trx, keys) => {
    const published = await publishedKeys(trx);
    if (!published)
      throw new Error('expected the store of a centre that has run, found one without published keys');
    await publish(publisher, trx, { recipients: published.recipients, ...keys });
  });

/** Nothing when they are those that were published last. Throws when kiosks would refuse them: with one bad part they refuse all that is sent down. */
async function publish(publisher: Publisher, trx: Transaction<Tables>, keys: CentralKeys): Promise<void> {
  const content = Buffer.from(JSON.stringify(keys));
  const read = readPart(KEYS, content);
  if (!read.ok) throw new Error(`the keys of the centre: ${read.error}`);
  await publisher.publishWithin(trx, KEYS, content);
}
