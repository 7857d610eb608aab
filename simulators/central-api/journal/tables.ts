import type { Outcome } from '@borne/sync/journal/port';
import type { Generated } from 'kysely';

/** Records are what kiosks sent, byte for byte; operations are what the centre reads in them. */
export interface JournalTables {
  watermark: {
    kiosk: string;
    epoch: string;
    seq: number;
    head: string;
    since: number;
  };
  /** How far an epoch was read. Apart from the watermark, so that whoever reads never holds up a delivery. */
  projection: { kiosk: string; epoch: string; seq: number };
  record: {
    kiosk: string;
    epoch: string;
    seq: number;
    header: string;
    body: Uint8Array;
    hash: string;
    received_at: number;
  };
  /** What a kiosk signed: proof of whose the records are. */
  batch: {
    kiosk: string;
    epoch: string;
    from_seq: number;
    to_seq: number;
    prev: string;
    head: string;
    signature: string;
    certificate: string | null;
    received_at: number;
  };
  /** Batches that contradict what is held, whole: evidence, never read as records. */
  fork: {
    id: Generated<number>;
    kiosk: string;
    epoch: string;
    digest: string;
    from_seq: number;
    to_seq: number;
    reason: string;
    batch: string;
    received_at: number;
  };
  /** How many more there were than were kept. */
  fork_excess: { kiosk: string; batches: number };
  /** Records that were stored and acknowledged and make no sense. */
  quarantine: { kiosk: string; epoch: string; seq: number; reason: string };
  operation: {
    /** Order of arrival: clocks of kiosks do not order anything. */
    position: Generated<number>;
    kiosk: string;
    id: string;
    kind: string;
    document_number: string | null;
    /** In doubt until a record says otherwise. */
    outcome: Outcome;
    settled: number;
    records: number;
    /** Of a card update: the relay that the centre knows it by. */
    relay: string | null;
  };
}
