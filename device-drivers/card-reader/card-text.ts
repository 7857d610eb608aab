import { err, ok, type Result } from '@borne/domain/result';

const SOFT_HYPHEN = 0xad;

/**
 * Text as a card holds it: ISO 8859-1, one to `limit` characters, trailing spaces not counted. Control characters
 * and soft hyphens, which show as nothing, are refused: a name goes on to a screen and a printer. (Not `TextDecoder('latin1')`, which is windows-1252.)
 */
export function readText(bytes: Uint8Array | undefined, limit: number): Result<string, string> {
  if (!bytes) return err('missing');
  if (bytes.some((byte) => (byte & 0x7f) < 0x20 || byte === 0x7f)) return err('control character');
  if (bytes.includes(SOFT_HYPHEN)) return err('soft hyphen');
  const text = String.fromCharCode(...bytes.subarray(0, limit + 1)).trimEnd();
  if (text.length === 0) return err('empty');
  return bytes.length <= limit ? ok(text) : err(`${bytes.length} characters: expected at most ${limit}`);
}
