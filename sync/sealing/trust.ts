import { err, ok, type Result } from '@borne/domain/result';
import { type EpochMilliseconds, epochMilliseconds } from '@borne/domain/time';
import { Compile } from 'typebox/compile';
import type { HttpOptions } from '../central/http.ts';
import {
  type Revocation,
  type RevocationList,
  type RevocationReason,
  type SealStatus,
  TrustBundle,
} from '../contract/seal.ts';
import { isAuthority, issued, readCertificate, type SealingCertificate, verifies } from './certificate.ts';
import { certificateState, sealStatus } from './seal-client.ts';
import { readRevocations } from './signed-statement.ts';

/** What the authority said of revocations at `asOf`, which may be relied upon until `until`; what it revoked stays revoked. */
export interface Revocations {
  readonly asOf: EpochMilliseconds;
  readonly until: EpochMilliseconds;
  readonly certificate?: { readonly since: EpochMilliseconds; readonly reason: RevocationReason };
  /** Since when the document is revoked. */
  readonly document?: EpochMilliseconds;
}

/** What is known of the signatory of a seal, when a trusted authority issued its certificate. */
export interface Trust {
  readonly certificate: {
    readonly issuedBy: string;
    readonly issuedTo: string;
    readonly notBefore: EpochMilliseconds;
    readonly notAfter: EpochMilliseconds;
    verify(header: Uint8Array, payload: Uint8Array, signature: Uint8Array): boolean;
  };
  /** What the authority says of the certificate, and of the document of that number; nothing when it could not be asked. */
  revocationsOf(document: string | undefined): Promise<Revocations | undefined>;
}

const bundle = Compile(TrustBundle);

/**
 * Looks signatories up at the centre. `pinned`: the only authorities that are believed; without them, the one that the centre names
 * is believed as far as the connection to it is. The error says why the centre could not be asked.
 */
export const trustFromCentre =
  (http: HttpOptions, pinned?: readonly SealingCertificate[]) =>
  async (authority: string, certificate: string): Promise<Result<Trust | undefined, string>> => {
    const state = await certificateState(http, authority, certificate);
    if (!state.ok) return state.error.code === 'not-found' ? ok(undefined) : err(state.error.detail);
    const { chain, revoked } = state.value;
    const believed = pinned ?? [chain.authority].filter(isAuthority);
    return ok(
      trustIn(believed, chain.leaf, async (document) => {
        const status = await sealStatus(http, chain, document);
        return status.ok ? revocationsIn(status.value, revoked) : revoked && onlyRevoked(revoked);
      }),
    );
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
      const list = lists.get(authority);
      return (
        leaf && trustIn(authorities, leaf, async (document) => list && listed(list, certificate, document))
      );
    },
  });
}

/** The trust that `authorities` give to a certificate: none, unless one of them issued it while it was valid itself. */
export function trustIn(
  authorities: readonly SealingCertificate[],
  leaf: SealingCertificate,
  revocationsOf: Trust['revocationsOf'],
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
    revocationsOf,
  };
}

const fromSeconds = (seconds: number) => epochMilliseconds(seconds * 1000);

const sealedNoMore = ({ since, reason }: Revocation) => ({ since: fromSeconds(since), reason });

/** What a status says. `revoked`: what the same centre said of the certificate elsewhere; if either says so, it is revoked. */
export function revocationsIn(
  { iat, exp, certificate, document }: SealStatus,
  revoked: Revocation | undefined = certificate.revoked,
): Revocations {
  return {
    asOf: fromSeconds(iat),
    until: fromSeconds(exp),
    ...(revoked && { certificate: sealedNoMore(certificate.revoked ?? revoked) }),
    ...(document?.revokedSince !== undefined && { document: fromSeconds(document.revokedSince) }),
  };
}

/** The centre says that the certificate is revoked, and gives no status: that much is known, and nothing else. */
const onlyRevoked = (revoked: Revocation): Revocations => ({
  asOf: fromSeconds(revoked.since),
  until: fromSeconds(revoked.since),
  certificate: sealedNoMore(revoked),
});

/** What a list says of one certificate and one document. */
function listed(
  { iss, iat, exp, certificates, documents }: RevocationList,
  certificate: string,
  document: string | undefined,
): Revocations {
  const revoked = certificates.find(({ id }) => id === certificate);
  const found = documents.find(({ number }) => number === document);
  return revocationsIn({
    ...{ iss, iat, exp },
    certificate: { id: certificate, ...(revoked && { revoked }) },
    ...(found && { document: { number: found.number, revokedSince: found.since } }),
  });
}
