import type { DeviceError, DeviceErrorCode } from '@borne/domain/device-error';
import type { HardwareStatus } from './status.ts';

const retryable: ReadonlySet<DeviceErrorCode> = new Set(['disconnected', 'timeout']);

export function printerError(code: DeviceErrorCode, detail: string, cause?: unknown): DeviceError {
  return {
    device: 'receipt-printer',
    code,
    retryable: retryable.has(code),
    detail,
    ...(cause ? { cause } : {}),
  };
}

/** What keeps a printer in this state from starting a job, if anything does. */
export function obstacle({ paper, cover, fault }: HardwareStatus): DeviceError | undefined {
  if (fault === 'cutter') return printerError('cutter', 'the printer reports an error of its cutter');
  if (fault === 'mechanical') return printerError('mechanical', 'the printer reports a mechanical error');
  if (cover === 'open') return printerError('cover-open', 'the cover of the printer is open');
  if (paper === 'out') return printerError('paper-out', 'the printer has no paper');
  return undefined;
}
