import { err, ok, type Result } from '@borne/domain/result';
import type { EpochMilliseconds } from '@borne/domain/time';
import { decodeBase45, encodeBase45 } from './base45.ts';
import { decodeHeader, encodeHeader, HEADER_LENGTH, type SealHeader } from './header.ts';
import type { Manifest, SealValue } from './manifest.ts';
import { encodePayload } from './payload.ts';

/** Issuing agency, country identification and format of what follows: a 2D-Doc of ISO 22376. In clear before the Base45. */
export const PREFIX = 'KFRMI6';

/** r and s of ECDSA on P-256, 32 bytes each. */
const SIGNATURE_LENGTH = 64;

/** What the largest QR code holds, in characters of its alphanumeric mode (version 40, correction L). */
const LONGEST_TEXT = 4296;

/** A key that seals, and the name by which its certificate is found. The key itself stays where it is. */
export interface Sealer {
  readonly authority: string;
  readonly certificate: string;
  /** 64 bytes, r then s: ECDSA on P-256 over SHA-256(header ‖ SHA-256(payload)). */
  readonly sign: (header: Uint8Array, payload: Uint8Array) => Uint8Array;
}

/** Seals `values` and returns the text that the document's 2D code says. Throws when they do not fit the manifest. */
export function sealedText(
  manifest: Manifest,
  values: readonly SealValue[],
  sealer: Sealer,
  sealedAt: EpochMilliseconds,
): string {
  const payload = encodePayload(manifest, values);
  const { authority, certificate } = sealer;
  const header = encodeHeader({
    authority,
    certificate,
    manifest: manifest.id,
    sealedAt,
    payloadLength: payload.length,
  });
  const signature = sealer.sign(header, payload);
  const bytes = new Uint8Array(header.length + payload.length + signature.length);
  bytes.set(header);
  bytes.set(payload, header.length);
  bytes.set(signature, header.length + payload.length);
  return PREFIX + encodeBase45(bytes);
}

/** A seal taken apart; nothing of it is proven yet, and its payload was not looked into. */
export interface Seal {
  readonly header: SealHeader;
  /** Header and payload as they were signed. */
  readonly signed: { readonly header: Uint8Array; readonly payload: Uint8Array };
  readonly signature: Uint8Array;
}

/** Why a text is no seal. `foreign`: it is something else altogether. `damaged`: it began as one. */
export interface NoSealInText {
  readonly found: 'foreign' | 'damaged';
  readonly detail: string;
}

/**
 * Takes apart what a 2D code said, or what a person pasted: line ends, and spaces around it, are ignored. Spaces within are part of
 * it; Base45 ends with none, whose last digit is never that great.
 */
export function readSealedText(given: string): Result<Seal, NoSealInText> {
  const text = given.replaceAll(/[\r\n\t]/g, '').trim();
  if (!text.startsWith(PREFIX))
    return err({ found: 'foreign', detail: `the text does not begin with ${PREFIX}` });
  if (text.length > LONGEST_TEXT)
    return err({ found: 'damaged', detail: `longer than any code: ${text.length} characters` });
  const bytes = decodeBase45(text.slice(PREFIX.length));
  const seal = bytes.ok ? takeApart(bytes.value) : bytes;
  return seal.ok ? seal : err({ found: 'damaged', detail: seal.error });
}

function takeApart(bytes: Uint8Array): Result<Seal, string> {
  const header = decodeHeader(bytes);
  if (!header.ok) return header;
  const expected = HEADER_LENGTH + header.value.payloadLength + SIGNATURE_LENGTH;
  if (bytes.length !== expected) return err(`${bytes.length} bytes, where the header announces ${expected}`);
  const end = HEADER_LENGTH + header.value.payloadLength;
  return ok({
    header: header.value,
    signed: { header: bytes.subarray(0, HEADER_LENGTH), payload: bytes.subarray(HEADER_LENGTH, end) },
    signature: bytes.subarray(end),
  });
}
