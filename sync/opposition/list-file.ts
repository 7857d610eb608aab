import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { err, ok, type Result } from '@borne/domain/result';
import { replaceFile } from '../replace-file.ts';

/** Of what is kept and what is sent, in hex: the list's ETag. */
export const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

const DIGEST = 32;

/** Reads what `keepList` kept; nothing when there is no file, or one that a fault of the disk changed. */
export function readList(file: string): Uint8Array | undefined {
  let content: Uint8Array;
  try {
    content = readFileSync(file);
  } catch {
    return undefined;
  }
  const list = content.subarray(DIGEST);
  return sha256(list) === Buffer.from(content.subarray(0, DIGEST)).toString('hex') ? list : undefined;
}

/**
 * Replaces `file` by `list` and its digest. Whenever the power is cut, the file is the old one or the new one. The error
 * says why the disk refused.
 */
export function keepList(file: string, list: Uint8Array): Result<void, string> {
  try {
    replaceFile(file, Buffer.concat([Buffer.from(sha256(list), 'hex'), list]));
    return ok(undefined);
  } catch (cause) {
    return err(cause instanceof Error && 'code' in cause ? String(cause.code) : 'the disk refused');
  }
}
