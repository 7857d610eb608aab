import type { DeviceError } from '@borne/domain/device-error';
import type { Result } from '@borne/domain/result';

/**
 * What a printer cannot print through. A person has to free a jammed cutter or paper; an unrecoverable error takes at
 * least switching it off; one that is too hot, or held offline by its feed button, goes on by itself.
 */
export type PrinterFault = 'cutter' | 'mechanical' | 'unrecoverable' | 'overheated' | 'offline';

/** What a printer says of itself, in whichever dialect. */
export interface HardwareStatus {
  readonly paper: 'ok' | 'near-end' | 'out';
  readonly cover: 'closed' | 'open';
  /** The worst of them, if any. */
  readonly fault?: PrinterFault;
  /** Whether a ticket waits in its mouth to be taken; absent where that cannot be known. */
  readonly presenter?: 'empty' | 'ticket';
}

/** One thing the printer sent. */
export type StatusReply =
  /** One byte that answers some `DLE EOT`; the byte does not say which. */
  | { readonly kind: 'real-time'; readonly byte: number }
  /** All there is to know at once: Epson's automatic status, Custom's full status. */
  | { readonly kind: 'complete'; readonly status: HardwareStatus }
  /** One byte that answers `GS r` or `GS I`. */
  | { readonly kind: 'transmitted'; readonly byte: number }
  /** The answer to `GS ( H`. */
  | { readonly kind: 'process-id'; readonly id: string }
  /** The answer to `DLE DC4 8`. */
  | { readonly kind: 'buffers-cleared' };

export type ReplyOf<Kind extends StatusReply['kind']> = Extract<StatusReply, { kind: Kind }>;

/** Sends one real-time request and waits for the next reply of the kind that answers it. */
export type Ask = <Kind extends StatusReply['kind']>(
  request: Uint8Array,
  kind: Kind,
) => Promise<Result<ReplyOf<Kind>, DeviceError>>;

/** How one family of printers is asked how it is, and answers. */
export interface StatusDialect {
  readonly look: (ask: Ask) => Promise<Result<HardwareStatus, DeviceError>>;
  /** Asks for complete status now and at every change. */
  readonly automatic: Uint8Array;
  /** Splits what the printer sends into replies. Each link needs a parser of its own. */
  readonly createParser: () => (bytes: Uint8Array) => readonly StatusReply[];
}

/** What the sensors and error bits of any dialect come down to. */
export interface Sensors {
  readonly paperOut: boolean;
  readonly nearEnd: boolean;
  readonly coverOpen: boolean;
  readonly faults: Readonly<Record<PrinterFault, boolean>>;
}

/** Gravest first. */
const faultsByGravity = ['unrecoverable', 'cutter', 'mechanical', 'overheated', 'offline'] as const;

export function hardwareStatus({ paperOut, nearEnd, coverOpen, faults }: Sensors): HardwareStatus {
  const fault = faultsByGravity.find((each) => faults[each]);
  return {
    paper: paperOut ? 'out' : nearEnd ? 'near-end' : 'ok',
    cover: coverOpen ? 'open' : 'closed',
    ...(fault ? { fault } : {}),
  };
}

export const hasBit = (byte: number, bit: number) => (byte & (1 << bit)) !== 0;
