import type { DeviceError } from '@borne/domain/device-error';
import { err, ok, type Result } from '@borne/domain/result';
import { seconds } from '@borne/domain/time';
import { Compile } from 'typebox/compile';
import {
  centralError,
  exchange,
  type HttpOptions,
  nonsense,
  type PublicHttpOptions,
  type Request,
  refusal,
} from '../central/http.ts';
import {
  type RevocationList,
  SealCertificate,
  type SealCertificateRequest,
  SealRevocations,
} from '../contract/seal.ts';
import type { SealingCertificate } from './certificate.ts';
import { type Chain, chainOf } from './certificate-file.ts';
import { readRevocations } from './revocation-list.ts';

const certificate = Compile(SealCertificate);
const revocations = Compile(SealRevocations);
const TIMEOUT = seconds(20);

/** What the centre says of one certificate: its chain, checked, and whether it is revoked. */
export interface CertificateState {
  readonly chain: Chain;
  readonly revoked: boolean;
}

/** Has a key certified: `request` is a PKCS#10 in base64. Errors as for `CentralPort`; `refused`: not this key. */
export const requestCertificate = (
  http: HttpOptions,
  kiosk: string,
  request: string,
  signal?: AbortSignal,
): Promise<Result<CertificateState, DeviceError>> => {
  const body: SealCertificateRequest = { request };
  return ask(http, {
    method: 'POST',
    path: `/v1/kiosks/${encodeURIComponent(kiosk)}/seal-certificates`,
    body,
    signal,
  });
};

/** What the centre says today of the certificate that a seal names. `not-found`: it issued none of that name. */
export const certificateState = (
  http: PublicHttpOptions,
  authority: string,
  id: string,
  signal?: AbortSignal,
): Promise<Result<CertificateState, DeviceError>> =>
  ask(http, { method: 'GET', path: `/v1/seal/certificates/${authority}/${id}`, signal });

/** What `authority` has revoked, as it signed it. */
export async function revocationsOf(
  http: PublicHttpOptions,
  authority: SealingCertificate,
): Promise<Result<RevocationList, DeviceError>> {
  const request = { method: 'GET', path: '/v1/seal/revocations', timeout: TIMEOUT } as const;
  const answer = await exchange(http, request);
  if (!answer.ok) return answer;
  const { status, body } = answer.value;
  if (status !== 200) return err(refusal(answer.value));
  if (!revocations.Check(body)) return err(nonsense('revocations', status));
  const read = readRevocations(body.jws, authority);
  return read.ok ? read : err(centralError('unreachable', read.error));
}

async function ask(
  http: PublicHttpOptions & { readonly token?: string },
  request: Omit<Request, 'timeout'>,
): Promise<Result<CertificateState, DeviceError>> {
  const answer = await exchange(http, { ...request, timeout: TIMEOUT });
  if (!answer.ok) return answer;
  const { status, body, problem } = answer.value;
  if (status === 404 && problem) return err(centralError('not-found', problem.title));
  if (status >= 300) return err(refusal(answer.value));
  if (!certificate.Check(body)) return err(nonsense('a certificate', status));
  const chain = chainOf(body.chain.map((der) => Buffer.from(der, 'base64')));
  if (chain?.leaf.authority !== body.authority || chain.leaf.certificate !== body.certificate)
    return err(centralError('unreachable', 'the certificate is not the one that is announced with it'));
  return ok({ chain, revoked: body.revoked !== undefined });
}
