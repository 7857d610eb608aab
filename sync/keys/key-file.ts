import { createPrivateKey, type KeyObject } from 'node:crypto';
import { readFileSync, renameSync, statSync } from 'node:fs';
import { err, ok, type Result } from '@borne/domain/result';
import { replaceFile } from '../replace-file.ts';
import { setAsideName } from '../set-aside-name.ts';
import { newP256Key } from './new-key.ts';

/** The kiosk's key, and what had to be done to have it. */
export interface OpenedKey {
  readonly key: KeyObject;
  /** True when there was none and it was made just now. */
  readonly made: boolean;
  /** Where a file that held no such key was moved, to be looked at: nothing is thrown away. */
  readonly setAside?: string;
}

/**
 * The P-256 key in `file` (PKCS#8, PEM, readable by its owner only), made when there is no such file. A file that can be read and
 * holds no such key is set aside and replaced. The error, for a technician, tells of a disk that refuses and of a file that
 * others can read: its key may be anybody's, and only a person can judge.
 */
export function openKey(file: string, now: number): Result<OpenedKey, string> {
  try {
    const found = statSync(file, { throwIfNoEntry: false });
    if (!found) return ok({ key: makeKey(file), made: true });
    if ((found.mode & 0o077) !== 0)
      return err(
        `${file} can be read by others: remove it, and have its certificate revoked, or chmod 600 it`,
      );
    const key = readKey(readFileSync(file, 'utf8'));
    if (key) return ok({ key, made: false });
    const setAside = setAsideName(file, now);
    renameSync(file, setAside);
    return ok({ key: makeKey(file), made: true, setAside });
  } catch (cause) {
    return err(
      `${file}: ${cause instanceof Error && 'code' in cause ? String(cause.code) : 'the disk refused'}`,
    );
  }
}

function readKey(pem: string): KeyObject | undefined {
  try {
    const key = createPrivateKey(pem);
    return key.asymmetricKeyDetails?.namedCurve === 'prime256v1' ? key : undefined;
  } catch {
    return undefined;
  }
}

/** The key is on disk, whole, before anything is done with it. */
function makeKey(file: string): KeyObject {
  const key = newP256Key();
  replaceFile(file, key.export({ type: 'pkcs8', format: 'pem' }).toString());
  return key;
}
