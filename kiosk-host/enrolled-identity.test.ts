import { X509Certificate } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createFleetAuthority } from '@borne/simulators/central-api/identity/fleet-authority';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { systemClock } from './clock.ts';
import { openEnrolledIdentity } from './enrolled-identity.ts';
import { silentLog } from './log/log.ts';

let dataDirectory: string;
beforeEach(() => {
  dataDirectory = mkdtempSync(join(tmpdir(), 'borne-identity-'));
});
afterEach(() => rmSync(dataDirectory, { recursive: true }));

async function start() {
  const { certificate } = await createFleetAuthority(systemClock.now());
  return openEnrolledIdentity({
    dataDirectory,
    kiosk: 'cpam-751-01',
    central: {
      url: 'https://127.0.0.1:1',
      authority: new X509Certificate(certificate).toString(),
      verifierUrl: '',
    },
    clock: systemClock,
    timers: globalThis,
    log: silentLog,
  });
}

const remedy = /have a code drawn at the centre \(borne central --enrol cpam-751-01\), then run borne enrol$/;

it('is none for a kiosk that was never enrolled, which does not start and says the remedy', async () => {
  const started = await start();
  expect(started).toMatchObject({ ok: false, error: expect.stringMatching(remedy) });
  expect(started).toMatchObject({ error: expect.stringContaining('is not enrolled') });
});

it('is none when it was damaged: each start says so, and where the file is now', async () => {
  mkdirSync(join(dataDirectory, 'identity'));
  writeFileSync(join(dataDirectory, 'identity', 'identity.json'), '{"privateKey":"-----BE', { mode: 0o600 });
  const first = await start();
  expect(first).toMatchObject({ ok: false, error: expect.stringMatching(remedy) });
  expect(first).toMatchObject({
    error: expect.stringMatching(
      /identity\.json was damaged, and set aside as .*identity\.json\.damaged-\d{4}-\d\d-\d\dT[\d-]{8}\./,
    ),
  });
  expect(await start()).toEqual(first);
});
