import { createHash, createPublicKey, randomBytes, X509Certificate } from 'node:crypto';
import { err, ok, type Result } from '@borne/domain/result';
import type { Clock } from '@borne/domain/time';
import { fingerprintOf, judgeCertificate, kioskNamed, validityOf } from '@borne/sync/identity/certificate';
import { newP256Key } from '@borne/sync/keys/new-key';
import type { CompiledQuery, Kysely, Selectable, Transaction } from 'kysely';
import type { StoredAuthority } from '../authority.ts';
import type { Store } from '../store/store.ts';
import type { Tables } from '../store/tables.ts';
import { takeTurn } from '../store/turns.ts';
import { DAY, HEAD_START, keyRequested, type RequestedKey } from '../x509.ts';
import { EnrolmentCodes, type NewCode } from './enrolment-codes.ts';
import { createFleetAuthority, issueKioskCertificate, issueServerCertificate } from './fleet-authority.ts';

/** Certificates that one kiosk may be given in a day without a code. An honest one renews every two months. */
const MOST_RENEWALS_A_DAY = 4;

/**
 * Why a key is not certified. `code`: not the one that waits for this kiosk. `revoked`: the certificate of who asks was, a moment ago.
 * `too-often`: it has had enough for today.
 */
export type EnrolmentRefusal =
  | { readonly refusal: 'bad-request'; readonly detail: string }
  | { readonly refusal: 'code' | 'key-of-another' | 'key-revoked' | 'revoked' | 'too-often' };

/** Why the one who calls is not served. */
export type PeerRefusal = 'no-certificate' | 'unknown' | 'expired' | 'revoked';

/** Who calls: a kiosk, as its certificate says. */
export interface Peer {
  readonly kiosk: string;
  /** SHA-256 of the certificate, in hex. */
  readonly fingerprint: string;
}

/** What a server of the centre shows of itself (PEM), and its validity (epoch milliseconds). */
export interface ServerCredentials {
  readonly key: string;
  readonly cert: string;
  readonly notBefore: number;
  readonly notAfter: number;
}

type Row = Selectable<Tables['kiosk_certificate']>;
type Reader = Pick<Kysely<Tables>, 'selectFrom'>;

const AUTHORITY = 'fleet';

/**
 * The kiosks of the fleet: who may enrol, what was certified, what was revoked. All of it is in the store, so that any process of
 * the centre answers any kiosk. Who changes what is certified for a kiosk takes its turn, so that a revocation has all of it: nothing that was
 * under way is certified after it.
 */
export class KioskRegistry {
  readonly #store: Store;
  readonly #db: Kysely<Tables>;
  readonly #clock: Pick<Clock, 'now'>;
  readonly #codes: EnrolmentCodes;
  /** `certificateOf`, put into words once: it is asked twice of each delivery. */
  readonly #known: CompiledQuery<Row>;
  readonly #stored: StoredAuthority;
  readonly authority: X509Certificate;
  /** 48 bytes, for TLS tickets: a kiosk resumes its session with whichever process answers. */
  readonly ticketKeys: Buffer;

