import type { DeviceError, DeviceErrorCode } from '@borne/domain/device-error';

/** Failures that may pass without anybody doing anything: the driver looks at the hardware again by itself. */
const passing: ReadonlySet<DeviceErrorCode> = new Set(['timeout', 'disconnected']);

/** A failure of the card reader. `detail` says what was expected and what came, and holds no personal data. */
export function cardError(code: DeviceErrorCode, detail: string, cause?: unknown): DeviceError {
  return { device: 'card-reader', code, retryable: passing.has(code), detail, cause };
}
