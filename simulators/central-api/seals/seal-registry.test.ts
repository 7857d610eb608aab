import { generateKeyPairSync, type KeyObject, X509Certificate } from 'node:crypto';
import { epochMilliseconds, milliseconds } from '@borne/domain/time';
import { certificateRequest } from '@borne/sync/keys/certificate-request';
import { readTrustBundle } from '@borne/sync/sealing/trust';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type CentralApi, createCentralApi } from '../central-api.ts';
import { type KioskWithin, kioskWithin } from '../testing/kiosk-within.ts';
import { sealIdAt } from './seal-id.ts';

const DAY = 86_400_000;
type Name = 'kiosk-1' | 'kiosk-2';
let now = Date.UTC(2026, 10, 22, 9);
const clock = { now: () => epochMilliseconds(now), monotonic: () => milliseconds(0) };
let centre: CentralApi;
let kiosks: Record<Name, KioskWithin>;

beforeEach(async () => {
  now = Date.UTC(2026, 10, 22, 9);
  centre = await createCentralApi({ file: ':memory:', clock, personas: [], firstSeal: 1 });
  kiosks = {
    'kiosk-1': await kioskWithin(centre, 'kiosk-1'),
    'kiosk-2': await kioskWithin(centre, 'kiosk-2'),
  };
});
afterEach(() => centre.close());

const newKey = (namedCurve = 'P-256') => generateKeyPairSync('ec', { namedCurve }).privateKey;

async function ask(key: KeyObject, kiosk: Name = 'kiosk-1', more: object = {}) {
  const body = JSON.stringify({ request: await certificateRequest(key, kiosk), ...more });
  return post(kiosk, body);
}

async function post(kiosk: Name, body: string, caller = kiosks[kiosk].http) {
  const answer = await caller.fetch(new URL(`/v1/kiosks/${kiosk}/seal-certificates`, caller.url), {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body,
  });
  return { status: answer.status, body: await answer.json() };
}

const get = async (path: string) => {
  const answer = await centre.fetchAs(undefined)(`https://centre.invalid${path}`);
  return { status: answer.status, body: await answer.json() };
};

