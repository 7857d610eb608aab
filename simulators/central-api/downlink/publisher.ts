import type { Clock } from '@borne/domain/time';
import type { Manifest, PartReference } from '@borne/sync/contract/downlink';
import { sha256 } from '@borne/sync/downlink/parts';
import { signManifest } from '@borne/sync/downlink/signed-manifest';
import type { Transaction } from 'kysely';
import type { Store } from '../store/store.ts';
import type { Tables } from '../store/tables.ts';

/** How long a kiosk may go on with what it was given before it calls it out of date. Half of it is left at least when a network fails. */
const VALID_FOR = 48 * 3_600_000;

/** Versions of a part that are kept: differences from any of them can be sent. */
export const KEPT_VERSIONS = 31;

/** The published text that is not a part but a line of the manifest: the software that kiosks are to run. */
const SOFTWARE = 'software';

/** The centre's key for manifests, asked for at each: its public half, and the signature (Ed25519, base64url) of a text. */
export type ManifestSigner = () => { readonly publicKey: string; sign(text: string): string };

/** Every kiosk that has nothing of its own under that name. */
const EVERY_KIOSK = '';

/** A manifest as it is sent. */
export interface IssuedManifest {
  readonly version: number;
  readonly jws: string;
}

type Published = Omit<Tables['published_part'], 'content' | 'published_at'>;

/** What kiosks are to have: publishes it, and says it to each in a signed manifest. All of it is in the store. */
export class Publisher {
  readonly #store: Store;
  readonly #clock: Pick<Clock, 'now'>;
  readonly #signer: ManifestSigner;

  constructor(store: Store, clock: Pick<Clock, 'now'>, signer: ManifestSigner) {
    this.#store = store;
    this.#clock = clock;
    this.#signer = signer;
  }

  /**
   * Publishes a part, or the desired `software` as a text, for one kiosk or for all; what is published already stays as it is. That
   * the bytes make sense is for the caller to know (`readPart`): a kiosk refuses a whole manifest for one bad part.
   */
  publish(name: string, content: Uint8Array, audience = EVERY_KIOSK): Promise<void> {
    return this.#store.transact((trx) => this.publishWithin(trx, name, content, audience));
  }

