import { randomBytes } from 'node:crypto';
import {
  chownSync,
  closeSync,
  fsyncSync,
  mkdirSync,
  openSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname } from 'node:path';

/**
 * Replaces `file`, readable by its owner only, and makes its folder when there is none. Whenever the power is cut, the file is
 * the old one or the new one; of two processes that replace it at once, one comes last. A link is followed, and the owner stays who it was.
 * Throws as `node:fs` does.
 */
export function replaceFile(file: string, content: string | Uint8Array): void {
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  const old = statSync(file, { throwIfNoEntry: false });
  const target = old ? realpathSync(file) : file;
  const next = `${target}.${randomBytes(4).toString('hex')}.new`;
  try {
    writeFileSync(next, content, { mode: 0o600 });
    if (old && old.uid !== process.getuid?.()) chownSync(next, old.uid, old.gid);
    flush(next);
    renameSync(next, target);
  } catch (failed) {
    rmSync(next, { force: true });
    throw failed;
  }
  flush(dirname(target));
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
