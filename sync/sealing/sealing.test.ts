import { createPublicKey, randomBytes } from 'node:crypto';
import {
  chmodSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { epochMilliseconds, milliseconds } from '@borne/domain/time';
import { type CentralApi, createCentralApi } from '@borne/simulators/central-api/central-api';
import { kioskWithin } from '@borne/simulators/central-api/testing/kiosk-within';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { verifies } from './certificate.ts';
import { readChain } from './certificate-file.ts';
import { openSealing } from './sealing.ts';

const DAY = 86_400_000;
const header = randomBytes(19);
const payload = randomBytes(100);

let now = Date.UTC(2026, 10, 22, 9);
const clock = { now: () => epochMilliseconds(now), monotonic: () => milliseconds(0) };
let folder: string;
let centre: CentralApi;
let http: Parameters<typeof openSealing>[0]['http'];

beforeEach(async () => {
  now = Date.UTC(2026, 10, 22, 9);
  folder = mkdtempSync(join(tmpdir(), 'borne-sealing-'));
  centre = await createCentralApi({ file: ':memory:', clock, personas: [], firstSeal: 1 });
  ({ http } = await kioskWithin(centre, 'kiosk-1'));
});

afterEach(async () => {
  await centre.close();
  rmSync(folder, { recursive: true });
});

const open = () => openSealing({ folder, kiosk: 'kiosk-1', http, clock });
const unreachable: typeof fetch = () => Promise.reject(new TypeError('fetch failed'));
const offline = () => openSealing({ folder, kiosk: 'kiosk-1', http: { ...http, fetch: unreachable }, clock });
const files = () => readdirSync(folder).toSorted();

describe('the key', () => {
  it('is made at the first start, for the kiosk’s own account only, and is the same at the next', () => {
    expect(open().keyNotice).toMatchObject({ notice: 'made' });
    const key = readFileSync(join(folder, 'key.pem'), 'utf8');
    expect(statSync(join(folder, 'key.pem')).mode & 0o777).toBe(0o600);
    expect(createPublicKey(key).asymmetricKeyDetails).toEqual({ namedCurve: 'prime256v1' });
    expect(open().keyNotice).toBeUndefined();
    expect(readFileSync(join(folder, 'key.pem'), 'utf8')).toBe(key);
  });

  it('never leaves: what the centre is sent and what is kept of its answer hold no private key', async () => {
    const sent: string[] = [];
    const listening: typeof fetch = (input, init) => {
      sent.push(JSON.stringify(init?.body ?? ''));
      return http.fetch(input, init);
    };
    await openSealing({ folder, kiosk: 'kiosk-1', http: { ...http, fetch: listening }, clock }).refresh();
    expect(readFileSync(join(folder, 'certificate.pem'), 'utf8')).not.toContain('PRIVATE');
    const pem = readFileSync(join(folder, 'key.pem'), 'utf8');
    const secret = createPrivateScalar(pem);
    expect(sent).toHaveLength(1);
    expect(
      Buffer.from(/"request":\\"([^"\\]+)/.exec(sent[0] ?? '')?.[1] ?? '', 'base64').includes(secret),
    ).toBe(false);
  });

  it.each(['', 'not a key', '-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n'])(
    'is made anew when its file holds none, and the file is kept aside: %j',
    async (content) => {
      writeFileSync(join(folder, 'key.pem'), content, { mode: 0o600 });
      const sealing = open();
      expect(sealing.keyNotice).toMatchObject({ notice: 'set-aside' });
      const aside = files().find((name) => name.startsWith('key.pem.damaged-')) ?? '';
      expect(readFileSync(join(folder, aside), 'utf8')).toBe(content);
      expect(await sealing.refresh()).toMatchObject({ refresh: 'obtained' });
    },
  );

  it('is not used when others can read it, and stays where it is', async () => {
    open();
    chmodSync(join(folder, 'key.pem'), 0o644);
    const sealing = open();
    expect(sealing.keyNotice).toMatchObject({
      notice: 'unusable',
      detail: expect.stringContaining('can be read by others'),
    });
    expect(sealing.sealer(clock.now())).toEqual({ ok: false, error: 'no-key' });
    expect(await sealing.refresh()).toMatchObject({ refresh: 'failed' });
    expect(files()).toEqual(['key.pem']);
  });
});

/** The secret number of a key, as bytes. */
function createPrivateScalar(pem: string): Buffer {
  const der = Buffer.from(pem.replaceAll(/-----[^-]+-----|\s/g, ''), 'base64');
  const at = der.indexOf(Buffer.from('020101', 'hex')) + 3;
  const scalar = der.subarray(at + 2, at + 34);
  expect(scalar).toHaveLength(32);
  return scalar;
}

