import { chmodSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { startPostgres } from './postgres-server.ts';

/** How a server that does not start is told, with programs that stand in for PostgreSQL's. */

let programs: string;
let within: string;
beforeEach(() => {
  programs = mkdtempSync(join(tmpdir(), 'borne-programs-'));
  within = join(programs, 'within');
  mkdirSync(within);
  for (const folder of [programs, within]) chmodSync(folder, 0o755);
});
afterEach(() => rmSync(programs, { recursive: true }));

function program(name: string, script: string) {
  writeFileSync(join(programs, name), `#!/bin/sh\n${script}\n`);
  chmodSync(join(programs, name), 0o755);
}

const started = async (patience?: number) => {
  const result = await startPostgres({ programs, within, ...(patience === undefined ? {} : { patience }) });
  return { result, left: readdirSync(within) };
};

it('a database that cannot be made is told with what initdb said', async () => {
  program('initdb', 'echo "no such locale" >&2; exit 1');
  expect(await started()).toEqual({
    result: { ok: false, error: expect.stringContaining('no such locale') },
    left: [],
  });
});

it('a server that ends as it starts is told with what it said', async () => {
  program('initdb', 'exit 0');
  program('postgres', 'echo "could not bind" >&2; exit 3');
  expect(await started()).toEqual({
    result: { ok: false, error: 'PostgreSQL ended as it started, with 3: could not bind' },
    left: [],
  });
});

it('a server that is killed as it starts is told as well', async () => {
  program('initdb', 'exit 0');
  program('postgres', 'kill -KILL $$');
  expect(await started()).toMatchObject({
    result: { ok: false, error: 'PostgreSQL ended as it started, with SIGKILL: it said nothing' },
    left: [],
  });
});

it('a server that lives and never answers is given up', async () => {
  program('initdb', 'exit 0');
  program('postgres', 'exec sleep 1000');
  expect(await started(200)).toMatchObject({
    result: { ok: false, error: 'PostgreSQL did not answer within 200 ms: it said nothing' },
    left: [],
  });
});

it.runIf(process.getuid?.() === 0)('a folder that its user cannot enter is named', async () => {
  chmodSync(within, 0o700);
  expect(await started()).toMatchObject({
    result: { ok: false, error: expect.stringContaining(`cannot enter ${within}`) },
    left: [],
  });
});
