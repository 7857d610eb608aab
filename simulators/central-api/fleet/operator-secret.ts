import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

/** The operators' secret in `file`; made, readable by its owner only, when there is none. Throws when the file holds something too short. */
export function openOperatorSecret(file: string): string {
  if (!existsSync(file)) {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, `${randomBytes(32).toString('base64url')}\n`, { mode: 0o600, flush: true });
  }
  const secret = readFileSync(file, 'utf8').trim();
  if (!/^\S{16,}$/.test(secret))
    throw new Error(`${file}: expected a secret of at least 16 characters, without spaces`);
  return secret;
}
