import { type CalendarDate, calendarDateAt } from '@borne/domain/calendar-date';
import { ok, type Result } from '@borne/domain/result';
import { type EpochMilliseconds, type Milliseconds, seconds } from '@borne/domain/time';
import { type DescribedField, describe } from './described.ts';
import { isSealId } from './header.ts';
import type { AboutDocument } from './manifest.ts';
import { manifestOf } from './manifests.ts';
import { decodePayload } from './payload.ts';
import { readSealedText, type Seal } from './sealed-text.ts';

/** A certificate that an authority trusted by whoever checks did issue. */
export interface TrustedCertificate {
  /** The organisation that issued it, and the kiosk that it was issued to. */
  readonly issuedBy: string;
  readonly issuedTo: string;
  /** When it may seal: both ends included. */
  readonly notBefore: EpochMilliseconds;
  readonly notAfter: EpochMilliseconds;
  /** Whether the key of the certificate made this signature over SHA-256(header ‖ SHA-256(payload)). */
  verify(header: Uint8Array, payload: Uint8Array, signature: Uint8Array): boolean;
}

/** `key-compromise`: nothing that the key ever signed can be believed. Otherwise what was sealed before `since` stands. */
export interface CertificateRevocation {
  readonly since: EpochMilliseconds;
  readonly reason: 'key-compromise' | 'superseded' | 'cessation';
}

/** What the authority said of revocations. What is revoked stays so; that nothing is, holds for a time. */
export interface Revocations {
  /** When the authority said so, and until when it may be relied upon. */
  readonly asOf: EpochMilliseconds;
  readonly until: EpochMilliseconds;
  readonly certificate?: CertificateRevocation;
  /** Since when the document is revoked. */
  readonly document?: EpochMilliseconds;
}

/** What is known of the signatory of a seal. */
export interface Trust {
  readonly certificate: TrustedCertificate;
  /** What the authority says of the certificate and of the document of that number; nothing when it could not be asked. */
  revocationsOf(document: string | undefined): Promise<Revocations | undefined>;
}

/** What a seal that was verified says. */
export interface SealedDocument {
  readonly name: string;
  readonly about: AboutDocument;
  readonly sealedAt: EpochMilliseconds;
  readonly authority: string;
  readonly certificate: string;
  readonly sealedBy: Pick<TrustedCertificate, 'issuedBy' | 'issuedTo'>;
  readonly fields: readonly DescribedField[];
  /** When revocations were last told; absent when they could not be looked at. */
  readonly revocationsAsOf?: EpochMilliseconds;
}

/**
 * What becomes of a text that claims to be a seal. Fields are given only when the signature is the one of a certificate that
 * is trusted: what is not verified is not shown.
 */
export type Verdict =
  | { readonly verdict: 'genuine'; readonly document: SealedDocument }
  /** As genuine, but that the authority does not say, or said too long ago, whether it was revoked since. */
  | { readonly verdict: 'unconfirmed'; readonly document: SealedDocument }
  /** `rights`: what it attests has ended. `certificate`: sealed outside the validity of its certificate. `future`: sealed in days to come. */
  | {
      readonly verdict: 'expired';
      readonly why: 'rights' | 'certificate' | 'future';
      readonly document: SealedDocument;
    }
  | {
      readonly verdict: 'revoked';
      readonly what: 'document' | 'certificate';
      readonly since: EpochMilliseconds;
      readonly document: SealedDocument;
    }
  | { readonly verdict: 'altered' }
  | { readonly verdict: 'unknown-authority'; readonly authority: string; readonly certificate: string }
  /** It is a seal and cannot be read: damaged, or of a kind of document that is not known here. */
  | { readonly verdict: 'unreadable'; readonly detail: string }
  /** No seal of this kind at all. */
  | { readonly verdict: 'foreign' };

/** How far the clock of a kiosk may be ahead of the clock of whoever checks, and that one ahead of the authority's. */
const CLOCK_TOLERANCE: Milliseconds = seconds(15 * 60);

/** Looks up the signatory that a seal names: undefined when no trusted authority issued such a certificate. */
export type FindTrust = (
  authority: string,
  certificate: string,
) => Promise<Result<Trust | undefined, string>>;

/**
 * Verifies what a 2D code says, or what was pasted. The error is the one of `findTrust`, which is not called for a text that is
 * no seal.
 */
export async function verifySeal(
  text: string,
  findTrust: FindTrust,
  now: EpochMilliseconds,
): Promise<Result<Verdict, string>> {
  const read = readSealedText(text);
  if (!read.ok) {
    const { found, detail } = read.error;
    return ok(found === 'foreign' ? { verdict: 'foreign' } : { verdict: 'unreadable', detail });
  }
  const { authority, certificate } = read.value.header;
  const named = [authority, certificate].every(isSealId);
  const trust = named ? await findTrust(authority, certificate) : ok(undefined);
  return trust.ok ? ok(await judge(read.value, trust.value, now)) : trust;
}

/**
 * Judges a seal by what is known of its signatory at `now`; `trust` is undefined when no trusted authority issued that
 * certificate. The signature is checked before anything of the payload is read.
 */
async function judge(
  { header, signed, signature }: Seal,
  trust: Trust | undefined,
  now: EpochMilliseconds,
): Promise<Verdict> {
  const { authority, certificate, sealedAt } = header;
  if (!trust) return { verdict: 'unknown-authority', authority, certificate };
  if (!trust.certificate.verify(signed.header, signed.payload, signature)) return { verdict: 'altered' };
  const manifest = manifestOf(header.manifest);
  if (!manifest) return { verdict: 'unreadable', detail: `manifest ${header.manifest} is not known here` };
  const values = decodePayload(manifest, signed.payload);
  if (!values.ok) return { verdict: 'unreadable', detail: values.error };
  const about = manifest.about(values.value);
  const revocations = await trust.revocationsOf(about.number);
  const document: SealedDocument = {
    name: manifest.name,
    about,
    sealedAt,
    authority,
    certificate,
    sealedBy: { issuedBy: trust.certificate.issuedBy, issuedTo: trust.certificate.issuedTo },
    fields: describe(manifest, values.value),
    ...(revocations && { revocationsAsOf: revocations.asOf }),
  };
  return (
    revoked(document, revocations) ??
    expired(document, trust.certificate, now) ?? {
      verdict: revocations && now <= revocations.until + CLOCK_TOLERANCE ? 'genuine' : 'unconfirmed',
      document,
    }
  );
}

function revoked(document: SealedDocument, revocations: Revocations | undefined): Verdict | undefined {
  const { certificate } = revocations ?? {};
  if (certificate && (certificate.reason === 'key-compromise' || document.sealedAt >= certificate.since))
    return { verdict: 'revoked', what: 'certificate', since: certificate.since, document };
  const since = revocations?.document;
  return since === undefined ? undefined : { verdict: 'revoked', what: 'document', since, document };
}

function expired(
  document: SealedDocument,
  { notBefore, notAfter }: TrustedCertificate,
  now: EpochMilliseconds,
): Verdict | undefined {
  const { sealedAt, about } = document;
  if (sealedAt < notBefore || sealedAt > notAfter)
    return { verdict: 'expired', why: 'certificate', document };
  if (sealedAt > now + CLOCK_TOLERANCE) return { verdict: 'expired', why: 'future', document };
  const today: CalendarDate = calendarDateAt(now);
  const ended = about.validUntil !== undefined && about.validUntil < today;
  return ended ? { verdict: 'expired', why: 'rights', document } : undefined;
}
