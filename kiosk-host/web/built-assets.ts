import { fileURLToPath } from 'node:url';
import type { Assets } from './server.ts';

/** The pages as built beside the bundled host: `dist/ui` and `dist/bench` seen from `dist/host`. */
export function builtAssets(from: string = import.meta.url): Assets {
  return {
    ui: fileURLToPath(new URL('../ui/', from)),
    bench: fileURLToPath(new URL('../bench/', from)),
  };
}