  private constructor(
    store: Store,
    clock: Pick<Clock, 'now'>,
    { private_key, certificate, ticket_keys }: Selectable<Tables['fleet_authority']>,
  ) {
    this.#store = store;
    this.#db = store.db;
    this.#clock = clock;
    this.#codes = new EnrolmentCodes(store.db, clock);
    this.#known = certificateOf(store.db, '').compile();
    this.#stored = { privateKey: private_key, certificate: new Uint8Array(certificate) };
    this.authority = new X509Certificate(this.#stored.certificate);
    this.ticketKeys = Buffer.from(ticket_keys);
  }

  /** Opens the registry; the fleet's authority is made the first time. */
  static async open(store: Store, clock: Pick<Clock, 'now'>): Promise<KioskRegistry> {
    const { db } = store;
    const read = () =>
      db.selectFrom('fleet_authority').selectAll().where('id', '=', AUTHORITY).executeTakeFirst();
    const kept = await read();
    if (kept) return new KioskRegistry(store, clock, kept);
    const { privateKey: private_key, certificate } = await createFleetAuthority(clock.now());
    // Another process may have been first: what it made is what counts.
    await db
      .insertInto('fleet_authority')
      .values({ id: AUTHORITY, private_key, certificate, ticket_keys: randomBytes(48) })
      .onConflict((conflict) => conflict.column('id').doNothing())
      .execute();
    const made = await read();
    if (!made) throw new Error('the authority of the fleet was not kept');
    return new KioskRegistry(store, clock, made);
  }

  /** A one-time code for `kiosk`, in the place of any that waited. */
  newCode(kiosk: string): Promise<NewCode> {
    return this.#codes.draw(kiosk);
  }

  /**
   * Certifies the key in `request` (PKCS#10, DER) for a kiosk that knows its code. What was certified for it before is revoked: two
   * machines never answer to one name. The same code with the same key gives the same certificate again, since an answer may be lost.
   */
  async enrol(
    kiosk: string,
    code: string,
    request: Uint8Array<ArrayBuffer>,
  ): Promise<Result<Uint8Array, EnrolmentRefusal>> {
    const requested = await this.#requested(kiosk, request);
    if (!requested.ok) return requested;
    const key = requested.value;
    // Before the code is bound to the key: with another one, the same code is still good.
    const refusal = await against(this.#db, kiosk, key);
    if (refusal) return err({ refusal });
    if (!(await this.#codes.spend(kiosk, code, key.digest))) return err({ refusal: 'code' });
    return this.#inTurn(kiosk, async (trx) => {
      const since =
        (await against(trx, kiosk, key)) ??
        ((await this.#codes.isSpentWith(trx, kiosk, key.digest)) ? undefined : 'code');
      if (since) return err({ refusal: since });
      const certificate = (await this.#fresh(trx, key)) ?? (await this.#issue(trx, kiosk, key));
      await this.#revokeOthers(trx, kiosk, [key.digest]);
      await this.#voidWhatWas(trx, kiosk);
      return ok(certificate);
    });
  }

  /**
   * Certifies another key of a kiosk that called with a certificate that stands; the same one again while it is recent. The one in hand
   * stays good until its end, any older one does not. That it stands is looked up here again: it may have been revoked while the request came.
   */
  async renew(
    { kiosk, fingerprint }: Peer,
    request: Uint8Array<ArrayBuffer>,
  ): Promise<Result<Uint8Array, EnrolmentRefusal>> {
    const requested = await this.#requested(kiosk, request);
    if (!requested.ok) return requested;
    const key = requested.value;
    return this.#inTurn(kiosk, async (trx) => {
      const inHand = await certificateOf(trx, fingerprint).executeTakeFirst();
      if (inHand?.kiosk !== kiosk || inHand.revoked_since !== null) return err({ refusal: 'revoked' });
      const refusal = await against(trx, kiosk, key);
      if (refusal) return err({ refusal });
      const fresh = await this.#fresh(trx, key);
      if (!fresh && (await this.#certifiedToday(trx, kiosk)) >= MOST_RENEWALS_A_DAY)
        return err({ refusal: 'too-often' });
      const certificate = fresh ?? (await this.#issue(trx, kiosk, key));
      await this.#revokeOthers(trx, kiosk, [key.digest, inHand.key]);
      return ok(certificate);
    });
  }

  /**
   * Takes a kiosk out of the fleet: neither its certificates nor a code that waits are good any more, nor a certificate that the store forgot
   * when it was put back from a backup. Tells how many certificates it knew; undefined when it knew no kiosk of that name, nor a code for one.
   */
  revoke(kiosk: string): Promise<{ readonly certificates: number } | undefined> {
    return this.#inTurn(kiosk, async (trx) => {
      const known = await trx
        .selectFrom('kiosk_certificate')
        .select('kiosk')
        .where('kiosk', '=', kiosk)
        .limit(1)
        .executeTakeFirst();
      const wasAwaited = await this.#codes.discard(trx, kiosk);
      await this.#voidWhatWas(trx, kiosk);
      if (!known && !wasAwaited) return undefined;
      return { certificates: await this.#revokeOthers(trx, kiosk, []) };
    });
  }

  /**
   * The kiosk behind a connection whose other end proved that it has the key of `shown`. A certificate of the authority that the store
   * does not know was issued after the backup it was restored from: it is taken up again.
   */
  async peerOf(shown: X509Certificate | undefined): Promise<Result<Peer, PeerRefusal>> {
    if (!shown) return err('no-certificate');
    const fingerprint = fingerprintOf(shown);
    const { rows } = await this.#db.executeQuery<Row>({ ...this.#known, parameters: [fingerprint] });
    const row = rows[0] ?? (await this.#takeUp(shown));
    if (!row) return err('unknown');
    if (row.revoked_since !== null) return err('revoked');
    const now = this.#clock.now();
    if (now < row.not_before || now > row.not_after) return err('expired');
    return ok({ kiosk: row.kiosk, fingerprint });
  }

  /** Whether a kiosk of that name was ever certified, or a code waits for one. */
  async knows(kiosk: string): Promise<boolean> {
    const found = await this.#db
      .selectFrom('kiosk_certificate')
      .select('kiosk')
      .where('kiosk', '=', kiosk)
      .union(this.#db.selectFrom('enrolment_code').select('kiosk').where('kiosk', '=', kiosk))
      .executeTakeFirst();
    return found !== undefined;
  }

  /** A new key for a server of the centre, certified for `names`. */
  async serverCredentials(names: readonly string[]): Promise<ServerCredentials> {
    const key = newP256Key();
    const spki = new Uint8Array(createPublicKey(key).export({ type: 'spki', format: 'der' }));
    const issued = await issueServerCertificate(this.#stored, { names, spki, now: this.#clock.now() });
    return {
      key: key.export({ type: 'pkcs8', format: 'pem' }).toString(),
      cert: new X509Certificate(issued.certificate).toString(),
      notBefore: issued.notBefore,
      notAfter: issued.notAfter,
    };
  }

  /** Runs `work` alone with what concerns `kiosk`, in one transaction. */
  #inTurn<T>(kiosk: string, work: (trx: Transaction<Tables>) => Promise<T>): Promise<T> {
    return this.#store.transact(async (trx) => {
      await takeTurn(trx, `kiosk ${kiosk}`);
      return work(trx);
    });
  }

  async #requested(
    kiosk: string,
    request: Uint8Array<ArrayBuffer>,
  ): Promise<Result<RequestedKey, EnrolmentRefusal>> {
    const requested = await keyRequested(request);
    if (!requested.ok) return err({ refusal: 'bad-request', detail: requested.error });
    if (requested.value.subject !== kiosk)
      return err({ refusal: 'bad-request', detail: `expected a request whose subject is ${kiosk}` });
    return requested;
  }

  /** The certificate of a key, while two thirds of its time have not passed. */
  async #fresh(db: Reader, { digest }: RequestedKey): Promise<Uint8Array | undefined> {
    const rows = await db
      .selectFrom('kiosk_certificate')
      .selectAll()
      .where('key', '=', digest)
      .orderBy('not_after', 'desc')
      .execute();
    const now = this.#clock.now();
    return rows.find((row) => now < row.not_before + ((row.not_after - row.not_before) * 2) / 3)?.certificate;
  }

  async #certifiedToday(db: Reader, kiosk: string): Promise<number> {
    const { certified } = await db
      .selectFrom('kiosk_certificate')
      .select((select) => select.fn.countAll<number>().as('certified'))
      .where('kiosk', '=', kiosk)
      .where('not_before', '>', this.#clock.now() - HEAD_START - DAY)
      .executeTakeFirstOrThrow();
    return Number(certified);
  }

  async #issue(
    trx: Transaction<Tables>,
    kiosk: string,
    { spki, digest: key }: RequestedKey,
  ): Promise<Uint8Array> {
    const subject = { name: kiosk, spki, now: this.#clock.now() };
    const { certificate, notBefore, notAfter } = await issueKioskCertificate(this.#stored, subject);
    const fingerprint = fingerprintOf(new X509Certificate(certificate));
    await trx
      .insertInto('kiosk_certificate')
      .values({ fingerprint, kiosk, key, certificate, not_before: notBefore, not_after: notAfter })
      .execute();
    return certificate;
  }

  async #voidWhatWas(trx: Transaction<Tables>, kiosk: string): Promise<void> {
    const at = this.#clock.now();
    await trx
      .insertInto('revocation')
      .values({ kiosk, at })
      .onConflict((conflict) => conflict.column('kiosk').doUpdateSet({ at }))
      .execute();
  }

  /** Revokes what a kiosk has, but for the certificates of `keys`. Tells how many that were. */
  async #revokeOthers(trx: Transaction<Tables>, kiosk: string, keys: readonly string[]): Promise<number> {
    const { numUpdatedRows } = await trx
      .updateTable('kiosk_certificate')
      .set({ revoked_since: this.#clock.now() })
      .where('kiosk', '=', kiosk)
      .where('revoked_since', 'is', null)
      .$if(keys.length > 0, (query) => query.where('key', 'not in', keys))
      .executeTakeFirstOrThrow();
    return Number(numUpdatedRows);
  }

  async #takeUp(shown: X509Certificate): Promise<Row | undefined> {
    const kiosk = kioskNamed(shown);
    if (kiosk === undefined) return undefined;
    if (judgeCertificate(shown, this.authority, { usage: 'client', at: undefined })) return undefined;
    const { notBefore: not_before, notAfter: not_after } = validityOf(shown);
    const fingerprint = fingerprintOf(shown);
    const key = keyDigest(shown);
    const certificate = new Uint8Array(shown.raw);
    return this.#inTurn(kiosk, async (trx) => {
      const revoked = await trx
        .selectFrom('revocation')
        .select('at')
        .where('kiosk', '=', kiosk)
        .executeTakeFirst();
      const isVoid = revoked !== undefined && not_before + HEAD_START <= revoked.at;
      await trx
        .insertInto('kiosk_certificate')
        .values({
          ...{ fingerprint, kiosk, key, certificate, not_before, not_after },
          revoked_since: isVoid ? revoked.at : null,
        })
        .onConflict((conflict) => conflict.column('fingerprint').doNothing())
        .execute();
      return certificateOf(trx, fingerprint).executeTakeFirst();
    });
  }
}

const keyDigest = ({ publicKey }: X509Certificate): string =>
  createHash('sha256')
    .update(publicKey.export({ type: 'spki', format: 'der' }))
    .digest('hex');

const certificateOf = (db: Reader, fingerprint: string) =>
  db.selectFrom('kiosk_certificate').selectAll().where('fingerprint', '=', fingerprint);

/** What stands against certifying a key. */
async function against(
  db: Reader,
  kiosk: string,
  { digest }: RequestedKey,
): Promise<'key-of-another' | 'key-revoked' | undefined> {
  const rows = await db
    .selectFrom('kiosk_certificate')
    .select(['kiosk', 'revoked_since'])
    .where('key', '=', digest)
    .execute();
  if (rows.some((row) => row.kiosk !== kiosk)) return 'key-of-another';
  return rows.some((row) => row.revoked_since !== null) ? 'key-revoked' : undefined;
}
