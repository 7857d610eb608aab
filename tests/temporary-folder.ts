import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';

const folders: string[] = [];

// Registered before the hooks of any test file, and so run after them.
afterAll(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
});

/** A new folder `<what>-…`, which is removed when the last test of the file has ended. */
export function temporaryFolder(what: string): string {
  const folder = mkdtempSync(join(tmpdir(), `${what}-`));
  folders.push(folder);
  return folder;
}
