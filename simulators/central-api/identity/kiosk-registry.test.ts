import { X509Certificate } from 'node:crypto';
import { epochMilliseconds } from '@borne/domain/time';
import { certificateRequest } from '@borne/sync/keys/certificate-request';
import { newP256Key } from '@borne/sync/keys/new-key';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openStore } from '../store/open-store.ts';
import type { Store } from '../store/store.ts';
import { DAY } from '../x509.ts';
import { KioskRegistry } from './kiosk-registry.ts';

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
