import { generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { epochMilliseconds, milliseconds } from '@borne/domain/time';
import { certificateRequest } from '@borne/sync/keys/certificate-request';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { createCentralApi } from '../central-api.ts';
import { trustInStore } from './store.ts';

const now = epochMilliseconds(Date.UTC(2026, 10, 22, 9));
const clock = { now: () => now, monotonic: () => milliseconds(0) };
let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'borne-seal-store-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

it('tells of a signatory, and later of its revocations, while the centre runs and when it does not', async () => {
  const file = join(folder, 'central.db');
  const centre = await createCentralApi({ file, clock, personas: [], firstSeal: 1 });
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const request = Buffer.from(await certificateRequest(privateKey, 'kiosk-1'), 'base64');
  await centre.seals.certify('kiosk-1', new Uint8Array(request));
  const found = await trustInStore(file, clock)('ZZ99', '1112');
  if (!found.ok || !found.value) throw new Error('the signatory is unknown');
  await centre.seals.revokeDocument('AD-1');
  expect(await found.value.revocationsOf('AD-1')).toMatchObject({ asOf: now, document: now });
  await centre.close();
  expect(await found.value.revocationsOf('AD-1')).toMatchObject({ document: now });
  expect(await found.value.revocationsOf('AD-2')).not.toHaveProperty('document');
  expect(await trustInStore(file, clock)('ZZ99', '1113')).toEqual({ ok: true, value: undefined });
  rmSync(file);
  expect(await found.value.revocationsOf('AD-1')).toBeUndefined();
  expect(await trustInStore(file, clock)('ZZ99', '1112')).toMatchObject({ ok: false });
});
