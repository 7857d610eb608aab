import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** These suites run the product as its user does: from the bundles. Builds them unless they are fresh. */
export default function setup(): void {
  execFileSync(process.execPath, [fileURLToPath(new URL('../packaging/build.mjs', import.meta.url))], {
    stdio: 'inherit',
  });
}
