import { execFile } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const program = fileURLToPath(new URL('../dist/host/borne.js', import.meta.url));

/** How a command ended, what it printed on both outputs, and the folder it ran in. */
export interface Ran {
  readonly code: number;
  readonly printed: string;
  readonly folder: string;
}

/** Runs `borne` with `args` in a new folder, to its end. */
export const borne = (...args: readonly string[]): Promise<Ran> =>
  borneIn(mkdtempSync(join(tmpdir(), 'borne-cli-')), args);

/** The same in `folder`, with `input` on its standard input. */
export function borneIn(folder: string, args: readonly string[], input?: string | Uint8Array): Promise<Ran> {
  return new Promise((resolve) => {
    const child = execFile(process.execPath, [program, ...args], { cwd: folder }, (error, stdout, stderr) => {
      resolve({ code: typeof error?.code === 'number' ? error.code : 0, printed: stdout + stderr, folder });
    });
    child.stdin?.end(input);
  });
}
