import { createPublicKey, sign, X509Certificate } from 'node:crypto';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import type { DeviceError } from '@borne/domain/device-error';
import { err, ok, type Result } from '@borne/domain/result';
import { type Clock, type EpochMilliseconds, epochMilliseconds, type Timers } from '@borne/domain/time';
import { type Agent, fetch as undiciFetch } from 'undici';
import { centralError, type HttpOptions } from '../central/http.ts';
import type { CentralKeys } from '../contract/central-keys.ts';
import type { Enrolment } from '../contract/enrolment.ts';
import { PROBLEM } from '../contract/problem.ts';
import { certificateRequest } from '../keys/certificate-request.ts';
import { openKey } from '../keys/key-file.ts';
import { validityOf } from './certificate.ts';
import { type EnrolmentError, requestEnrolment, requestRenewal, requestTime } from './enrolment-client.ts';
import {
  against,
  certificateIn,
  type KeptIdentity,
  keepIdentity,
  type OpenedIdentity,
  openKept,
  readIdentity,
} from './identity-file.ts';
import type { ConnectionFault, IdentityPort, IdentityState } from './port.ts';
import { ConnectionRefused, secureAgent } from './secure-connection.ts';
import { keepTime, readTime } from './time-file.ts';
import { CLOCK_TOLERANCE, TrustedTime } from './trusted-time.ts';

/** Whoever holds the kiosk's key: software for now, a TPM later. */
export interface Signer {
  /** ECDSA on P-256 with SHA-256 over `statement` in UTF-8: r ‖ s in base64url. */
  sign(statement: string): Promise<string>;
}

/** How asking for a newer certificate ended. `problem` is for a technician. */
export type IdentityRefresh =
  | { readonly refresh: 'renewed'; readonly until: number }
  | { readonly refresh: 'unchanged' }
  | { readonly refresh: 'failed'; readonly problem: string };

export interface Identity extends Signer {
  /** Answers at once. `none`: this kiosk is not enrolled. */
  state(): IdentityState | { readonly identity: 'none' };
  /** `fetch` over connections with the certificate in hand, to a centre that was verified. */
  readonly fetch: typeof fetch;
  /** The centre's public keys as they came with the certificate; nothing before the kiosk is enrolled. */
  readonly keys: CentralKeys | undefined;
  /**
   * Believes the time under these keys as well: those for watermarks that the centre sent down, and that are kept. Without them a kiosk whose
   * clock is wrong would be cut off by the second rotation since its certificate.
   */
  believeTimeOf(keys: () => readonly string[]): void;
  /** The best that is known of the time: the centre's when it told it, not before what it told before; else the wall clock's. */
  now(): EpochMilliseconds;
  /** What happened to the identity when it was opened, when that is worth telling a technician. */
  readonly notice?: { readonly notice: 'set-aside' | 'unusable'; readonly detail: string };
  /** Makes a key and has it certified, with the one-time code that a technician was given. */
  enrol(code: string, signal?: AbortSignal): Promise<Result<void, DeviceError>>;
  /** Takes up what a technician enrolled beside this process, if anything: whether there was. */
  lookAgain(): boolean;
  /** Asks the centre for the time, and for the next certificate when two thirds of this one's time have passed. */
  refresh(signal?: AbortSignal): Promise<IdentityRefresh>;
  close(): Promise<void>;
}

/** An identity that there is. It may be refused later, and is never none again. */
export type EnrolledIdentity = IdentityPort & Identity;

export const isEnrolled = (identity: Identity): identity is EnrolledIdentity =>
  identity.state().identity !== 'none';

export interface IdentityOptions {
  /** Holds the identity, the key that is being certified, the time that the centre last signed, and nothing else. */
  readonly folder: string;
  readonly kiosk: string;
  /** Origin of the centre, `https://…`. */
  readonly url: string;
  /** The authority of the fleet: PEM. */
  readonly authority: string;
  readonly clock: Clock;
  readonly timers: Timers;
}

/**
 * Who this kiosk is to the centre: its key, its certificate, and its connections. The error says why the authority is none. A kiosk
 * that is not enrolled opens as well: `enrol` is then the way on.
 */
export function openIdentity(options: IdentityOptions): Result<Identity, string> {
  const authority = readAuthority(options.authority);
  return authority.ok ? ok(open(options, authority.value)) : authority;
}

function readAuthority(pem: string): Result<X509Certificate, string> {
  try {
    const authority = new X509Certificate(pem);
    return authority.ca ? ok(authority) : err('expected the certificate of an authority');
  } catch {
    return err('expected a certificate in PEM');
  }
}

