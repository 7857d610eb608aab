import { X509Certificate } from 'node:crypto';
import { epochMilliseconds } from '@borne/domain/time';
import { certificateRequest } from '@borne/sync/keys/certificate-request';
import { newP256Key } from '@borne/sync/keys/new-key';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openStore } from '../store/open-store.ts';
import type { Store } from '../store/store.ts';
import { DAY } from '../x509.ts';
import { KioskRegistry, type Peer } from './kiosk-registry.ts';

let store: Store;
let registry: KioskRegistry;
let now = Date.UTC(2026, 10, 22);
beforeEach(async () => {
  now = Date.UTC(2026, 10, 22);
  store = await openStore(':memory:');
  registry = await KioskRegistry.open(store, { now: () => epochMilliseconds(now) });
});
afterEach(() => store.close());

/** A request for a certificate, for a new key of `borne-1`. */
const request = async () =>
  new Uint8Array(Buffer.from(await certificateRequest(newP256Key(), 'borne-1'), 'base64'));

async function enrolled() {
  const { code } = await registry.newCode('borne-1');
  const certificate = await registry.enrol('borne-1', code, await request());
  if (!certificate.ok) throw new Error(certificate.error.refusal);
  const peer = await registry.peerOf(new X509Certificate(certificate.value));
  if (!peer.ok) throw new Error(peer.error);
  return peer.value;
}

const standing = () =>
  store.db.selectFrom('kiosk_certificate').selectAll().where('revoked_since', 'is', null).execute();

describe('a revocation', () => {
  it('is not undone by a renewal that was let in before it', async () => {
    const peer = await enrolled();
    await registry.revoke('borne-1');
    expect(await registry.renew(peer, await request())).toEqual({ ok: false, error: { refusal: 'revoked' } });
    expect(await standing()).toEqual([]);
  });

  it.each(['renewal', 'enrolment'])('leaves nothing of a %s at the same time', async (what) => {
    const peer = await enrolled();
    const { code } = await registry.newCode('borne-1');
    const pkcs10 = await request();
    const certified =
      what === 'renewal' ? registry.renew(peer, pkcs10) : registry.enrol('borne-1', code, pkcs10);
    const revoked = registry.revoke('borne-1');
    await Promise.all([certified, revoked]);
    expect(await standing()).toEqual([]);
  });

  it('of a kiosk that never was is told from one of a kiosk that has nothing left', async () => {
    await enrolled();
    expect(await registry.revoke('borne-2')).toBeUndefined();
    expect(await registry.revoke('borne-1')).toEqual({ certificates: 1 });
    expect(await registry.revoke('borne-1')).toEqual({ certificates: 0 });
  });
});

describe('a store that was put back from a backup', () => {
  /** Forgets every certificate but the one with this fingerprint, as a backup does that was made before they were issued. */
  async function putBack(known = '') {
    await store.db.deleteFrom('kiosk_certificate').where('fingerprint', '<>', known).execute();
    await store.db.deleteFrom('enrolment_code').execute();
  }

  async function renewed(peer: Peer): Promise<X509Certificate> {
    const certificate = await registry.renew(peer, await request());
    if (!certificate.ok) throw new Error(certificate.error.refusal);
    return new X509Certificate(certificate.value);
  }

  it('knows a kiosk by a certificate that it has forgotten', async () => {
    const peer = await enrolled();
    now += DAY;
    const second = await renewed(peer);
    await putBack(peer.fingerprint);
    expect(await registry.peerOf(second)).toMatchObject({ ok: true, value: { kiosk: 'borne-1' } });
  });

  it.each(['some', 'none'])(
    'refuses it what it has forgotten once it is revoked, knowing %s of it',
    async (what) => {
      const peer = await enrolled();
      now += DAY;
      const second = await renewed(peer);
      await putBack(what === 'some' ? peer.fingerprint : undefined);
      now += 1000;
      expect(await registry.revoke('borne-1')).toEqual(what === 'some' ? { certificates: 1 } : undefined);
      expect(await registry.peerOf(second)).toEqual({ ok: false, error: 'revoked' });
    },
  );

  it('refuses what it has forgotten of a kiosk that was enrolled anew, and not what that led to', async () => {
    const peer = await enrolled();
    now += DAY;
    const second = await renewed(peer);
    await putBack(peer.fingerprint);
    now += 1000;
    const anew = await enrolled();
    expect(await registry.peerOf(second)).toEqual({ ok: false, error: 'revoked' });
    now += DAY;
    const next = await renewed(anew);
    await putBack();
    expect(await registry.peerOf(next)).toMatchObject({ ok: true });
  });
});

it('certifies a few new keys of a kiosk a day, and the same one as often as it is asked', async () => {
  const peer = await enrolled();
  now += DAY;
  const first = await request();
  expect(await registry.renew(peer, first)).toMatchObject({ ok: true });
  for (let more = 0; more < 3; more += 1)
    expect(await registry.renew(peer, await request())).toMatchObject({ ok: true });
  expect(await registry.renew(peer, await request())).toEqual({ ok: false, error: { refusal: 'too-often' } });
  now += DAY;
  const next = await request();
  expect(await registry.renew(peer, next)).toMatchObject({ ok: true });
  for (let again = 0; again < 5; again += 1)
    expect(await registry.renew(peer, next)).toEqual({ ok: true, value: expect.any(Uint8Array) });
});
