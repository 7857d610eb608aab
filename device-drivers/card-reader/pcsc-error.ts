import type { DeviceError, DeviceErrorCode } from '@borne/domain/device-error';
import { cardError } from './card-error.ts';

/** PC/SC result codes (pcsclite.h) by what they mean to us. */
const meanings: Readonly<Record<string, DeviceErrorCode>> = {
  '80100069': 'card-removed', // SCARD_W_REMOVED_CARD
  '8010000c': 'card-removed', // SCARD_E_NO_SMARTCARD
  '80100066': 'card-mute', // SCARD_W_UNRESPONSIVE_CARD
  '80100067': 'card-mute', // SCARD_W_UNPOWERED_CARD
  '80100065': 'card-mute', // SCARD_W_UNSUPPORTED_CARD: an ATR that makes no sense
  '8010000f': 'card-mute', // SCARD_E_PROTO_MISMATCH: an ATR that promises no protocol
  '8010000a': 'timeout', // SCARD_E_TIMEOUT
  '8010000b': 'refused', // SCARD_E_SHARING_VIOLATION: another program holds the card
  '80100003': 'disconnected', // SCARD_E_INVALID_HANDLE
  '80100009': 'disconnected', // SCARD_E_UNKNOWN_READER
  '80100017': 'disconnected', // SCARD_E_READER_UNAVAILABLE
  '8010001d': 'disconnected', // SCARD_E_NO_SERVICE
  '8010001e': 'disconnected', // SCARD_E_SERVICE_STOPPED
  '80100013': 'disconnected', // SCARD_F_COMM_ERROR: the service died under the call
};

/**
 * An error of npm `pcsclite`, which carries its code in its message only: `SCardTransmit error: … (0x80100016)`.
 * A code not listed is a failure of the link to the card: `protocol`.
 */
export function fromPcscError(cause: Error): DeviceError {
  const code = /\(0x([0-9a-f]+)\)/i.exec(cause.message)?.[1]?.toLowerCase().slice(-8);
  return cardError((code && meanings[code]) || 'protocol', cause.message, cause);
}
