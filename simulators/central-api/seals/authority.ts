import { createAuthority, type IssuedCertificate, issue, type StoredAuthority } from '../authority.ts';

/** No country has the code ZZ, and none ever will (ISO 3166-1, user-assigned): the authority can be taken for nobody's. */
export const AUTHORITY_ID = 'ZZ99';
const AUTHORITY_NAME = 'Borne — autorité de TEST, sans valeur';

/** A new authority of the seals, valid for ten years from `now`. */
export const createSealAuthority = (now: number): Promise<StoredAuthority> =>
  createAuthority([{ CN: [AUTHORITY_ID] }, { O: [AUTHORITY_NAME] }, { C: ['ZZ'] }], now);

interface SealingKey {
  /** What the certificate is called in the header of a seal. */
  readonly id: string;
  readonly kiosk: string;
  readonly spki: Uint8Array<ArrayBuffer>;
  readonly now: number;
}

/** Certifies the sealing key of a kiosk under the identifier `id`, for 90 days from `now`. */
export const issueSealCertificate = (
  authority: StoredAuthority,
  { id, kiosk, spki, now }: SealingKey,
): Promise<IssuedCertificate> =>
  issue(authority, {
    name: [{ CN: [id] }, { OU: [kiosk] }, { O: [AUTHORITY_NAME] }, { C: ['ZZ'] }],
    spki,
    now,
  });
