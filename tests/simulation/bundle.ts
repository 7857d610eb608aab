import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'vite';

const root = fileURLToPath(new URL('../../', import.meta.url));

/** Inside the repository, so that a bundle finds the packages it leaves out. */
const scratch = join(root, 'var');

/** One change in one file of the sources. */
export interface Change {
  /** From the root of the repository. */
  readonly file: string;
  /** A text that is there once. */
  readonly find: string;
  readonly replace: string;
}

/** The text of `file` with its change. Throws when what is to be changed is not there exactly once: the file has moved on. */
function changed({ file, find, replace }: Change): string {
  const parts = readFileSync(join(root, file), 'utf8').split(find);
  if (parts.length !== 2) throw new Error(`${file}: expected once, found ${parts.length - 1} times: ${find}`);
  return parts.join(replace);
}

export interface Bundles {
  /** Makes the simulator with what it simulates, changed or not, into one script; returns its path. */
  bundle(name: string, change?: Change): Promise<string>;
  remove(): void;
}

/** Scripts of the simulator, in a folder of their own: alone they run several times as fast as under a test runner. */
export function createBundles(): Bundles {
  mkdirSync(scratch, { recursive: true });
  const folder = mkdtempSync(join(scratch, 'simulation-'));
  return {
    async bundle(name, change) {
      const text = change && changed(change);
      await build({
        configFile: false,
        logLevel: 'error',
        plugins: [
          {
            name: 'change',
            enforce: 'pre',
            load: (id: string) => (change && id === join(root, change.file) ? text : undefined),
          },
        ],
        build: {
          ssr: join(root, 'tests/simulation/simulate.ts'),
          outDir: folder,
          emptyOutDir: false,
          minify: false,
          rollupOptions: { output: { entryFileNames: `${name}.js` } },
        },
        ssr: { noExternal: [/^@borne\//] },
      });
      return join(folder, `${name}.js`);
    },
    remove: () => rmSync(folder, { recursive: true }),
  };
}
