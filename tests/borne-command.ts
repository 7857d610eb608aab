import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { temporaryFolder } from './temporary-folder.ts';

const program = fileURLToPath(new URL('../dist/host/borne.js', import.meta.url));

/** How a command ended, what it printed on both outputs, and the folder it ran in. */
export interface Ran {
  readonly code: number;
  readonly printed: string;
  readonly folder: string;
}

/** Runs `borne` with `args` in a new folder, to its end. */
export const borne = (...args: readonly string[]): Promise<Ran> =>
  borneIn(temporaryFolder('borne-cli'), args);

/** The same in `folder`, with `input` on its standard input. */
export function borneIn(folder: string, args: readonly string[], input?: string | Uint8Array): Promise<Ran> {
  return new Promise((resolve) => {
    const child = execFile(process.execPath, [program, ...args], { cwd: folder }, (error, stdout, stderr) => {
      resolve({ code: typeof error?.code === 'number' ? error.code : 0, printed: stdout + stderr, folder });
    });
    child.stdin?.end(input);
  });
}
