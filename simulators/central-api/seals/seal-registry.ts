import { createPrivateKey } from 'node:crypto';
import { err, ok, type Result } from '@borne/domain/result';
import type { Clock } from '@borne/domain/time';
import {
  DocumentNumber,
  type RevocationList,
  type RevocationReason,
  type SealCertificate,
  type SealStatus,
  type TrustBundle,
} from '@borne/sync/contract/seal';
import { readCertificate, type SealingCertificate } from '@borne/sync/sealing/certificate';
import { signStatement } from '@borne/sync/sealing/signed-statement';
import { revocationsIn, type Trust, trustIn } from '@borne/sync/sealing/trust';
import type { Kysely, Selectable } from 'kysely';
import { Compile } from 'typebox/compile';
import type { StoredAuthority } from '../authority.ts';
import { retried } from '../store/retries.ts';
import type { Tables } from '../store/tables.ts';
import { keyRequested } from '../x509.ts';
import { AUTHORITY_ID, createSealAuthority, issueSealCertificate } from './authority.ts';
import { drawFirstPlace, sealIdAt } from './seal-id.ts';

const documentNumber = Compile(DocumentNumber);

/** A kiosk has one key, rarely two; more is somebody who plays with its token. */
const MOST_LIVE_CERTIFICATES = 8;

/** How long what is signed of revocations may be relied upon, in seconds: a list for checking without a network, a status with one. */
const LIST_LIFE = 86_400;
const STATUS_LIFE = 3600;

/** Why a kiosk gets no certificate. */
export type CertificateRefusal =
  | { readonly refusal: 'bad-request'; readonly detail: string }
  | { readonly refusal: 'key-revoked' | 'key-of-another' | 'out-of-service' | 'too-many' };

/** A certificate that was revoked, and what its kiosk can still seal with. */
export interface RevokedCertificate {
  readonly kiosk: string;
  readonly reason: RevocationReason;
  /** Its other certificates that are valid and not revoked. */
  readonly live: readonly string[];
}

/** A document that was revoked: `reported` when a kiosk told of it, which one that is offline does later. */
export interface RevokedDocument {
  readonly number: string;
  readonly reported: boolean;
}

type Row = Selectable<Tables['seal_certificate']>;

/** The authority of the seals: what it issued and what it revoked. Each change is on disk when it resolves. */
export class SealRegistry {
  readonly #db: Kysely<Tables>;
  readonly #clock: Clock;
  readonly #stored: StoredAuthority;
  readonly #firstPlace: number;
  readonly #authority: SealingCertificate;
  /** Requests are served one after the other: an identifier is given once. */
  #last: Promise<unknown> = Promise.resolve();

  private constructor(db: Kysely<Tables>, clock: Clock, stored: StoredAuthority, firstPlace: number) {
    this.#db = db;
    this.#clock = clock;
    this.#stored = stored;
    this.#firstPlace = firstPlace;
    this.#authority = certificateIn(stored.certificate);
  }

  /** Opens the registry; its authority is made the first time. `firstPlace`: of its first certificate, drawn by default. */
  static async open(db: Kysely<Tables>, clock: Clock, firstPlace = drawFirstPlace()): Promise<SealRegistry> {
    const kept = () => db.selectFrom('seal_authority').selectAll().executeTakeFirst();
    const { private_key, certificate } = (await kept()) ?? (await SealRegistry.#begin(db, clock, kept));
    const stored = { privateKey: private_key, certificate: new Uint8Array(certificate) };
    return new SealRegistry(db, clock, stored, firstPlace);
  }

  /** Of several processes that start together on an empty store, one makes the authority of all. */
  static async #begin<T>(db: Kysely<Tables>, clock: Clock, kept: () => Promise<T | undefined>): Promise<T> {
    const { privateKey, certificate } = await createSealAuthority(clock.now());
    await db
      .insertInto('seal_authority')
      .values({ id: AUTHORITY_ID, private_key: privateKey, certificate })
      .onConflict((conflict) => conflict.doNothing())
      .execute();
    const authority = await kept();
    if (authority === undefined) throw new Error('the store did not keep the authority of the seals');
    return authority;
  }

  /**
   * Certifies the key in `request` (PKCS#10, DER) for a kiosk. The same certificate is given again until two thirds of its time
   * have passed, so that a lost answer costs nothing. A kiosk that was put out of service gets none for whatever key until
   * `returnToService`; a compromised key never does.
   */
  certify(
    kiosk: string,
    request: Uint8Array<ArrayBuffer>,
  ): Promise<Result<SealCertificate, CertificateRefusal>> {
    const certified = this.#last.then(() => this.#certify(kiosk, request));
    this.#last = certified.catch(() => undefined);
    return certified;
  }

