import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Whether ZBar (Debian's zbar-tools), which knows nothing of us, is there to read codes back. */
export const zbarIsThere = (): boolean => !spawnSync('zbarimg', ['--version']).error;

/** What the QR codes in a picture of paper say, as ZBar reads them from its dots. */
export function readCodes(png: Buffer): readonly string[] {
  const folder = mkdtempSync(join(tmpdir(), 'borne-code-'));
  try {
    const file = join(folder, 'sheet.png');
    writeFileSync(file, png);
    const options = ['--quiet', '--raw', '-Sdisable', '-Sqrcode.enable', file];
    const { stdout, error } = spawnSync('zbarimg', options, { encoding: 'utf8' });
    if (error) throw error;
    return stdout.split('\n').filter((line) => line !== '');
  } finally {
    rmSync(folder, { recursive: true });
  }
}
