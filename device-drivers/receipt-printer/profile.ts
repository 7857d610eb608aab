import type { PaperFormat } from '@borne/domain/paper-format';
import type { ConfirmationMethod } from './confirmation.ts';
import type { StatusDialectName } from './status-dialect.ts';

/** How well a value is known, and from where. What was not measured here is to be tried on the real printer. */
export interface Evidence {
  readonly source: string;
  /** `high`: the maker's own documents, or measured; `medium`: a sibling's, or somebody else's driver; `low`: assumed. */
  readonly confidence: 'high' | 'medium' | 'low';
}

export interface UsbId {
  readonly vendorId: number;
  readonly productId: number;
}

/** How a sheet ends, and how paper of which nobody knows what it bears is got rid of. */
export type SheetEnd =
  | { readonly kind: 'cut'; readonly commands: Uint8Array }
  /** No cutter: fed past the bar, where a hand tears it off. */
  | { readonly kind: 'tear'; readonly commands: Uint8Array }
  /** Cut, then held out in the printer's mouth until somebody takes it. */
  | {
      readonly kind: 'present';
      readonly commands: Uint8Array;
      /** Cuts, and takes back in what must not come out. */
      readonly discard: Uint8Array;
      /** Takes a ticket that nobody took back in. */
      readonly retract: Uint8Array;
    };

/** What one model of printer is and obeys. */
export interface PrinterFacts {
  readonly format: PaperFormat;
  /** Dots of one character of Font A. */
  readonly fontA: { readonly width: number; readonly height: number };
  /** `ESC t n` for Windows-1252, the only common table with both `œ` and `’`. */
  readonly windows1252Table: number;
  readonly status: StatusDialectName;
  readonly confirmation: ConfirmationMethod;
  /**
   * Whether `DLE DC4 8` empties its buffers. One that lacks it is sent as many NUL, after each loss of the link, as a
   * command that was cut short may still be waiting for.
   */
  readonly clearsBuffers: boolean;
  /** Whether `DLE ENQ 2` ends a recoverable error; otherwise a hand does, by the cover. */
  readonly recovers: boolean;
  readonly sheetEnd: SheetEnd;
  /** Empty: told apart from other devices by the USB printer class alone. */
  readonly usb: readonly UsbId[];
}

/** A model of receipt printer as data, each value with where it comes from. */
export interface PrinterProfile extends PrinterFacts {
  /** Maker and model, for people. */
  readonly model: string;
  readonly evidence: { readonly [Fact in keyof PrinterFacts]: Evidence };
}
