import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { noPostgres } from '@borne/simulators/postgres-server/postgres-server';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type BundledWriter, bundleWriter } from './bundled-writer.ts';

/** A PostgreSQL of ours never outlives who started it, so that no run of tests leaves one behind. About 3 s. */
const missing = noPostgres();
if (missing !== undefined && process.env.CI === 'true') throw new Error(missing);

let holder: BundledWriter;
beforeAll(async () => {
  holder = await bundleWriter('postgres-holder');
});
afterAll(() => holder.remove());

it.skipIf(missing !== undefined)(
  `ends with a process that is killed${missing ? ` (skipped: ${missing})` : ''}`,
  async () => {
    const child = spawn(process.execPath, [holder.script], { stdio: ['pipe', 'pipe', 'inherit'] });
    const { value } = await createInterface({ input: child.stdout })[Symbol.asyncIterator]().next();
    const folder = new URL(value).searchParams.get('host') ?? '';
    expect(existsSync(folder)).toBe(true);
    child.kill('SIGKILL');
    await once(child, 'exit');
    await expect.poll(() => existsSync(folder), { timeout: 100_000 }).toBe(false);
  },
);