  async #certify(
    kiosk: string,
    request: Uint8Array<ArrayBuffer>,
  ): Promise<Result<SealCertificate, CertificateRefusal>> {
    const requested = await keyRequested(request);
    if (!requested.ok) return err({ refusal: 'bad-request', detail: requested.error });
    const { spki, digest: key } = requested.value;
    const now = this.#clock.now();
    const same = await this.#db.selectFrom('seal_certificate').selectAll().where('key', '=', key).execute();
    if (same.some((row) => row.kiosk !== kiosk)) return err({ refusal: 'key-of-another' });
    if (same.some((row) => row.revoked_reason === 'key-compromise')) return err({ refusal: 'key-revoked' });
    if (await this.#outOfService(kiosk)) return err({ refusal: 'out-of-service' });
    const fresh = same.find((row) => row.revoked_since === null && now < renewalOf(row));
    if (fresh) return ok(this.#wire(fresh));
    const live = await this.#live(kiosk);
    if (live.length >= MOST_LIVE_CERTIFICATES) return err({ refusal: 'too-many' });
    // Another process may take the same position first.
    return ok(this.#wire(await retried(() => this.#issue(kiosk, key, spki, now))));
  }

  async #issue(kiosk: string, key: string, spki: Uint8Array<ArrayBuffer>, now: number): Promise<Row> {
    const last = await this.#db
      .selectFrom('seal_certificate')
      .select((select) => select.fn.max('position').as('position'))
      .executeTakeFirst();
    const position = last?.position == null ? this.#firstPlace : last.position + 1;
    const id = sealIdAt(position);
    const issued = await issueSealCertificate(this.#stored, { id, kiosk, spki, now });
    const { certificate, notBefore: not_before, notAfter: not_after } = issued;
    const row = { position, id, kiosk, key, certificate, not_before, not_after };
    await this.#db.insertInto('seal_certificate').values(row).execute();
    return { ...row, revoked_since: null, revoked_reason: null };
  }

  /** A certificate by the identifiers that a seal names it by. */
  async certificate(authority: string, id: string): Promise<SealCertificate | undefined> {
    const row = authority === AUTHORITY_ID ? await this.#row(id) : undefined;
    return row && this.#wire(row);
  }

  /**
   * Revokes a certificate from now on. One that is revoked stays so since then; only that its key was compromised can still be
   * learnt. The error says that there is none of that name.
   */
  async revokeCertificate(id: string, reason: RevocationReason): Promise<Result<RevokedCertificate, string>> {
    const row = await this.#row(id);
    if (!row) return err(`${id}: no such certificate`);
    const kept = row.revoked_reason !== null && reason !== 'key-compromise' ? row.revoked_reason : reason;
    await this.#db
      .updateTable('seal_certificate')
      .set({ revoked_since: row.revoked_since ?? this.#clock.now(), revoked_reason: kept })
      .where('id', '=', id)
      .execute();
    return ok({ kiosk: row.kiosk, reason: kept, live: await this.#live(row.kiosk) });
  }

  /**
   * Lets a kiosk that was put out of service have certificates again: those revoked for `cessation` stay revoked, as superseded.
   * False when it was not out of service.
   */
  async returnToService(kiosk: string): Promise<boolean> {
    const { numUpdatedRows } = await this.#db
      .updateTable('seal_certificate')
      .set({ revoked_reason: 'superseded' })
      .where('kiosk', '=', kiosk)
      .where('revoked_reason', '=', 'cessation')
      .executeTakeFirstOrThrow();
    return numUpdatedRows > 0n;
  }

  /**
   * Revokes one document from now on, once, by its number as a person types it: case and spaces do not count. The error says what a
   * number looks like.
   */
  async revokeDocument(typed: string): Promise<Result<RevokedDocument, string>> {
    const number = typed.replaceAll(/\s/g, '').toUpperCase();
    if (!documentNumber.Check(number))
      return err(`"${typed}" is not the number of a document: expected one such as AD-7K3M-9QXT-2B`);
    await this.#db
      .insertInto('seal_revoked_document')
      .values({ number, since: this.#clock.now() })
      .onConflict((conflict) => conflict.column('number').doNothing())
      .execute();
    const reported = await this.#db
      .selectFrom('operation')
      .select('id')
      .where('document_number', '=', number)
      .limit(1)
      .executeTakeFirst();
    return ok({ number, reported: reported !== undefined });
  }

  /** What is known today of a certificate, and of a document, under the key of the authority; nothing when none of that name was issued. */
  async status(authority: string, id: string, document: string | undefined): Promise<string | undefined> {
    const row = authority === AUTHORITY_ID ? await this.#row(id) : undefined;
    return row && this.#sign(await this.#status(row, document));
  }

  /** What is known of a signatory; undefined when it was given no such certificate here. */
  async trustOf(authority: string, id: string): Promise<Trust | undefined> {
    const row = authority === AUTHORITY_ID ? await this.#row(id) : undefined;
    if (!row) return undefined;
    return trustIn([this.#authority], certificateIn(row.certificate), async (document) =>
      revocationsIn(await this.#status(row, document)),
    );
  }

  /** Everything that checking without a network takes. */
  async trustBundle(): Promise<TrustBundle> {
    const rows = await this.#db
      .selectFrom('seal_certificate')
      .select('certificate')
      .orderBy('position')
      .execute();
    return {
      authorities: [base64(this.#stored.certificate)],
      certificates: rows.map(({ certificate }) => base64(certificate)),
      revocations: [{ jws: this.#sign(await this.#list()) }],
    };
  }

  /** Certificates that a kiosk may seal with now. */
  async #live(kiosk: string): Promise<readonly string[]> {
    const rows = await this.#db
      .selectFrom('seal_certificate')
      .select('id')
      .where('kiosk', '=', kiosk)
      .where('not_after', '>', this.#clock.now())
      .where('revoked_since', 'is', null)
      .orderBy('position')
      .execute();
    return rows.map(({ id }) => id);
  }

  async #outOfService(kiosk: string): Promise<boolean> {
    const ceased = await this.#db
      .selectFrom('seal_certificate')
      .select('id')
      .where('kiosk', '=', kiosk)
      .where('revoked_reason', '=', 'cessation')
      .executeTakeFirst();
    return ceased !== undefined;
  }

  #sign(statement: SealStatus | RevocationList): string {
    return signStatement(statement, createPrivateKey(this.#stored.privateKey));
  }

  async #status(row: Row, number: string | undefined): Promise<SealStatus> {
    const iat = toSeconds(this.#clock.now());
    const revoked = revocationOf(row);
    return {
      ...{ iss: AUTHORITY_ID, iat, exp: iat + STATUS_LIFE },
      certificate: { id: row.id, ...(revoked && { revoked }) },
      ...(number !== undefined && { document: { number, ...(await this.#revokedDocument(number)) } }),
    };
  }

  async #revokedDocument(number: string): Promise<{ readonly revokedSince?: number }> {
    const found = await this.#db
      .selectFrom('seal_revoked_document')
      .select('since')
      .where('number', '=', number)
      .executeTakeFirst();
    return found ? { revokedSince: toSeconds(found.since) } : {};
  }

  async #list(): Promise<RevocationList> {
    const [revoked, documents] = await Promise.all([
      this.#db.selectFrom('seal_certificate').selectAll().where('revoked_since', 'is not', null).execute(),
      this.#db.selectFrom('seal_revoked_document').selectAll().orderBy('since').execute(),
    ]);
    const iat = toSeconds(this.#clock.now());
    return {
      iss: AUTHORITY_ID,
      iat,
      exp: iat + LIST_LIFE,
      certificates: revoked.flatMap((row) => {
        const revocation = revocationOf(row);
        return revocation ? [{ id: row.id, ...revocation }] : [];
      }),
      documents: documents.map(({ number, since }) => ({ number, since: toSeconds(since) })),
    };
  }

  #row(id: string): Promise<Row | undefined> {
    return this.#db.selectFrom('seal_certificate').selectAll().where('id', '=', id).executeTakeFirst();
  }

  #wire(row: Row): SealCertificate {
    const revoked = revocationOf(row);
    return {
      authority: AUTHORITY_ID,
      certificate: row.id,
      chain: [base64(row.certificate), base64(this.#stored.certificate)],
      ...(revoked && { revoked }),
    };
  }
}

const base64 = (bytes: Uint8Array) => Buffer.from(bytes).toString('base64');

const toSeconds = (epoch: number) => Math.floor(epoch / 1000);

const renewalOf = ({ not_before, not_after }: Row) => not_before + ((not_after - not_before) * 2) / 3;

const revocationOf = ({ revoked_since, revoked_reason }: Row) =>
  revoked_since === null || revoked_reason === null
    ? undefined
    : { since: toSeconds(revoked_since), reason: revoked_reason };

/** A certificate that the registry itself made; another means that its store was tampered with. */
function certificateIn(der: Uint8Array): SealingCertificate {
  const read = readCertificate(der);
  if (!read.ok) throw new Error(`the store of the seals holds no certificate: ${read.error}`);
  return read.value;
}
