import type { DeviceError } from '@borne/domain/device-error';
import { err, ok, type Result } from '@borne/domain/result';
import type { Transmit } from './apdu.ts';
import { selectApplication } from './card-files.ts';
import type { CardKind } from './port.ts';
import { isTechnicianCard } from './technician.ts';

/** Directory of payment applications of a contact card (EMV Book 1 §12.2.3). */
const PAYMENT_SYSTEM = Uint8Array.from(Buffer.from('1PAY.SYS.DDF01', 'latin1'));

/** Tells apart the cards whose ATR is not listed, by the application they answer with. */
export async function identifyByApplication(transmit: Transmit): Promise<Result<CardKind, DeviceError>> {
  const technician = await isTechnicianCard(transmit);
  if (!technician.ok) return technician;
  if (technician.value) return ok('technician');
  const payment = await selectApplication(transmit, PAYMENT_SYSTEM);
  if (payment.ok) return ok('bank');
  return 'failure' in payment.error ? err(payment.error.failure) : ok('unknown');
}
