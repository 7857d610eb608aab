import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setAsideName } from '@borne/sync/set-aside-name';
import { expect, it } from 'vitest';
import { openLog } from './log.ts';

function written(use: (log: ReturnType<typeof openLog>) => void): Record<string, unknown>[] {
  const file = join(mkdtempSync(join(tmpdir(), 'borne-log-')), 'log', 'kiosk.log');
  const log = openLog(file);
  use(log);
  log.close();
  return readFileSync(file, 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
}

it('writes the fields of the catalogue and nothing else', () => {
  const unlisted = { machine: 'kiosk', state: 'idle', holder: 'DURAND' } as {
    machine: string;
    state: string;
  };
  const [line] = written((log) => log.write('kiosk.transition', unlisted));
  expect(line).toMatchObject({ event: 'kiosk.transition', machine: 'kiosk', state: 'idle' });
  expect(line).not.toHaveProperty('holder');
});

it('withholds a value that could be a NIR', () => {
  const [first, second, third] = written((log) => {
    log.write('intent.refused', { intent: 'choose', reason: 'no 2 69 05 49 588 157 80 here' });
    log.write('host.failed', { error: 'at 2690549588157' });
    log.write('host.failed', { error: 'at 1 85 05 2A 004 123' });
  });
  expect(third).toMatchObject({ error: '[withheld]' });
  expect(first).toMatchObject({ intent: 'choose', reason: '[withheld]' });
  expect(second).toMatchObject({ error: '[withheld]' });
});

it('names a file that was set aside', () => {
  const detail = setAsideName('/data/identity.json', Date.UTC(2026, 10, 22, 12, 19, 31));
  const [line] = written((log) => log.write('identity.set-aside', { detail }));
  expect(line).toMatchObject({ detail: '/data/identity.json.damaged-2026-11-22T12-19-31' });
});

it('begins a new file before one grows too long, and keeps the last one', () => {
  const file = join(mkdtempSync(join(tmpdir(), 'borne-log-')), 'kiosk.log');
  const log = openLog(file, 1000);
  for (let line = 0; line < 50; line++) log.write('screen.connected', { screens: line });
  log.close();
  const lines = (name: string) => readFileSync(name, 'utf8').trim().split('\n');
  expect(readFileSync(file).length).toBeLessThanOrEqual(1000);
  expect(readFileSync(`${file}.1`).length).toBeLessThanOrEqual(1000);
  expect(JSON.parse(lines(file).at(-1) ?? '')).toMatchObject({ screens: 49 });
});
