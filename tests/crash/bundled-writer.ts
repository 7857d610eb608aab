import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'vite';

/** Inside the repository, so that a bundle finds the packages it leaves out. */
const scratch = fileURLToPath(new URL('../../var/', import.meta.url));

export interface BundledWriter {
  /** A folder of its own, where its data may be too. */
  readonly folder: string;
  /** To be run with Node. */
  readonly script: string;
  remove(): void;
}

/** What a centre runs in threads, found beside it. */
const threads = ['../../kiosk-host/central-reports.ts', '../../kiosk-host/central-intake.ts'];

/** Makes `name`, a program of this folder, into a script that runs on its own, in a process that can be killed. */
export async function bundleWriter(
  name: 'journal-writer' | 'power-cut-writer' | 'centre-process' | 'downlink-writer' | 'postgres-holder',
): Promise<BundledWriter> {
  mkdirSync(scratch, { recursive: true });
  const folder = mkdtempSync(join(scratch, `${name}-`));
  await build({
    configFile: false,
    logLevel: 'error',
    build: {
      ssr: true,
      outDir: folder,
      emptyOutDir: false,
      rolldownOptions: {
        input: [`${name}.ts`, ...(name === 'centre-process' ? threads : [])].map((file) =>
          fileURLToPath(new URL(file, import.meta.url)),
        ),
      },
    },
    // As dist/host has it: two packages are hundreds of files to open, at each start.
    ssr: { noExternal: [/^@borne\//, 'typebox', 'kysely'] },
  });
  return {
    folder,
    script: join(folder, `${name}.js`),
    remove: () => rmSync(folder, { recursive: true }),
  };
}
