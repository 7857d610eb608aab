import type { DeviceError } from '@borne/domain/device-error';
import type { Result } from '@borne/domain/result';
import type { CardSerial, RightsStatement } from '@borne/domain/rights';

/** What the machines ask of the centre while a person waits. */
export interface CentralPort {
  /**
   * The rights behind a card, as the caisse knows them today. Fails with `unreachable` (no network, centre down or
   * answering nonsense), `timeout`, `refused` (this kiosk is not welcome) or `not-found` (no such card).
   */
  rightsOf(serial: CardSerial, signal?: AbortSignal): Promise<Result<RightsStatement, DeviceError>>;
}
