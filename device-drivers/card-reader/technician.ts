import { verify } from 'node:crypto';
import type { CalendarDate } from '@borne/domain/calendar-date';
import type { DeviceError } from '@borne/domain/device-error';
import { err, ok, type Result } from '@borne/domain/result';
import { exchange, formatSw, SW_OK, type Transmit } from './apdu.ts';
import { cardError } from './card-error.ts';
import { readBinary, selectApplication, stepError } from './card-files.ts';
import type { PinOutcome } from './port.ts';
import { checkCertificate, type TechnicianAuthority } from './technician-certificate.ts';

/** Our own invented application, F0 (proprietary, unregistered: ISO/IEC 7816-4 §12.2.3) + "BORNE" + "TECH". */
const TECHNICIAN = Uint8Array.from([0xf0, ...Buffer.from('BORNETECH', 'latin1')]);
const CERTIFICATE_SFI = 4;
/** The application's own PIN, number 1 (§11.5.6). */
const PIN_REFERENCE = 0x81;
const CHALLENGE_LENGTH = 32;

const VERIFY = { cla: 0x00, ins: 0x20, p1: 0x00, p2: PIN_REFERENCE } as const;
const INTERNAL_AUTHENTICATE = { cla: 0x00, ins: 0x88, p1: 0x00, p2: 0x00 } as const;
const BLOCKED = 0x6983;

export interface TechnicianCheck {
  readonly pin: string;
  readonly authority: TechnicianAuthority;
  readonly today: CalendarDate;
  readonly random: (length: number) => Uint8Array;
}

/** Whether the card answers with our technician's application. */
export async function isTechnicianCard(transmit: Transmit): Promise<Result<boolean, DeviceError>> {
  const selected = await selectApplication(transmit, TECHNICIAN);
  if (selected.ok) return ok(true);
  return 'failure' in selected.error ? err(selected.error.failure) : ok(false);
}

/** VERIFY with no PIN: the card answers with the tries left and uses none (ISO/IEC 7816-4 §11.5.6). */
export async function pinTriesLeft(transmit: Transmit): Promise<Result<number, DeviceError>> {
  const selected = await selectApplication(transmit, TECHNICIAN);
  if (!selected.ok) return err(stepError('SELECT technician', selected.error, 'card-unsupported'));
  const answer = await exchange(transmit, VERIFY);
  if (!answer.ok) return answer;
  const remaining = triesIn(answer.value.sw);
  return remaining === undefined ? unexpected('tries left', answer.value.sw) : ok(remaining);
}

/**
 * Proves that the card is a technician's and that its holder knows the PIN, in an order that costs an honest card
 * nothing and tells a forged one nothing: the certificate first, the PIN only to a card of our authority, then a
 * fresh challenge signed with the key of the certificate, so that a copy of it on another card is refused.
 */
export async function verifyTechnician(
  transmit: Transmit,
  { pin, authority, today, random }: TechnicianCheck,
): Promise<Result<PinOutcome, DeviceError>> {
  if (!/^\d{4,8}$/.test(pin)) {
    return err(cardError('refused', `PIN of ${pin.length} characters: expected 4 to 8 digits`));
  }
  const selected = await selectApplication(transmit, TECHNICIAN);
  if (!selected.ok) return err(stepError('SELECT technician', selected.error, 'card-unsupported'));
  const file = await readBinary(transmit, { sfi: CERTIFICATE_SFI, limit: 2048 });
  if (!file.ok) return err(stepError('certificate', file.error));
  const certificate = checkCertificate(file.value, authority, today);
  if (!certificate.ok) return err(cardError('refused', certificate.error));

  const data = Uint8Array.from(pin, (digit) => digit.charCodeAt(0));
  const verified = await exchange(transmit, { ...VERIFY, data });
  if (!verified.ok) return verified;
  if (verified.value.sw !== SW_OK) {
    const remaining = triesIn(verified.value.sw);
    if (remaining === undefined) return unexpected('VERIFY', verified.value.sw);
    return ok(remaining > 0 ? { pin: 'wrong', remaining } : { pin: 'blocked' });
  }

  const challenge = random(CHALLENGE_LENGTH);
  const signed = await exchange(transmit, { ...INTERNAL_AUTHENTICATE, data: challenge });
  if (!signed.ok) return signed;
  if (signed.value.sw !== SW_OK) return unexpected('INTERNAL AUTHENTICATE', signed.value.sw);
  const key = { key: certificate.value.publicKey, dsaEncoding: 'ieee-p1363' } as const;
  return verify('sha256', challenge, key, signed.value.data)
    ? ok({ pin: 'accepted', technician: certificate.value.technician })
    : err(cardError('refused', 'the card did not sign the challenge with the key of its certificate'));
}

/** `63Cx` or `6983` as a number of tries. */
function triesIn(sw: number): number | undefined {
  if (sw >> 4 === 0x63c) return sw & 0x0f;
  return sw === BLOCKED ? 0 : undefined;
}

const unexpected = (step: string, sw: number) =>
  err(cardError('protocol', `${step}: the card answered ${formatSw(sw)}`));
