import { createHash, generateKeyPairSync, sign, verify } from 'node:crypto';
import type { Manifest, SealValue } from '@borne/documents/seal/manifest';
import { type Sealer, sealedText } from '@borne/documents/seal/sealed-text';
import { type Trust, type Verdict, verifySeal } from '@borne/documents/seal/verdict';
import { ok } from '@borne/domain/result';
import { type EpochMilliseconds, epochMilliseconds } from '@borne/domain/time';

/** Seals of a key that is forgotten when the pictures are made: nobody else can verify them, and nobody should. */
export interface ThrowawaySeal {
  readonly seal: (manifest: Manifest, values: readonly SealValue[]) => string;
  /** The verdict on a sealed text, by whoever trusts that key. */
  readonly judge: (text: string) => Promise<Verdict['verdict']>;
}

const authority = 'TST0';
const certificate = 'ESSA';

export function createThrowawaySeal(now: EpochMilliseconds = epochMilliseconds(Date.now())): ThrowawaySeal {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const sealer: Sealer = {
    authority,
    certificate,
    sign: (header, payload) =>
      sign('sha256', signed(header, payload), { key: privateKey, dsaEncoding: 'ieee-p1363' }),
  };
  const trust: Trust = {
    certificate: {
      issuedBy: 'Autorité jetable, sans valeur',
      issuedTo: 'Borne de démonstration',
      notBefore: epochMilliseconds(0),
      notAfter: epochMilliseconds(Number.MAX_SAFE_INTEGER),
      verify: (header, payload, signature) =>
        verify('sha256', signed(header, payload), { key: publicKey, dsaEncoding: 'ieee-p1363' }, signature),
    },
    revocationsOf: async () => ({ asOf: now, until: now }),
  };
  return {
    seal: (manifest, values) => sealedText(manifest, values, sealer, now),
    judge: async (text) => {
      const verdict = await verifySeal(text, async () => ok(trust), now);
      if (!verdict.ok) throw new Error(verdict.error);
      return verdict.value.verdict;
    },
  };
}

const signed = (header: Uint8Array, payload: Uint8Array) =>
  Buffer.concat([header, createHash('sha256').update(payload).digest()]);
