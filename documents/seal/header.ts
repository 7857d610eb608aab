import { err, ok, type Result } from '@borne/domain/result';
import { type EpochMilliseconds, epochMilliseconds } from '@borne/domain/time';
import { decodeC40, encodeC40 } from './c40.ts';

/** Bytes of the header of a 2D-Doc version 2 (ISO 22376). */
export const HEADER_LENGTH = 19;
const MARK = 0xde;
const VERSION = 0x03;
/** Issuing agency code of the identifiers, as in the prefix of the text. */
const AGENCY = 'KFR';
const FILLER = '0';

/** Whether an authority can be asked about it: a forged header may hold spaces. */
export const isSealId = (id: string): boolean => /^[0-9A-Z]{4}$/.test(id);

/** Who sealed, when, and which kind of document. Covered by the signature. */
export interface SealHeader {
  /** Identifier of the certification authority: four capitals or digits. */
  readonly authority: string;
  /** Identifier of the signing certificate under that authority: four capitals or digits. */
  readonly certificate: string;
  /** Identifier of the manifest, which says what the payload's values mean: six hexadecimal digits. */
  readonly manifest: string;
  /** To the second. */
  readonly sealedAt: EpochMilliseconds;
  /** Bytes of the payload. */
  readonly payloadLength: number;
}

/** The 19 bytes: mark, version, identifiers in C40, manifest, Unix time and length, big-endian. Throws on values out of range. */
export function encodeHeader(header: SealHeader): Uint8Array {
  const { authority, certificate, manifest, sealedAt, payloadLength } = header;
  if (![authority, certificate].every(isSealId) || !/^[0-9A-F]{6}$/.test(manifest))
    throw new RangeError(`"${authority}", "${certificate}" or "${manifest}" is not an identifier of a seal`);
  if (payloadLength > 0xffff) throw new RangeError(`a payload of ${payloadLength} bytes: at most 65535 fit`);
  const bytes = new Uint8Array(HEADER_LENGTH);
  const view = new DataView(bytes.buffer);
  bytes.set([MARK, VERSION]);
  bytes.set(encodeC40(`${AGENCY}${authority}${certificate}${FILLER}`), 2);
  for (let place = 0; place < 3; place += 1)
    bytes[10 + place] = Number.parseInt(manifest.slice(place * 2, place * 2 + 2), 16);
  view.setUint32(13, Math.floor(sealedAt / 1000));
  view.setUint16(17, payloadLength);
  return bytes;
}

/** Reads a header. The error says why these bytes are not the header of a 2D-Doc version 2. */
export function decodeHeader(bytes: Uint8Array): Result<SealHeader, string> {
  if (bytes.length < HEADER_LENGTH) return err(`${bytes.length} bytes: a header has ${HEADER_LENGTH}`);
  if (bytes[0] !== MARK || bytes[1] !== VERSION) return err('the bytes do not begin as a 2D-Doc version 2');
  const signatory = decodeC40(bytes.subarray(2, 10));
  if (!signatory.ok) return err(`signatory: ${signatory.error}`);
  const view = new DataView(bytes.buffer, bytes.byteOffset, HEADER_LENGTH);
  return ok({
    authority: signatory.value.slice(3, 7),
    certificate: signatory.value.slice(7, 11),
    manifest: [...bytes.subarray(10, 13)]
      .map((byte) => byte.toString(16).padStart(2, '0'))
      .join('')
      .toUpperCase(),
    sealedAt: epochMilliseconds(view.getUint32(13) * 1000),
    payloadLength: view.getUint16(17),
  });
}
