import type { DeviceError } from '@borne/domain/device-error';
import { err, ok, type Result } from '@borne/domain/result';
import { cardError } from './card-error.ts';

/** A short command APDU (ISO/IEC 7816-3 §12.1), with either data or an expected length: T=0 has no case 4. */
export interface CommandApdu {
  readonly cla: number;
  readonly ins: number;
  readonly p1: number;
  readonly p2: number;
  /** Up to 255 bytes. */
  readonly data?: Uint8Array;
  /** Expected length, 1 to 256. Left out with no data: P3 = 0, which is case 1 over T=0. */
  readonly le?: number;
}

export interface ResponseApdu {
  readonly data: Uint8Array;
  /** SW1 SW2 as one number. */
  readonly sw: number;
}

/** Sends one APDU and returns the raw answer, data ‖ SW1 SW2. */
export type Transmit = (command: Uint8Array) => Promise<Result<Uint8Array, DeviceError>>;

export const SW_OK = 0x9000;

/** The status word as technicians read it: `6A82`. */
export const formatSw = (sw: number): string => sw.toString(16).toUpperCase().padStart(4, '0');

const GET_RESPONSE = 0xc0;
/** GET RESPONSE belongs to the transport: class 00 on the command's logical channel, never secured. */
const CHANNEL = 0x03;
/** Enough for 16 KiB; a card that always has "more to say" must not hold the kiosk. */
const MAX_GET_RESPONSE = 64;

export function encodeApdu({ cla, ins, p1, p2, data, le }: CommandApdu): Uint8Array {
  const header = [cla, ins, p1, p2];
  if (data?.length) return Uint8Array.from([...header, data.length, ...data]);
  return Uint8Array.from([...header, (le ?? 0) & 0xff]);
}

/**
 * Sends a command and follows ISO/IEC 7816-4 §5.3.4 until the card has answered in full: `61xx` is collected with GET
 * RESPONSE, `6Cxx` to a command without data is asked again once with the length the card gave; a command with data is
 * never sent twice. Any other status is returned to the caller.
 */
export async function exchange(
  transmit: Transmit,
  command: CommandApdu,
): Promise<Result<ResponseApdu, DeviceError>> {
  const collected: Uint8Array[] = [];
  let answer = await exchangeOnce(transmit, command);
  for (let round = 0; answer.ok && answer.value.sw >> 8 === 0x61; round += 1) {
    if (round === MAX_GET_RESPONSE) {
      return err(cardError('protocol', `more than ${MAX_GET_RESPONSE} GET RESPONSE for one command`));
    }
    collected.push(answer.value.data);
    const le = answer.value.sw & 0xff || 256;
    answer = await exchangeOnce(transmit, {
      cla: command.cla & CHANNEL,
      ins: GET_RESPONSE,
      p1: 0,
      p2: 0,
      le,
    });
  }
  if (!answer.ok || collected.length === 0) return answer;
  return ok({ data: concatenate([...collected, answer.value.data]), sw: answer.value.sw });
}

async function exchangeOnce(transmit: Transmit, command: CommandApdu) {
  const first = await sendOnce(transmit, command);
  if (!first.ok || first.value.sw >> 8 !== 0x6c || command.data?.length) return first;
  return sendOnce(transmit, { ...command, le: first.value.sw & 0xff || 256 });
}

/** Sends a command once and returns what the card answers as it is, `61xx` and `6Cxx` included. */
export async function sendOnce(
  transmit: Transmit,
  command: CommandApdu,
): Promise<Result<ResponseApdu, DeviceError>> {
  const answer = await transmit(encodeApdu(command));
  if (!answer.ok) return answer;
  const { length } = answer.value;
  if (length < 2 || length > 258) {
    return err(cardError('protocol', `answer of ${length} bytes: expected 2 to 258`));
  }
  return ok({
    data: answer.value.subarray(0, length - 2),
    sw: ((answer.value[length - 2] ?? 0) << 8) | (answer.value[length - 1] ?? 0),
  });
}

export function concatenate(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let offset = 0;
  for (const part of parts) {
    whole.set(part, offset);
    offset += part.length;
  }
  return whole;
}
