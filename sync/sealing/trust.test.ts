import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type EpochMilliseconds, epochMilliseconds, milliseconds } from '@borne/domain/time';
import { type CentralApi, createCentralApi } from '@borne/simulators/central-api/central-api';
import { kioskWithin } from '@borne/simulators/central-api/testing/kiosk-within';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openSealing } from './sealing.ts';
import { trustFromCentre } from './trust.ts';

const HOUR = 3_600_000;
const now = epochMilliseconds(Date.UTC(2026, 10, 22, 9));
const clock = { now: (): EpochMilliseconds => now, monotonic: () => milliseconds(0) };
const url = 'https://centre.invalid';
let folder: string;
let centre: CentralApi;
let anybody: typeof fetch;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'borne-trust-'));
  centre = await createCentralApi({ file: ':memory:', clock, personas: [], firstSeal: 1 });
  anybody = centre.fetchAs(undefined);
  const { http } = await kioskWithin(centre, 'kiosk-1');
  await openSealing({ folder, kiosk: 'kiosk-1', http, clock }).refresh();
});
afterEach(async () => {
  await centre.close();
  rmSync(folder, { recursive: true });
});

/** What is known of a document once the centre was asked through `network`. */
async function known(network: typeof fetch = anybody, document: string | undefined = 'AD-1') {
  const trust = await trustFromCentre({ url, fetch: network, timers: globalThis })('ZZ99', '1112');
  if (!trust.ok || !trust.value) throw new Error('the signatory is unknown');
  return trust.value.revocationsOf(document);
}

/** A network that gives `answer` for the status, and all else as the centre does. */
const statusIs =
  (answer: (url: URL) => Promise<Response>): typeof fetch =>
  (input, init) => {
    const asked = new URL(String(input));
    return asked.pathname.endsWith('/status') ? answer(asked) : anybody(input, init);
  };

describe('what the centre says of revocations', () => {
  it('is of this certificate and this document, for an hour', async () => {
    expect(await known()).toEqual({ asOf: now, until: now + HOUR });
    await centre.seals.revokeDocument('AD-1');
    expect(await known()).toEqual({ asOf: now, until: now + HOUR, document: now });
    expect(await known(anybody, 'AD-2')).not.toHaveProperty('document');
    await centre.seals.revokeCertificate('1112', 'key-compromise');
    expect(await known(anybody, undefined)).toMatchObject({
      certificate: { since: now, reason: 'key-compromise' },
    });
  });

  it('does not grow with what was ever revoked', async () => {
    const lengthOf = async () => {
      const answer = await anybody(`${url}/v1/seal/certificates/ZZ99/1112/status?document=AD-1`);
      return (await answer.text()).length;
    };
    const before = await lengthOf();
    for (let count = 0; count < 300; count += 1) await centre.seals.revokeDocument(`AD-${count + 1000}`);
    expect(await lengthOf()).toBe(before);
  });

  it.each([
    ['is out of order', async () => new Response('{}', { status: 503 })],
    ['does not answer', async () => Promise.reject(new TypeError('fetch failed'))],
    [
      'answers with more than is read',
      async () => new Response('x'.repeat(300_000), { headers: { 'content-type': 'application/json' } }),
    ],
    [
      'gives the status of another document',
      () => anybody(`${url}/v1/seal/certificates/ZZ99/1112/status?document=AD-2`),
    ],
  ])('is not known when it %s', async (_, answer) => {
    expect(await known(statusIs(answer))).toBeUndefined();
  });

  it('is not known when it was not signed by the authority', async () => {
    const changed = statusIs(async (asked) => {
      const { jws } = (await (await anybody(asked)).json()) as { jws: string };
      const [head, claims = '', signature] = jws.split('.');
      const told = JSON.parse(Buffer.from(claims, 'base64url').toString());
      const silenced = JSON.stringify({ ...told, document: { number: 'AD-1' } });
      const forged = Buffer.from(silenced).toString('base64url');
      return Response.json({ jws: `${head}.${forged}.${signature}` });
    });
    await centre.seals.revokeDocument('AD-1');
    expect(await known(changed)).toBeUndefined();
  });

  it('is that the certificate is revoked when it says so with it, whatever became of the status', async () => {
    await centre.seals.revokeCertificate('1112', 'key-compromise');
    const silent = statusIs(async () => new Response('{}', { status: 503 }));
    expect(await known(silent)).toMatchObject({ certificate: { reason: 'key-compromise' } });
  });
});
