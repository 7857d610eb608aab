import type { DeviceError } from '@borne/domain/device-error';
import { err, ok, type Result } from '@borne/domain/result';
import { seconds } from '@borne/domain/time';
import { Compile } from 'typebox/compile';
import {
  centralError,
  exchange,
  type HttpOptions,
  nonsense,
  type Request,
  refusal,
} from '../central/http.ts';
import {
  type Revocation,
  SealCertificate,
  type SealCertificateRequest,
  type SealStatus,
  SignedSealStatus,
} from '../contract/seal.ts';
import { type Chain, chainOf } from './certificate-file.ts';
import { readStatus } from './signed-statement.ts';

const certificate = Compile(SealCertificate);
const signedStatus = Compile(SignedSealStatus);
const TIMEOUT = seconds(20);

/** What the centre says of one certificate: its chain, checked, and its revocation if it is. */
export interface CertificateState {
  readonly chain: Chain;
  readonly revoked?: Revocation;
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
  http: HttpOptions,
  authority: string,
  id: string,
  signal?: AbortSignal,
): Promise<Result<CertificateState, DeviceError>> =>
  ask(http, { method: 'GET', path: `/v1/seal/certificates/${authority}/${id}`, signal });

/** What the authority of `chain` signs today of its certificate, and of the document of that number. */
export async function sealStatus(
  http: HttpOptions,
  { leaf, authority }: Chain,
  document: string | undefined,
): Promise<Result<SealStatus, DeviceError>> {
  const query = document === undefined ? '' : `?${new URLSearchParams({ document })}`;
  const path = `/v1/seal/certificates/${leaf.authority}/${leaf.certificate}/status${query}`;
  const answer = await exchange(http, { method: 'GET', path, timeout: TIMEOUT });
  if (!answer.ok) return answer;
  const { status, body } = answer.value;
  if (status !== 200) return err(refusal(answer.value));
  if (!signedStatus.Check(body)) return err(nonsense('the status of a seal', status));
  const read = readStatus(body.jws, authority, { certificate: leaf.certificate, document });
  return read.ok ? read : err(centralError('unreachable', read.error));
}

async function ask(
  http: HttpOptions,
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
  return ok({ chain, ...(body.revoked && { revoked: body.revoked }) });
}
