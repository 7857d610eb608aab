import type { DeviceError } from '@borne/domain/device-error';
import type { Result } from '@borne/domain/result';

/**
 * The seam under the card-reader driver: what a PC/SC service offers, and no more. The real one is pcscd
 * through npm `pcsclite`; the simulated one is an in-process reader. Everything above runs the same on both.
 */
export interface CardReaderTransport {
  /** Starts reporting. Readers and cards already there are reported at once. Called once. */
  open(listener: (event: TransportEvent) => void): void;
  /** Opens the card in `reader`; fails with `card-removed`, `card-mute`, `disconnected` or `timeout`. */
  connect(reader: string): Promise<Result<CardConnection, DeviceError>>;
  /** Stops reporting and releases everything. May be called twice. */
  close(): Promise<void>;
}

export type TransportEvent =
  /** `atr` is that of the card already in, empty when it stays mute; left out when there is no card. */
  | { readonly kind: 'reader-attached'; readonly reader: string; readonly atr?: Uint8Array }
  | { readonly kind: 'reader-detached'; readonly reader: string }
  /** `atr` is empty when the card does not answer to reset. */
  | { readonly kind: 'card-present'; readonly reader: string; readonly atr: Uint8Array }
  | { readonly kind: 'card-absent'; readonly reader: string }
  /** The service itself (pcscd) went away; readers are reported again when it is back. */
  | { readonly kind: 'service-lost'; readonly cause: unknown };

/** A powered card. Commands are sent one at a time by the driver's queue. */
export interface CardConnection {
  /** Sends one command APDU, returns the whole response (data ‖ SW1 SW2), `61xx` and `6Cxx` not interpreted. */
  transmit(command: Uint8Array): Promise<Result<Uint8Array, DeviceError>>;
  /** Resets the card, so that no security status outlives the visit. */
  disconnect(): Promise<void>;
}