describe('certificates', () => {
  it('are for a key that its kiosk has, under an authority that says it is for tests', async () => {
    const { status, body } = await ask(newKey());
    expect(status).toBe(200);
    expect(body).toMatchObject({ authority: 'ZZ99', certificate: '1112' });
    const [leaf, authority] = body.chain.map(
      (der: string) => new X509Certificate(Buffer.from(der, 'base64')),
    );
    expect(authority.subject).toContain('autorité de TEST\\, sans valeur');
    expect(leaf.subject).toContain('CN=1112\nOU=kiosk-1');
    expect([authority.ca, leaf.ca]).toEqual([true, false]);
    expect(leaf.verify(authority.publicKey)).toBe(true);
    expect(Math.round((Date.parse(leaf.validTo) - Date.parse(leaf.validFrom)) / DAY)).toBe(90);
  });

  it('are the same again for the same key while recent, another later', async () => {
    const key = newKey();
    const first = await ask(key);
    expect((await ask(key)).body).toEqual(first.body);
    now += 61 * DAY;
    expect((await ask(key)).body).toMatchObject({ certificate: '1113' });
  });

  it('have each their own identifier when asked for at once', async () => {
    const answers = await Promise.all([1, 2, 3, 4].map(() => ask(newKey())));
    expect(new Set(answers.map(({ body }) => body.certificate)).size).toBe(4);
  });

  it('are for whom the certificate says, for a P-256 key, and for who has it', async () => {
    const key = newKey();
    const request = await certificateRequest(key, 'kiosk-1');
    const stranger = { ...kiosks['kiosk-1'].http, fetch: centre.fetchAs(undefined) };
    expect(await post('kiosk-1', JSON.stringify({ request }), kiosks['kiosk-2'].http)).toMatchObject({
      status: 403,
    });
    expect(await post('kiosk-1', JSON.stringify({ request }), stranger)).toMatchObject({ status: 401 });
    const forged = Buffer.from(request, 'base64');
    forged[forged.length - 1] = (forged.at(-1) ?? 0) ^ 1;
    for (const bad of [forged.toString('base64'), 'AAAA', Buffer.alloc(800).toString('base64')])
      expect(await post('kiosk-1', JSON.stringify({ request: bad }))).toMatchObject({ status: 400 });
    expect(await post('kiosk-1', JSON.stringify({ request, more: 1 }))).toMatchObject({ status: 400 });
    await ask(key);
    expect(await ask(key, 'kiosk-2')).toMatchObject({
      status: 403,
      body: { type: expect.stringContaining('key') },
    });
  });

  it('are few for one kiosk, and none for a key that was compromised', async () => {
    const key = newKey();
    await ask(key);
    await centre.seals.revokeCertificate('1112', 'key-compromise');
    expect(await ask(key)).toMatchObject({
      status: 403,
      body: { type: 'urn:borne:problem:seal-key-refused' },
    });
    for (let count = 0; count < 8; count += 1) expect((await ask(newKey())).status).toBe(200);
    expect((await ask(newKey())).status).toBe(403);
    expect((await ask(newKey(), 'kiosk-2')).status).toBe(200);
  });

  it('are none for a kiosk out of service, with whatever key, until it is returned', async () => {
    const key = newKey();
    await ask(key);
    expect(await centre.seals.revokeCertificate('1112', 'cessation')).toMatchObject({ ok: true });
    for (const each of [key, newKey()])
      expect(await ask(each)).toMatchObject({
        status: 403,
        body: { type: 'urn:borne:problem:seal-out-of-service' },
      });
    expect((await ask(newKey(), 'kiosk-2')).status).toBe(200);
    expect(await centre.seals.returnToService('kiosk-2')).toBe(false);
    expect(await centre.seals.returnToService('kiosk-1')).toBe(true);
    expect((await ask(key)).body).toMatchObject({ certificate: '1114' });
    expect((await get('/v1/seal/certificates/ZZ99/1112')).body.revoked).toMatchObject({ since: now / 1000 });
  });

  it('are given anew after one was superseded', async () => {
    const key = newKey();
    await ask(key);
    await centre.seals.revokeCertificate('1112', 'superseded');
    expect((await ask(key)).body).toMatchObject({ certificate: '1113' });
  });

  it('that are revoked stay so since the same day, and for a compromised key once that is known', async () => {
    await ask(newKey());
    await ask(newKey());
    const reasons = ['superseded', 'cessation', 'key-compromise', 'superseded'] as const;
    const since = now / 1000;
    for (const reason of reasons) {
      await centre.seals.revokeCertificate('1112', reason);
      now += DAY;
    }
    expect((await get('/v1/seal/certificates/ZZ99/1112')).body.revoked).toEqual({
      since,
      reason: 'key-compromise',
    });
    expect(await centre.seals.revokeCertificate('1112', 'superseded')).toEqual({
      ok: true,
      value: { kiosk: 'kiosk-1', reason: 'key-compromise', live: ['1113'] },
    });
    expect(await centre.seals.revokeCertificate('9999', 'superseded')).toMatchObject({ ok: false });
  });

  it('begin elsewhere at each centre, so that one’s seals are unknown to another and not forged', async () => {
    const first = async () => {
      const other = await createCentralApi({ file: ':memory:', clock, personas: [] });
      const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
      const request = Buffer.from(await certificateRequest(privateKey, 'kiosk-1'), 'base64');
      const certified = await other.seals.certify('kiosk-1', new Uint8Array(request));
      await other.close();
      return certified.ok ? certified.value.certificate : certified;
    };
    // Two of a million and a half are the same once in a blue moon; three never were.
    expect(new Set([await first(), await first(), await first()]).size).toBeGreaterThan(1);
  });

  it('have identifiers of four characters without a zero', () => {
    expect([1, 34, 35, 35 ** 4 - 1].map(sealIdAt)).toEqual(['1112', '111Z', '1121', 'ZZZZ']);
    expect(() => sealIdAt(35 ** 4)).toThrow(RangeError);
  });
});

