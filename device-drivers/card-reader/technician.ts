import { type KeyObject, verify } from 'node:crypto';
import type { CalendarDate } from '@borne/domain/calendar-date';
import type { DeviceError } from '@borne/domain/device-error';
import { err, ok, type Result } from '@borne/domain/result';
import { concatenate, exchange, formatSw, SW_OK, type Transmit } from './apdu.ts';
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
const INTERNAL_AUTHENTICATE = { cla: 0x00, ins: 0x88, p1: 0x00 } as const;
/** What the card puts before the challenge it signs, so that a signature of one use is worth nothing for the other. */
const CARD_AUTHENTICATION = {
  name: 'card authentication',
  p2: 0x81,
  label: 'BORNE TECHNICIAN CARD',
} as const;
const PIN_PROOF = { name: 'PIN proof', p2: 0x82, label: 'BORNE TECHNICIAN PIN' } as const;
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
 * nothing and tells a forged one nothing: the certificate, a fresh challenge that the card signs without a PIN, the PIN
 * only to a card that so proved its key, then another challenge that it signs once the PIN was right.
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
  const { publicKey, technician } = certificate.value;
  const authentic = await challenge(transmit, CARD_AUTHENTICATION, publicKey, random);
  if (!authentic.ok) return authentic;

  const data = Uint8Array.from(pin, (digit) => digit.charCodeAt(0));
  const verified = await exchange(transmit, { ...VERIFY, data });
  if (!verified.ok) return verified;
  if (verified.value.sw !== SW_OK) {
    const remaining = triesIn(verified.value.sw);
    if (remaining === undefined) return unexpected('VERIFY', verified.value.sw);
    return ok(remaining > 0 ? { pin: 'wrong', remaining } : { pin: 'blocked' });
  }

  const proven = await challenge(transmit, PIN_PROOF, publicKey, random);
  return proven.ok ? ok({ pin: 'accepted', technician }) : proven;
}

/** INTERNAL AUTHENTICATE (§11.5.2): the card signs `label` and fresh random bytes with the key of its certificate. */
async function challenge(
  transmit: Transmit,
  { name, p2, label }: typeof CARD_AUTHENTICATION | typeof PIN_PROOF,
  publicKey: KeyObject,
  random: TechnicianCheck['random'],
): Promise<Result<void, DeviceError>> {
  const data = random(CHALLENGE_LENGTH);
  const signed = await exchange(transmit, { ...INTERNAL_AUTHENTICATE, p2, data });
  if (!signed.ok) return signed;
  if (signed.value.sw !== SW_OK) {
    return err(cardError('refused', `${name}: the card answered ${formatSw(signed.value.sw)}`));
  }
  const message = concatenate([Buffer.from(label, 'latin1'), data]);
  return verify('sha256', message, { key: publicKey, dsaEncoding: 'ieee-p1363' }, signed.value.data)
    ? ok(undefined)
    : err(cardError('refused', `${name}: not signed with the key of the certificate`));
}

/** `63Cx` or `6983` as a number of tries. */
function triesIn(sw: number): number | undefined {
  if (sw >> 4 === 0x63c) return sw & 0x0f;
  return sw === BLOCKED ? 0 : undefined;
}

const unexpected = (step: string, sw: number) =>
  err(cardError('protocol', `${step}: the card answered ${formatSw(sw)}`));
