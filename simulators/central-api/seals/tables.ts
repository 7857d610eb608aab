import type { RevocationReason } from '@borne/sync/contract/seal';
import type { Generated } from 'kysely';

export interface SealTables {
  /** The one authority of the seals, with its private key. */
  seal_authority: { id: string; private_key: string; certificate: Uint8Array };
  /** A certificate of a kiosk's sealing key; `key` is the SHA-256 of the public one. */
  seal_certificate: {
    position: number;
    id: string;
    kiosk: string;
    key: string;
    certificate: Uint8Array;
    not_before: number;
    not_after: number;
    revoked_since: Generated<number | null>;
    revoked_reason: Generated<RevocationReason | null>;
  };
  seal_revoked_document: { number: string; since: number };
}
