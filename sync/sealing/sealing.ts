import { createHash, createPublicKey, type KeyObject, sign } from 'node:crypto';
import { join } from 'node:path';
import { err, ok, type Result } from '@borne/domain/result';
import type { Clock, EpochMilliseconds } from '@borne/domain/time';
import type { HttpOptions } from '../central/http.ts';
import { certificateRequest } from '../keys/certificate-request.ts';
import { openKey } from '../keys/key-file.ts';
import { signingInput } from './certificate.ts';
import { type Chain, keepChain, readChain, setChainAside } from './certificate-file.ts';
import type { NoSeal, Sealer, SealingPort } from './port.ts';
import { type CertificateState, certificateState, requestCertificate } from './seal-client.ts';

/** How asking the centre about the certificate ended. `problem` is for a technician. */
export type SealRefresh =
  /** `kept`: on disk; one that is not serves until the kiosk stops. */
  | { readonly refresh: 'obtained'; readonly certificate: string; readonly kept: boolean }
  | { readonly refresh: 'unchanged' }
  | { readonly refresh: 'revoked'; readonly certificate: string }
  | { readonly refresh: 'failed'; readonly problem: string };

export interface Sealing extends SealingPort {
  /** What happened to the key when it was opened, when that is worth telling a technician. */
  readonly keyNotice?: { readonly notice: 'made' | 'set-aside' | 'unusable'; readonly detail: string };
  /** Asks for a certificate when there is none, or two thirds of its time have passed; else whether it still stands. */
  refresh(signal?: AbortSignal): Promise<SealRefresh>;
}

export interface SealingOptions {
  /** Holds the key and the certificate, and nothing else. */
  readonly folder: string;
  readonly kiosk: string;
  readonly http: HttpOptions;
  readonly clock: Clock;
}

/** The kiosk's sealing key and its certificate, from `folder` at once and from the centre when asked. */
export function openSealing({ folder, kiosk, http, clock }: SealingOptions): Sealing {
  const [keyFile, chainFile] = [join(folder, 'key.pem'), join(folder, 'certificate.pem')];
  const opened = openKey(keyFile, clock.now());
  const key = opened.ok ? opened.value.key : undefined;
  const kept = readChain(chainFile);
  let chain = key && kept && certifies(kept, key) ? kept : undefined;
  let revoked = false;

  function sealer(at: EpochMilliseconds): Result<Sealer, NoSeal> {
    if (!key) return err('no-key');
    if (!chain) return err(revoked ? 'revoked' : 'no-certificate');
    const { notBefore, notAfter, authority, certificate } = chain.leaf;
    if (at < notBefore || at > notAfter) return err('outside-validity');
    return ok({
      authority,
      certificate,
      sign: (header, payload) =>
        sign('sha256', signingInput(header, payload), { key, dsaEncoding: 'ieee-p1363' }),
      fingerprint: (text) => createHash('sha256').update(text).digest('hex'),
    });
  }

  async function renew(signing: KeyObject, signal?: AbortSignal): Promise<SealRefresh> {
    const answer = await requestCertificate(http, kiosk, await certificateRequest(signing, kiosk), signal);
    if (!answer.ok) return { refresh: 'failed', problem: answer.error.detail };
    if (!certifies(answer.value.chain, signing))
      return { refresh: 'failed', problem: 'the certificate is for another key' };
    const { certificate } = answer.value.chain.leaf;
    if (certificate === chain?.leaf.certificate) return { refresh: 'unchanged' };
    chain = answer.value.chain;
    revoked = false;
    return {
      refresh: 'obtained',
      certificate,
      kept: succeeds(() => keepChain(chainFile, answer.value.chain)),
    };
  }

  /** Whether the certificate in hand still stands. A centre that cannot be asked changes nothing. */
  async function ask(inHand: Chain, signal?: AbortSignal): Promise<SealRefresh> {
    const { authority, certificate } = inHand.leaf;
    const answer = await certificateState(http, authority, certificate, signal);
    if (!answer.ok) return { refresh: 'failed', problem: answer.error.detail };
    if (!standsRevoked(answer.value, inHand)) return { refresh: 'unchanged' };
    chain = undefined;
    revoked = true;
    succeeds(() => setChainAside(chainFile, inHand));
    return { refresh: 'revoked', certificate };
  }

  return {
    sealer,
    ...noticeOf(opened),
    async refresh(signal) {
      if (!opened.ok) return { refresh: 'failed', problem: opened.error };
      const due = chain === undefined || isDue(chain, clock.now());
      const renewed = due ? await renew(opened.value.key, signal) : undefined;
      // One that is due and not renewed still seals, as long as it stands.
      return renewed?.refresh === 'obtained' || chain === undefined
        ? (renewed ?? { refresh: 'unchanged' })
        : combined(renewed, await ask(chain, signal));
    },
  };
}

/** The key of the certificate is this one. */
const certifies = ({ leaf }: Chain, key: KeyObject): boolean =>
  leaf.x509.publicKey.equals(createPublicKey(key));

const standsRevoked = ({ revoked, chain }: CertificateState, inHand: Chain): boolean =>
  revoked !== undefined && chain.leaf.x509.fingerprint256 === inHand.leaf.x509.fingerprint256;

/** From two thirds of its time on, or when the clock is outside of it: if the clock is right, it is of no use any more. */
function isDue({ leaf: { notBefore, notAfter } }: Chain, now: number): boolean {
  return now < notBefore || now >= notBefore + ((notAfter - notBefore) * 2) / 3;
}

const combined = (renewed: SealRefresh | undefined, asked: SealRefresh): SealRefresh =>
  asked.refresh === 'unchanged' && renewed ? renewed : asked;

function noticeOf(opened: ReturnType<typeof openKey>): Pick<Sealing, 'keyNotice'> {
  if (!opened.ok) return { keyNotice: { notice: 'unusable', detail: opened.error } };
  const { made, setAside } = opened.value;
  if (setAside) return { keyNotice: { notice: 'set-aside', detail: setAside } };
  return made ? { keyNotice: { notice: 'made', detail: 'a new key' } } : {};
}

function succeeds(action: () => void): boolean {
  try {
    action();
    return true;
  } catch {
    return false;
  }
}