describe('the certificate', () => {
  it('lets the kiosk seal once obtained, and is there at the next start without the centre', async () => {
    const sealing = open();
    expect(sealing.sealer(clock.now())).toEqual({ ok: false, error: 'no-certificate' });
    expect(await sealing.refresh()).toEqual({ refresh: 'obtained', certificate: '1112', kept: true });
    const chain = readChain(join(folder, 'certificate.pem'));
    for (const each of [sealing, offline()]) {
      const sealer = each.sealer(clock.now());
      if (!sealer.ok || !chain) throw new Error('no sealer');
      expect(sealer.value).toMatchObject({ authority: 'ZZ99', certificate: '1112' });
      const signature = sealer.value.sign(header, payload);
      expect(verifies(chain.leaf, header, payload, signature)).toBe(true);
      expect(verifies(chain.leaf, payload, header, signature)).toBe(false);
    }
  });

  it('is asked for again after two thirds of its time, and works a month longer without the centre', async () => {
    const sealing = open();
    await sealing.refresh();
    expect(await sealing.refresh()).toEqual({ refresh: 'unchanged' });
    now += 59 * DAY;
    expect(await sealing.refresh()).toEqual({ refresh: 'unchanged' });
    now += 30 * DAY;
    expect(await offline().refresh()).toMatchObject({ refresh: 'failed' });
    expect(offline().sealer(clock.now())).toMatchObject({ ok: true });
    expect(await sealing.refresh()).toMatchObject({ refresh: 'obtained', certificate: '1113' });
  });

  it('does not serve a clock outside its validity: the seal would be out of date on the day it is made', async () => {
    const sealing = open();
    await sealing.refresh();
    for (const wrong of [now - 2 * DAY, now + 91 * DAY]) {
      expect(sealing.sealer(epochMilliseconds(wrong))).toEqual({ ok: false, error: 'outside-validity' });
    }
  });

  it('is not used any more once revoked, nor at the next start', async () => {
    const sealing = open();
    await sealing.refresh();
    await centre.seals.revokeCertificate('1112', 'key-compromise');
    expect(await sealing.refresh()).toEqual({ refresh: 'revoked', certificate: '1112' });
    expect(sealing.sealer(clock.now())).toEqual({ ok: false, error: 'revoked' });
    expect(await sealing.refresh()).toMatchObject({
      refresh: 'failed',
      problem: expect.stringContaining('403'),
    });
    expect(offline().sealer(clock.now())).toEqual({ ok: false, error: 'no-certificate' });
  });

  it('is not had again by a kiosk out of service until it is returned', async () => {
    const sealing = open();
    await sealing.refresh();
    await centre.seals.revokeCertificate('1112', 'cessation');
    expect(await sealing.refresh()).toMatchObject({ refresh: 'revoked' });
    for (let again = 0; again < 2; again += 1)
      expect(await sealing.refresh()).toMatchObject({
        refresh: 'failed',
        problem: expect.stringContaining('out of service, until an operator'),
      });
    expect(sealing.sealer(clock.now())).toEqual({ ok: false, error: 'revoked' });
    await centre.seals.returnToService('kiosk-1');
    expect(await sealing.refresh()).toMatchObject({ refresh: 'obtained', certificate: '1113' });
  });

  it('is asked for anew when it is for another key than the one at hand', async () => {
    await open().refresh();
    rmSync(join(folder, 'key.pem'));
    const sealing = open();
    expect(sealing.sealer(clock.now())).toEqual({ ok: false, error: 'no-certificate' });
    expect(await sealing.refresh()).toMatchObject({ refresh: 'obtained', certificate: '1113' });
  });

  it('is refused when it is for another key than the one that asked', async () => {
    const other = join(folder, 'other');
    await openSealing({ folder: other, kiosk: 'kiosk-1', http, clock }).refresh();
    const answer = await http
      .fetch(new URL('/v1/seal/certificates/ZZ99/1112', http.url))
      .then((got) => got.text());
    const liar: typeof fetch = async () =>
      new Response(answer, { status: 200, headers: { 'content-type': 'application/json' } });
    const sealing = openSealing({ folder, kiosk: 'kiosk-1', http: { ...http, fetch: liar }, clock });
    expect(await sealing.refresh()).toMatchObject({
      refresh: 'failed',
      problem: expect.stringContaining('another key'),
    });
    expect(existsSync(join(folder, 'certificate.pem'))).toBe(false);
  });
});
