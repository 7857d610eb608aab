import type { DeviceError } from '@borne/domain/device-error';
import { err, ok, type Result } from '@borne/domain/result';
import { type CommandApdu, concatenate, exchange, formatSw, SW_OK, sendOnce, type Transmit } from './apdu.ts';
import { cardError } from './card-error.ts';
import { holdsAllTlv } from './tlv.ts';

/** What a card answers to a command it understood and will not carry out: ISO/IEC 7816-4 §5.6. */
export type CardRefusal = { readonly sw: number };

/** A step of a dialogue: done, refused by the card with a status word, or failed below the card. */
export type FileResult<T> = Result<T, { readonly refusal: CardRefusal } | { readonly failure: DeviceError }>;

const CHUNK = 256;
/** READ BINARY without SFI has 15 bits of offset. */
const MAX_FILE = 0x8000;
const END_OF_FILE_BEFORE_LE = 0x6282;
const WRONG_OFFSET = 0x6b00;
const DESCRIBED = 0x61;

const SELECT = { cla: 0x00, ins: 0xa4, p2: 0x00 } as const;

/** SELECT by application identifier (§11.2.2, P1 = 04). */
export const selectApplication = (transmit: Transmit, aid: Uint8Array): Promise<FileResult<void>> =>
  select(transmit, { ...SELECT, p1: 0x04, data: aid });

/** SELECT the master file 3F00. */
export const selectMasterFile = (transmit: Transmit): Promise<FileResult<void>> =>
  select(transmit, { ...SELECT, p1: 0x00, data: fileIdentifier(0x3f00) });

/** SELECT an elementary file under the current DF (P1 = 02). */
export const selectFile = (transmit: Transmit, id: number): Promise<FileResult<void>> =>
  select(transmit, { ...SELECT, p1: 0x02, data: fileIdentifier(id) });

/** `61xx` announces a description of what was selected (§5.3.4), which nobody reads: it is not collected. */
async function select(transmit: Transmit, command: CommandApdu): Promise<FileResult<void>> {
  const answer = await sendOnce(transmit, command);
  if (!answer.ok) return err({ failure: answer.error });
  const { sw } = answer.value;
  return sw === SW_OK || sw >> 8 === DESCRIBED ? ok(undefined) : err({ refusal: { sw } });
}

/**
 * Reads the data objects of an elementary file with READ BINARY (§11.3.3), 256 bytes at a time: of the one named by
 * `sfi` in the current DF, or of the one already selected. Stops at the padding after the last object (an APDU costs
 * tens of milliseconds, and files are mostly padding). More than `limit` bytes is a `protocol` failure.
 */
export async function readBinary(
  transmit: Transmit,
  { sfi, limit = 4096 }: { readonly sfi?: number; readonly limit?: number } = {},
): Promise<FileResult<Uint8Array>> {
  let content: Uint8Array = new Uint8Array();
  while (content.length < Math.min(limit, MAX_FILE)) {
    const offset = content.length;
    const [p1, p2] = offset === 0 && sfi !== undefined ? [0x80 | sfi, 0] : [offset >> 8, offset & 0xff];
    const answer = await exchange(transmit, { cla: 0x00, ins: 0xb0, p1, p2, le: CHUNK });
    if (!answer.ok) return err({ failure: answer.error });
    const { data, sw } = answer.value;
    if (sw === WRONG_OFFSET && offset > 0) return ok(content);
    if (sw !== SW_OK && sw !== END_OF_FILE_BEFORE_LE) return err({ refusal: { sw } });
    content = concatenate([content, data]);
    if (sw === END_OF_FILE_BEFORE_LE || data.length === 0 || holdsAllTlv(content)) return ok(content);
  }
  return err({ failure: cardError('protocol', `file longer than ${limit} bytes`) });
}

/** The error of a step that had to succeed. `code` is what a refusal by the card means for the caller. */
export function stepError(
  step: string,
  error: { readonly refusal: CardRefusal } | { readonly failure: DeviceError },
  code: 'refused' | 'card-unsupported' = 'refused',
): DeviceError {
  if ('failure' in error) return { ...error.failure, detail: `${step}: ${error.failure.detail}` };
  return cardError(code, `${step}: the card answered ${formatSw(error.refusal.sw)}`);
}

const fileIdentifier = (id: number) => Uint8Array.of(id >> 8, id & 0xff);