function open({ folder, kiosk, url, clock, timers }: IdentityOptions, authority: X509Certificate): Identity {
  const file = join(folder, 'identity.json');
  const nextKeyFile = join(folder, 'next-key.pem');
  const opened = openKept(file, kiosk, authority, clock.now());
  const timeFile = join(folder, 'time');
  const time = new TrustedTime(clock, readTime(timeFile));
  let held = opened.found;
  let told: 'expired' | 'revoked' | 'unknown' | undefined;
  let fault: ConnectionFault | undefined;

  const agentOf = (identity: KeptIdentity | undefined): Agent =>
    secureAgent({ authority, credentials: credentialsOf(identity), at: () => time.now(), timers });
  let agent = agentOf(held);
  /** For the time only, which is believed for its signature and not for the connection it comes by. */
  const undated = secureAgent({ authority, at: () => undefined, timers });

  const over =
    (through: () => Agent): typeof fetch =>
    (input, init) =>
      undiciFetch(input as string | URL, {
        ...(init as Parameters<typeof undiciFetch>[1]),
        dispatcher: through(),
      }) as unknown as Promise<Response>;

  /** Later keys for the time than those of the enrolment, when the centre sent some down. */
  let sentDown: () => readonly string[] = () => [];

  const timeHttp: HttpOptions = { url, timers, fetch: over(() => undated) };

  /** Learns the time if it can be had signed. */
  async function askTime(signal?: AbortSignal): Promise<boolean> {
    const told = await requestTime(timeHttp, [...sentDown(), ...(held?.keys.watermark ?? [])], signal);
    if (!told.ok || !told.value.signed) return false;
    time.learn(told.value.time);
    keepTime(timeFile, told.value.time);
    return true;
  }

  /** One request; when it failed because of dates, again once the time is known. */
  const verified: typeof fetch = async (input, init) => {
    const through = over(() => agent);
    try {
      return await attempt(through, input, init);
    } catch (cause) {
      const isOfDates = fault === 'expired' || fault === 'not-yet-valid';
      if (!isOfDates || !(await askTime(init?.signal ?? undefined))) throw cause;
      return attempt(through, input, init);
    }
  };

  const attempt: (through: typeof fetch, ...request: Parameters<typeof fetch>) => Promise<Response> = async (
    through,
    ...request
  ) => {
    try {
      const response = await through(...request);
      fault = undefined;
      await note(response);
      return response;
    } catch (cause) {
      fault = faultOf(cause) ?? fault;
      throw cause;
    }
  };

  /** What the centre says of the certificate that was shown to it. */
  async function note(response: Response): Promise<void> {
    if (!held) return;
    if (response.status !== 401) {
      if (response.ok) told = undefined;
      return;
    }
    const problem = await response
      .clone()
      .json()
      .catch(() => undefined);
    told = verdicts.get((problem as { type?: unknown } | undefined)?.type) ?? told;
  }

  const http: HttpOptions = { url, timers, fetch: verified };

  /** The key that is to be certified next. The same one until it is: an answer that was lost is then given again. */
  function nextKey(): Result<KeptIdentity['key'], DeviceError> {
    const found = openKey(nextKeyFile, clock.now());
    if (!found.ok) return err(centralError('refused', found.error));
    const isInUse = held !== undefined && createPublicKey(found.value.key).equals(held.certificate.publicKey);
    if (!isInUse) return ok(found.value.key);
    rmSync(nextKeyFile);
    return nextKey();
  }

  /** Has the next key certified, and takes up the certificate; once more when the centre will have another key than this one. */
  async function certify(
    request: (pkcs10: string) => Promise<Result<Enrolment, EnrolmentError>>,
    again = true,
  ): Promise<Result<KeptIdentity, DeviceError>> {
    const key = nextKey();
    if (!key.ok) return key;
    const answer = await request(await certificateRequest(key.value, kiosk));
    if (answer.ok) return takeUp(key.value, answer.value);
    if (!answer.error.otherKey || !again) return answer;
    rmSync(nextKeyFile, { force: true });
    return certify(request, false);
  }

  async function takeUp(
    key: KeptIdentity['key'],
    answer: Enrolment,
  ): Promise<Result<KeptIdentity, DeviceError>> {
    const certificate = certificateIn(answer.certificate);
    if (!certificate.ok) return err(centralError('unreachable', certificate.error));
    const next = { key, certificate: certificate.value, keys: answer.keys };
    const problem = against(next, kiosk, authority);
    if (problem !== undefined) return err(centralError('unreachable', `the centre's answer: ${problem}`));
    try {
      keepIdentity(file, next);
      rmSync(nextKeyFile, { force: true });
    } catch (cause) {
      return err(centralError('refused', `${file} cannot be written: the disk refused`, cause));
    }
    use(next);
    return ok(next);
  }

  /** From the next connection on; what is under way ends as it began. */
  function use(next: KeptIdentity): void {
    held = next;
    told = undefined;
    const before = agent;
    agent = agentOf(next);
    void before.close();
  }

  function lookAgain(): boolean {
    const { found } = readIdentity(file, kiosk, authority);
    const isNew =
      found !== undefined && found.certificate.fingerprint256 !== held?.certificate.fingerprint256;
    if (isNew) use(found);
    return isNew;
  }

  async function enrol(code: string, signal?: AbortSignal): Promise<Result<void, DeviceError>> {
    const taken = await certify((request) => requestEnrolment(http, { kiosk, code, request }, signal));
    return taken.ok ? ok(undefined) : err(await explained(taken.error, signal));
  }

  /** Before a kiosk is enrolled no time can be verified, and none is believed; that of the centre is told, to be compared. */
  async function explained(error: DeviceError, signal?: AbortSignal): Promise<DeviceError> {
    if (fault !== 'expired' && fault !== 'not-yet-valid') return error;
    const asked = await requestTime(timeHttp, [], signal);
    const there = asked.ok ? `, and the centre says it is ${dateOf(asked.value.time)}` : '';
    return {
      ...error,
      detail: `${error.detail}; this kiosk's clock says it is ${dateOf(clock.now())}${there}: set the clock`,
    };
  }

  async function renew(inHand: KeptIdentity, signal?: AbortSignal): Promise<IdentityRefresh> {
    const taken = await certify((request) => requestRenewal(http, kiosk, { request }, signal));
    if (!taken.ok) return { refresh: 'failed', problem: taken.error.detail };
    const { notAfter } = validityOf(taken.value.certificate);
    return notAfter > validityOf(inHand.certificate).notAfter
      ? { refresh: 'renewed', until: notAfter }
      : { refresh: 'unchanged' };
  }

  return {
    ...noticeOf(opened),
    fetch: verified,
    get keys() {
      return held?.keys;
    },
    believeTimeOf(keys) {
      sentDown = keys;
    },
    now: () => epochMilliseconds(Math.floor(time.now())),
    async sign(statement) {
      if (!held) throw new Error('a kiosk that is not enrolled signs nothing');
      const key = { key: held.key, dsaEncoding: 'ieee-p1363' } as const;
      return sign('sha256', Buffer.from(statement), key).toString('base64url');
    },
    state(): ReturnType<Identity['state']> {
      if (!held) return { identity: 'none' };
      if (told === 'revoked' || told === 'unknown') return { identity: told };
      const until = epochMilliseconds(validityOf(held.certificate).notAfter);
      const ahead = time.wallClockAhead;
      return {
        identity: told === 'expired' || (time.isLearnt && time.now() > until) ? 'expired' : 'enrolled',
        until,
        ...(fault && { fault }),
        ...(Math.abs(ahead) > CLOCK_TOLERANCE && { clockAhead: ahead }),
      };
    },
    enrol,
    lookAgain,
    async refresh(signal) {
      if (!held) return { refresh: 'failed', problem: 'this kiosk is not enrolled' };
      const asked = await askTime(signal);
      if (isDue(held, time.now())) return renew(held, signal);
      return asked
        ? { refresh: 'unchanged' }
        : { refresh: 'failed', problem: 'the centre did not tell the time' };
    },
    close: async () => {
      await Promise.all([agent.destroy(), undated.destroy()]);
    },
  };
}

