import { closeSync, fsyncSync, mkdirSync, openSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

/**
 * Replaces `file`, readable by its owner only, and makes its folder when there is none. Whenever the power is cut, the file is
 * the old one or the new one. Throws as `node:fs` does.
 */
export function replaceFile(file: string, content: string | Uint8Array): void {
  const next = `${file}.new`;
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  writeFileSync(next, content, { mode: 0o600 });
  flush(next);
  renameSync(next, file);
  flush(dirname(file));
}

/** A file's bytes, or a folder's names. */
function flush(path: string): void {
  const descriptor = openSync(path, 'r');
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}
