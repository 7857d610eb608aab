/** The devices a driver stands for. */
export type Device = 'card-reader' | 'receipt-printer' | 'central-api';

/**
 * What went wrong, in words that a screen, a log and a test can share. One taxonomy for all devices:
 * a code is added here when a caller must act differently on it, and not otherwise.
 */
export type DeviceErrorCode =
  /** The device is not there: unplugged, powered off, service stopped. */
  | 'disconnected'
  /** It did not answer in the time its command allows. */
  | 'timeout'
  /** The caller gave up before the device answered. */
  | 'cancelled'
  /** It answered what its protocol does not allow. */
  | 'protocol'
  /** It understood and refused. */
  | 'refused'
  /** The card left the reader, or another one took its place. */
  | 'card-removed'
  /** The card is there and does not answer to reset: dirty, upside down, dead. */
  | 'card-mute'
  /** The card is not of the kind the command needs. */
  | 'card-unsupported'
  | 'paper-out'
  | 'cover-open'
  | 'cutter'
  /** The printer reports an error that only a person at the machine can clear. */
  | 'mechanical'
  /** The printer is too hot; it goes on by itself. */
  | 'overheated'
  /** The printer is held offline, by its feed button for one; it goes on by itself. */
  | 'offline'
  /** Everything was handed over, on a cable that carries nothing back. */
  | 'unconfirmed'
  /** The network or the centre cannot be reached. */
  | 'unreachable'
  /** The centre does not know what was asked for. */
  | 'not-found';

/** An expected failure of a device. It never crosses a room as an exception. */
export interface DeviceError {
  readonly device: Device;
  readonly code: DeviceErrorCode;
  /** Whether the same command may succeed later without anybody doing anything. */
  readonly retryable: boolean;
  /** What was expected and what came, for a technician. Holds no personal data. */
  readonly detail: string;
  /** The raw cause, kept for a debugger; never logged. */
  readonly cause?: unknown;
}