const verdicts = new Map<unknown, 'expired' | 'revoked' | 'unknown'>([
  [PROBLEM.certificateExpired, 'expired'],
  [PROBLEM.certificateRevoked, 'revoked'],
  [PROBLEM.certificateExpected, 'unknown'],
]);

const credentialsOf = (identity: KeptIdentity | undefined) =>
  identity && {
    key: identity.key.export({ type: 'pkcs8', format: 'pem' }).toString(),
    cert: identity.certificate.toString(),
  };

/** From two thirds of its time on, or when the clock is outside of it: if the clock is right, it is of little use any more. */
function isDue({ certificate }: KeptIdentity, now: number): boolean {
  const { notBefore, notAfter } = validityOf(certificate);
  return now < notBefore || now >= notBefore + ((notAfter - notBefore) * 2) / 3;
}

function faultOf(cause: unknown): ConnectionFault | undefined {
  const inner = cause instanceof Error ? cause.cause : undefined;
  return inner instanceof ConnectionRefused ? inner.fault : undefined;
}

const dateOf = (time: number) => new Date(time).toISOString().slice(0, 16).replace('T', ' ');

function noticeOf({ setAside, unusable }: OpenedIdentity): Pick<Identity, 'notice'> {
  if (setAside !== undefined) return { notice: { notice: 'set-aside', detail: setAside } };
  return unusable === undefined ? {} : { notice: { notice: 'unusable', detail: unusable } };
}
