import { type KeyObject, sign, X509Certificate } from 'node:crypto';
import type { Timers } from '@borne/domain/time';
import type { HttpOptions } from '@borne/sync/central/http';
import { watermarkCheck } from '@borne/sync/identity/central-signature';
import { requestEnrolment } from '@borne/sync/identity/enrolment-client';
import type { Signer } from '@borne/sync/identity/identity';
import { certificateRequest } from '@borne/sync/keys/certificate-request';
import { newP256Key } from '@borne/sync/keys/new-key';
import type { CentralApi } from '../central-api.ts';

/** A kiosk in the process of its centre: enrolled with a code like any, and reached without a network. */
export interface KioskWithin extends Signer {
  readonly http: HttpOptions;
  readonly verify: ReturnType<typeof watermarkCheck>;
  readonly key: KeyObject;
  readonly certificate: X509Certificate;
}

/** Enrols `kiosk` with `api`. For what concerns connections themselves, see `enrolled-kiosk.ts`. */
export async function kioskWithin(
  api: CentralApi,
  kiosk: string,
  timers: Timers = globalThis,
): Promise<KioskWithin> {
  const key = newP256Key();
  const { code } = await api.kiosks.newCode(kiosk);
  const url = 'https://centre.invalid';
  const stranger = { url, timers, fetch: api.fetchAs(undefined) };
  const request = await certificateRequest(key, kiosk);
  const enrolled = await requestEnrolment(stranger, { kiosk, code, request });
  if (!enrolled.ok) throw new Error(`${kiosk} was not enrolled: ${enrolled.error.detail}`);
  const { certificate: der, keys } = enrolled.value;
  const certificate = new X509Certificate(Buffer.from(der, 'base64'));
  return {
    key,
    certificate,
    http: { url, timers, fetch: api.fetchAs(certificate) },
    verify: watermarkCheck(() => keys.watermark),
    sign: async (statement) =>
      sign('sha256', Buffer.from(statement), { key, dsaEncoding: 'ieee-p1363' }).toString('base64url'),
  };
}