  /** As `publish`, with what else the caller's transaction does. */
  async publishWithin(
    trx: Transaction<Tables>,
    name: string,
    content: Uint8Array,
    audience = EVERY_KIOSK,
  ): Promise<void> {
    const digest = sha256(content);
    const last = await trx
      .selectFrom('published_part')
      .select(['version', 'sha256'])
      .where('audience', '=', audience)
      .where('name', '=', name)
      .orderBy('version', 'desc')
      .limit(1)
      .executeTakeFirst();
    if (last?.sha256 === digest) return;
    const version = (last?.version ?? 0) + 1;
    const row = { audience, name, version, sha256: digest, size: content.length };
    await trx
      .insertInto('published_part')
      .values({ ...row, content, published_at: this.#clock.now() })
      .execute();
    await trx
      .deleteFrom('published_part')
      .where('audience', '=', audience)
      .where('name', '=', name)
      .where('version', '<=', version - KEPT_VERSIONS)
      .execute();
  }

  /** Takes back what was published for one kiosk: it has again what all have. False when there was nothing. */
  async withdraw(name: string, kiosk: string): Promise<boolean> {
    const { numDeletedRows } = await this.#store.db
      .deleteFrom('published_part')
      .where('audience', '=', kiosk)
      .where('name', '=', name)
      .executeTakeFirstOrThrow();
    return numDeletedRows > 0n;
  }

  /** The bytes of a part, by their digest; undefined when they were never published, or too long ago. */
  async part(digest: string): Promise<{ readonly name: string; readonly content: Uint8Array } | undefined> {
    return this.#store.db
      .selectFrom('published_part')
      .select(['name', 'content'])
      .where('sha256', '=', digest)
      .limit(1)
      .executeTakeFirst();
  }

  /** The manifest of a kiosk: the one it was given, or a new one when what it says has changed, its signing key too, or half its time is over. */
  async manifestFor(kiosk: string): Promise<IssuedManifest> {
    const { db } = this.#store;
    const last = await lastOf(db, kiosk);
    if (last && this.#stands(last, await publishedFor(db, kiosk))) return last;
    return this.#store.transact((trx) => this.#issue(trx, kiosk));
  }

  #stands(last: Tables['manifest'], published: readonly Published[]): boolean {
    const due = last.issued + VALID_FOR / 2;
    const now = this.#clock.now();
    const same = last.digest === digestOf(published) && last.signing_key === this.#signer().publicKey;
    return same && last.issued <= now && now < due;
  }

  async #issue(trx: Transaction<Tables>, kiosk: string): Promise<IssuedManifest> {
    const last = await lastOf(trx, kiosk);
    const published = await publishedFor(trx, kiosk);
    // Who asked at the same time may have had it issued meanwhile.
    if (last && this.#stands(last, published)) return last;
    const issued = this.#clock.now();
    const software = published.find(({ name }) => name === SOFTWARE);
    const desired = software && (await textOf(trx, software));
    const manifest: Manifest = {
      kiosk,
      version: Math.max((last?.version ?? 0) + 1, Math.floor(issued / 1000)),
      issued,
      validUntil: issued + VALID_FOR,
      ...(desired !== undefined && { software: desired }),
      parts: published.filter(({ name }) => name !== SOFTWARE).map(referenceTo),
    };
    const { publicKey, sign } = this.#signer();
    const jws = signManifest(manifest, publicKey, sign);
    const row = {
      version: manifest.version,
      issued,
      digest: digestOf(published),
      signing_key: publicKey,
      jws,
    };
    await trx
      .insertInto('manifest')
      .values({ kiosk, ...row })
      // Another process may issue in the same second: a version is given out once, and the first one stands.
      .onConflict((conflict) =>
        conflict
          .column('kiosk')
          .doUpdateSet(row)
          .whereRef('manifest.version', '<', (excluded) => excluded.ref('excluded.version')),
      )
      .execute();
    return (await lastOf(trx, kiosk)) ?? row;
  }
}

type Reader = Pick<Transaction<Tables>, 'selectFrom'>;

const lastOf = (db: Reader, kiosk: string) =>
  db.selectFrom('manifest').selectAll().where('kiosk', '=', kiosk).executeTakeFirst();

/** The newest of each name, what is for this kiosk before what is for all; by name. */
async function publishedFor(db: Reader, kiosk: string): Promise<readonly Published[]> {
  const rows = await db
    .selectFrom('published_part')
    .select(['audience', 'name', 'version', 'sha256', 'size'])
    .where('audience', 'in', [kiosk, EVERY_KIOSK])
    .orderBy('name')
    .orderBy('version')
    .execute();
  const newest = new Map<string, Published>();
  for (const row of rows) {
    const held = newest.get(row.name);
    if (held?.audience !== kiosk || row.audience === kiosk) newest.set(row.name, row);
  }
  return [...newest.values()];
}

const digestOf = (published: readonly Published[]) =>
  sha256(
    Buffer.from(JSON.stringify(published.map(({ name, version, sha256: part }) => [name, version, part]))),
  );

const referenceTo = ({ name, version, sha256: digest, size }: Published): PartReference => ({
  name,
  version,
  sha256: digest,
  size,
});

async function textOf(db: Reader, { audience, name, version }: Published): Promise<string> {
  const { content } = await db
    .selectFrom('published_part')
    .select('content')
    .where('audience', '=', audience)
    .where('name', '=', name)
    .where('version', '=', version)
    .executeTakeFirstOrThrow();
  return Buffer.from(content).toString('utf8').trim();
}
