import type { DeviceError, DeviceErrorCode } from '@borne/domain/device-error';
import type { HardwareStatus } from './status.ts';

const retryable: ReadonlySet<DeviceErrorCode> = new Set(['disconnected', 'timeout', 'overheated', 'offline']);

export function printerError(code: DeviceErrorCode, detail: string, cause?: unknown): DeviceError {
  return {
    device: 'receipt-printer',
    code,
    retryable: retryable.has(code),
    detail,
    ...(cause ? { cause } : {}),
  };
}

const faults = {
  unrecoverable: printerError('mechanical', 'the printer reports an error that it cannot recover from'),
  cutter: printerError('cutter', 'the printer reports an error of its cutter'),
  mechanical: printerError('mechanical', 'the printer reports a mechanical error'),
  overheated: printerError('overheated', 'the head of the printer is too hot'),
  offline: printerError('offline', 'the printer is offline'),
} as const;

/** What keeps a printer in this state from printing, if anything does; what a person has to do comes first. */
export function obstacle({ paper, cover, fault }: HardwareStatus): DeviceError | undefined {
  if (fault && !passes(fault)) return faults[fault];
  if (cover === 'open') return printerError('cover-open', 'the cover of the printer is open');
  if (paper === 'out') return printerError('paper-out', 'the printer has no paper');
  return fault && faults[fault];
}

/** Whether a printer in the middle of a job goes on with it once this is over; from the others it does not. */
export const passes = (fault: NonNullable<HardwareStatus['fault']>) =>
  fault === 'overheated' || fault === 'offline';
