import type { Generated } from 'kysely';

export interface IdentityTables {
  /** The one authority of the fleet, with its private key; and the keys of the TLS tickets, which every process of the centre shares. */
  fleet_authority: {
    id: string;
    private_key: string;
    certificate: Uint8Array;
    ticket_keys: Uint8Array;
  };
  /** Ed25519 key pairs with which the centre signs: watermarks and the time, or the manifest of the downlink. */
  signing_key: {
    id: string;
    purpose: 'watermark' | 'manifest';
    private_key: string;
    public_key: string;
    since: number;
    /** From then on it signs no more, and is not given to kiosks. */
    retired_since: Generated<number | null>;
  };
  /** The one-time code that waits for a kiosk: one at most. `digest` is scrypt's, over the code, with `salt`. */
  enrolment_code: {
    kiosk: string;
    salt: Uint8Array;
    digest: Uint8Array;
    expires_at: number;
    attempts_left: number;
    /** SHA-256 of the public key that it was used with, in hex: it is good for no other. */
    used_with: Generated<string | null>;
  };
  /** A certificate of a kiosk. `fingerprint` and `key` are SHA-256, of the certificate and of its public key, in hex. */
  kiosk_certificate: {
    fingerprint: string;
    kiosk: string;
    key: string;
    certificate: Uint8Array;
    not_before: number;
    not_after: number;
    revoked_since: Generated<number | null>;
  };
  /**
   * Since when a kiosk was taken out of the fleet, or enrolled anew, last: no certificate of it from before is good, not even one that
   * the store does not know, having been put back from a backup.
   */
  revocation: { kiosk: string; at: number };
}
