import { randomBytes } from 'node:crypto';
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
  type CertificateRequest,
  Enrolment,
  type EnrolmentRequest,
  SignedTime,
} from '../contract/enrolment.ts';
import { PROBLEM } from '../contract/problem.ts';
import { timeStatement } from '../contract/statements.ts';
import { isSignedByCentre } from './central-signature.ts';

const enrolment = Compile(Enrolment);
const signedTime = Compile(SignedTime);

/** A certificate may be waited for: a person with a code is patient, and a renewal has weeks. */
const TIMEOUT = seconds(20);

/** The time is asked for while something else waits. */
const TIME_TIMEOUT = seconds(5);

/** `otherKey`: this key will never be certified, another may be. */
export type EnrolmentError = DeviceError & { readonly otherKey?: true };

/** Has a new kiosk certified. `refused`: not with this code. */
export const requestEnrolment = (
  http: HttpOptions,
  body: EnrolmentRequest,
  signal?: AbortSignal,
): Promise<Result<Enrolment, EnrolmentError>> =>
  ask(http, { method: 'POST', path: '/v1/enrolment', body, signal });

/** Has the next key of a kiosk certified, over a connection with the certificate in hand. */
export const requestRenewal = (
  http: HttpOptions,
  kiosk: string,
  body: CertificateRequest,
  signal?: AbortSignal,
): Promise<Result<Enrolment, EnrolmentError>> =>
  ask(http, { method: 'POST', path: `/v1/kiosks/${encodeURIComponent(kiosk)}/certificates`, body, signal });

/** What time the centre says it is, epoch milliseconds; `signed`: whether one of `keys` signed it, for this question. */
export async function requestTime(
  http: HttpOptions,
  keys: readonly string[],
  signal?: AbortSignal,
): Promise<Result<{ readonly time: number; readonly signed: boolean }, DeviceError>> {
  const nonce = randomBytes(16).toString('hex');
  const path = `/v1/time?nonce=${nonce}`;
  const answer = await exchange(http, { method: 'GET', path, timeout: TIME_TIMEOUT, signal });
  if (!answer.ok) return answer;
  const { status, body } = answer.value;
  if (status !== 200) return err(refusal(answer.value));
  if (!signedTime.Check(body) || body.nonce !== nonce) return err(nonsense('the time', status));
  const { time } = body;
  return ok({ time, signed: isSignedByCentre(timeStatement({ nonce, time }), keys, body) });
}

async function ask(
  http: HttpOptions,
  request: Omit<Request, 'timeout'>,
): Promise<Result<Enrolment, EnrolmentError>> {
  const answer = await exchange(http, { ...request, timeout: TIMEOUT });
  if (!answer.ok) return answer;
  const { status, body, problem } = answer.value;
  if (problem?.type === PROBLEM.keyRefused)
    return err({ ...centralError('refused', problem.title), otherKey: true });
  if (status === 403 && problem) return err(centralError('refused', problem.title));
  if (status !== 200) return err(refusal(answer.value));
  return enrolment.Check(body) ? ok(body) : err(nonsense('a certificate', status));
}
