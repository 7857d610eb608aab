import type { DeviceError } from '@borne/domain/device-error';
import type { Result } from '@borne/domain/result';

/**
 * The seam under the receipt-printer driver: bytes both ways. In-process, TCP 9100 and character devices
 * (usblp, pty) implement it; the driver is the same on all.
 */
export interface PrinterTransport {
  /** Opens the link. `disconnected` when nothing is there; the driver tries again. */
  open(listener: PrinterLinkListener): Promise<Result<PrinterLink, DeviceError>>;
}

export interface PrinterLinkListener {
  /** Bytes the printer sent, unsolicited ones included, in order. */
  readonly received: (bytes: Uint8Array) => void;
  /** The link is gone: called once, after which it is dead. */
  readonly lost: (cause: DeviceError) => void;
}

export interface PrinterLink {
  /** True when nothing ever comes back on this link: what is written on it can be hoped for, never confirmed. */
  readonly writeOnly?: boolean;
  /**
   * Hands `bytes` to the printer; resolves when the link has accepted all of them, which may take as long as
   * the printer is busy or out of paper. A failure may come after part of them left.
   */
  write(bytes: Uint8Array): Promise<Result<void, DeviceError>>;
  close(): Promise<void>;
}
