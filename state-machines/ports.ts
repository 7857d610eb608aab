import type { CardReaderPort } from '@borne/device-drivers/card-reader/port';
import type { ReceiptPrinterPort } from '@borne/device-drivers/receipt-printer/port';
import type { Clock } from '@borne/domain/time';
import type { CardUpdatePort, CentralPort } from '@borne/sync/central/port';
import type { DownlinkPort } from '@borne/sync/downlink/port';
import type { IdentityPort } from '@borne/sync/identity/port';
import type { JournalPort } from '@borne/sync/journal/port';
import type { OppositionPort } from '@borne/sync/opposition/port';
import type { SealingPort } from '@borne/sync/sealing/port';
import type { UplinkPort } from '@borne/sync/uplink/port';

/** Everything outside that the machines use. The composition root gives the real ones, a test its own. */
export interface KioskPorts {
  readonly cardReader: CardReaderPort;
  readonly printer: ReceiptPrinterPort;
  readonly journal: JournalPort;
  readonly central: CentralPort;
  readonly cardUpdates: CardUpdatePort;
  readonly opposition: OppositionPort;
  readonly sealing: SealingPort;
  readonly identity: IdentityPort;
  readonly uplink: UplinkPort;
  readonly downlink: DownlinkPort;
  readonly clock: Clock;
  /** Uniform in [0, 1). */
  readonly random: () => number;
  /** A new number for a printed document, never given twice. */
  readonly documentNumber: () => string;
}

export interface KioskSettings {
  readonly kioskId: string;
  readonly officeName: string;
  /** In simulation: every screen and every paper says so. */
  readonly specimen: boolean;
  /** The page where people check documents, when it is known: each sealed one says it. */
  readonly verifierUrl?: string;
  readonly language: 'fr';
  /** True when the journal refused the host's first record: the kiosk then starts out of service, and tries again. */
  readonly journalRefused?: boolean;
}