describe('a document', () => {
  it('is revoked by its number as a person types it, and by nothing else', async () => {
    await ask(newKey());
    const trust = await centre.seals.trustOf('ZZ99', '1112');
    expect(await centre.seals.revokeDocument(' ad-7k3m-9qxt-2b ')).toEqual({
      ok: true,
      value: { number: 'AD-7K3M-9QXT-2B', reported: false },
    });
    expect(await trust?.revocationsOf('AD-7K3M-9QXT-2B')).toMatchObject({ document: now });
    for (const typed of ['', ' ', 'AD_7K3M', 'n° 1', '-', 'A'.repeat(65)])
      expect(await centre.seals.revokeDocument(typed)).toMatchObject({
        ok: false,
        error: expect.stringContaining('expected one such as AD-7K3M-9QXT-2B'),
      });
  });
});

describe('what anybody can ask', () => {
  it('tells a certificate by its name, with its state', async () => {
    const { body } = await ask(newKey());
    expect(await get('/v1/seal/certificates/ZZ99/1112')).toEqual({ status: 200, body });
    expect(await get('/v1/seal/certificates/ZZ99/1113')).toMatchObject({ status: 404 });
    expect(await get('/v1/seal/certificates/FR01/1112')).toMatchObject({ status: 404 });
    expect(await get('/v1/seal/certificates/zz99/1112')).toMatchObject({ status: 400 });
    await centre.seals.revokeCertificate('1112', 'cessation');
    expect((await get('/v1/seal/certificates/ZZ99/1112')).body.revoked).toEqual({
      since: now / 1000,
      reason: 'cessation',
    });
  });

  it('gives everything in one file, which names no private key and cannot be changed unseen', async () => {
    await ask(newKey());
    await centre.seals.revokeDocument('AD-1');
    const { body } = await get('/v1/seal/trust');
    const book = readTrustBundle(body);
    if (!book.ok) throw new Error(book.error);
    const trust = book.value.trustOf('ZZ99', '1112');
    expect(await trust?.revocationsOf('AD-1')).toMatchObject({ asOf: now, document: now });
    expect(await trust?.revocationsOf('AD-2')).toEqual({ asOf: now, until: now + DAY });
    expect(book.value.trustOf('ZZ99', '1113')).toBeUndefined();

    const [{ jws }] = body.revocations;
    const [head, claims, signature] = jws.split('.');
    const emptied = { ...JSON.parse(Buffer.from(claims, 'base64url').toString()), documents: [] };
    const forged = `${head}.${Buffer.from(JSON.stringify(emptied)).toString('base64url')}.${signature}`;
    expect(readTrustBundle({ ...body, revocations: [{ jws: forged }] })).toMatchObject({ ok: false });
    expect(readTrustBundle({ ...body, authorities: [body.certificates[0]] })).toMatchObject({ ok: false });
    expect(readTrustBundle({})).toMatchObject({ ok: false });
  });

  it('believes no certificate that another authority issued, whatever its name', async () => {
    await ask(newKey());
    const other = await createCentralApi({ file: ':memory:', clock, personas: [], firstSeal: 1 });
    const { body: mine } = await get('/v1/seal/trust');
    const book = readTrustBundle({
      ...mine,
      authorities: (await other.seals.trustBundle()).authorities,
      revocations: [],
    });
    await other.close();
    expect(book).toMatchObject({ ok: true });
    expect(book.ok && book.value.trustOf('ZZ99', '1112')).toBeUndefined();
  });
});
