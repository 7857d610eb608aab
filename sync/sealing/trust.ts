import { err, ok, type Result } from '@borne/domain/result';
import { type EpochMilliseconds, epochMilliseconds } from '@borne/domain/time';
import { Compile } from 'typebox/compile';
import type { PublicHttpOptions } from '../central/http.ts';
import { type RevocationList, type RevocationReason, TrustBundle } from '../contract/seal.ts';
import { isAuthority, issued, readCertificate, type SealingCertificate, verifies } from './certificate.ts';
import { readRevocations } from './revocation-list.ts';
import { certificateState, revocationsOf } from './seal-client.ts';

/** What is known of the signatory of a seal, when a trusted authority issued its certificate. */
export interface Trust {
  readonly certificate: {
    readonly issuedBy: string;
    readonly issuedTo: string;
    readonly notBefore: EpochMilliseconds;
    readonly notAfter: EpochMilliseconds;
    verify(header: Uint8Array, payload: Uint8Array, signature: Uint8Array): boolean;
  };
  /** Absent when the authority's revocations are not known. */
  readonly revocations?: {
    readonly asOf: EpochMilliseconds;
    readonly certificate?: { readonly since: EpochMilliseconds; readonly reason: RevocationReason };
    documentSince(number: string): EpochMilliseconds | undefined;
  };
}

const bundle = Compile(TrustBundle);

/**
 * Looks signatories up at the centre. `pinned`: the only authorities that are believed; without them, the one that the centre names
 * is believed as far as the connection to it is. The error says why the centre could not be asked.
 */
export const trustFromCentre =
  (http: PublicHttpOptions, pinned?: readonly SealingCertificate[]) =>
  async (authority: string, certificate: string): Promise<Result<Trust | undefined, string>> => {
    const state = await certificateState(http, authority, certificate);
    if (!state.ok) return state.error.code === 'not-found' ? ok(undefined) : err(state.error.detail);
    const { chain } = state.value;
    const list = await revocationsOf(http, chain.authority);
    const believed = pinned ?? [chain.authority].filter(isAuthority);
    return ok(trustIn(believed, chain.leaf, list.ok ? list.value : undefined));
  };

/** Authorities, certificates and revocations at hand: what checking takes. */
export interface TrustBook {
  readonly authorities: readonly SealingCertificate[];
  /** What is known of a signatory; undefined when no authority here issued a certificate of that name. */
  trustOf(authority: string, certificate: string): Trust | undefined;
}

/** Reads a trust bundle. Certificates that no authority in it issued, and revocations that it did not sign, are errors. */
export function readTrustBundle(json: unknown): Result<TrustBook, string> {
  if (!bundle.Check(json)) return err('expected an object of authorities, certificates and revocations');
  const authorities: SealingCertificate[] = [];
  for (const der of json.authorities) {
    const read = readCertificate(Buffer.from(der, 'base64'));
    if (!read.ok || !isAuthority(read.value)) return err('authorities: expected certificates of authorities');
    authorities.push(read.value);
  }
  const certificates = new Map<string, SealingCertificate>();
  for (const der of json.certificates) {
    const read = readCertificate(Buffer.from(der, 'base64'));
    if (!read.ok) return err(`certificates: ${read.error}`);
    certificates.set(`${read.value.authority}/${read.value.certificate}`, read.value);
  }
  const lists = new Map<string, RevocationList>();
  for (const { jws } of json.revocations) {
    const read = authorities.map((authority) => readRevocations(jws, authority)).find(({ ok }) => ok);
    if (!read?.ok) return err('revocations: not signed by an authority of this bundle');
    lists.set(read.value.iss, read.value);
  }
  return ok({
    authorities,
    trustOf: (authority, certificate) => {
      const leaf = certificates.get(`${authority}/${certificate}`);
      return leaf && trustIn(authorities, leaf, lists.get(authority));
    },
  });
}

/** The trust that `authorities` give to a certificate: none, unless one of them issued it while it was valid itself. */
export function trustIn(
  authorities: readonly SealingCertificate[],
  leaf: SealingCertificate,
  list: RevocationList | undefined,
): Trust | undefined {
  const authority = authorities.find((one) => one.certificate === leaf.authority && issued(one, leaf));
  if (!authority || leaf.notBefore < authority.notBefore || leaf.notBefore > authority.notAfter)
    return undefined;
  return {
    certificate: {
      issuedBy: leaf.issuedBy,
      issuedTo: leaf.issuedTo,
      notBefore: leaf.notBefore,
      notAfter: leaf.notAfter,
      verify: (header, payload, signature) => verifies(leaf, header, payload, signature),
    },
    ...(list && { revocations: revocationsIn(leaf, list) }),
  };
}

const fromSeconds = (seconds: number) => epochMilliseconds(seconds * 1000);

function revocationsIn(
  { certificate }: SealingCertificate,
  { iat, certificates, documents }: RevocationList,
): NonNullable<Trust['revocations']> {
  const revoked = certificates.find(({ id }) => id === certificate);
  return {
    asOf: fromSeconds(iat),
    ...(revoked && { certificate: { since: fromSeconds(revoked.since), reason: revoked.reason } }),
    documentSince: (number) => {
      const found = documents.find((document) => document.number === number);
      return found && fromSeconds(found.since);
    },
  };
}
