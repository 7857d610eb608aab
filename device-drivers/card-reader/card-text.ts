import { err, ok, type Result } from '@borne/domain/result';

/**
 * Text as a card holds it: ISO 8859-1, one to `limit` characters, trailing spaces not counted. Control characters
 * are refused: a name goes on to a screen and a printer. (Not `TextDecoder('latin1')`, which is windows-1252.)
 */
export function readText(bytes: Uint8Array | undefined, limit: number): Result<string, string> {
  if (!bytes) return err('missing');
  if (bytes.some((byte) => (byte & 0x7f) < 0x20 || byte === 0x7f)) return err('control character');
  const text = String.fromCharCode(...bytes.subarray(0, limit + 1)).trimEnd();
  if (text.length === 0) return err('empty');
  return bytes.length <= limit ? ok(text) : err(`${bytes.length} characters: expected at most ${limit}`);
}
