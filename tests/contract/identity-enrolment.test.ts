import { X509Certificate } from 'node:crypto';
import { once } from 'node:events';
import { chmodSync, copyFileSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { request } from 'node:https';
import { join } from 'node:path';
import { patientTimers } from '@borne/simulators/central-api/testing/patient-timers';
import { createNetwork } from '@borne/simulators/network/network';
import { requestEnrolment } from '@borne/sync/identity/enrolment-client';
import { certificateRequest } from '@borne/sync/keys/certificate-request';
import { openKey } from '@borne/sync/keys/key-file';
import { newP256Key } from '@borne/sync/keys/new-key';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ask, DAY, Fleet } from './fleet.ts';

/** How a kiosk comes by its certificate, keeps it, renews it and loses it, over real TLS. Some 8 s of one core. */

let fleet: Fleet;
beforeEach(async () => {
  fleet = await Fleet.start();
});
afterEach(() => fleet.close());

const file = (kiosk: string, name = 'identity.json') => join(fleet.folder, kiosk, name);
const codeFor = async (kiosk: string) => (await fleet.api.kiosks.newCode(kiosk)).code;
const operations = (kiosk: string) => `/v1/kiosks/${kiosk}/operations`;
const refused = { ok: false, error: { code: 'refused' } };

describe('a code', () => {
  it('enrols its kiosk, whose key is made there and kept for its own account only', async () => {
    const identity = fleet.open('borne-1');
    expect(identity.state()).toEqual({ identity: 'none' });
    expect(await identity.enrol(await codeFor('borne-1'))).toEqual({ ok: true, value: undefined });
    expect(statSync(file('borne-1')).mode & 0o777).toBe(0o600);
    expect(readdirSync(join(fleet.folder, 'borne-1'))).toEqual(['identity.json']);
    expect(identity.keys).toEqual(fleet.api.keys());
    const reopened = fleet.open('borne-1');
    expect(reopened.state()).toEqual(identity.state());
    expect(await ask(reopened, fleet.api.url, operations('borne-1'))).toBe(200);
  });

  it('is good for one kiosk, for one key', async () => {
    const code = await codeFor('borne-1');
    expect(await fleet.open('borne-2').enrol(code)).toMatchObject(refused);
    expect(await fleet.open('borne-1').enrol(code)).toMatchObject({ ok: true });
    expect(await fleet.open('borne-1', { folder: 'stolen' }).enrol(code)).toMatchObject(refused);
  });

  it('is good for a day', async () => {
    const code = await codeFor('borne-1');
    fleet.time.now += DAY + 1;
    expect(await fleet.open('borne-1').enrol(code)).toMatchObject(refused);
  });

  it('is used up by five wrong tries, and replaced by a new one', async () => {
    const code = await codeFor('borne-1');
    const identity = fleet.open('borne-1');
    const wrong = code === '0000-0000' ? '0000-0001' : '0000-0000';
    for (let tries = 0; tries < 5; tries++) expect(await identity.enrol(wrong)).toMatchObject(refused);
    expect(await identity.enrol(code)).toMatchObject(refused);
    expect(await identity.enrol(await codeFor('borne-1'))).toMatchObject({ ok: true });
  });

  it('enrols after all when the answer was lost', async () => {
    const network = await createNetwork({ target: fleet.api.url });
    const code = await codeFor('borne-1');
    const identity = fleet.open('borne-1', { url: network.url });
    const faults = [{ fault: 'lose-answer' } as const];
    network.disturb(() => faults.shift());
    expect(await identity.enrol(code)).toMatchObject({ ok: false, error: { code: 'unreachable' } });
    expect(await identity.enrol(code)).toMatchObject({ ok: true });
    await network.close();
  });

  it('enrols after all when the kiosk died before it kept the answer', async () => {
    const code = await codeFor('borne-1');
    const key = openKey(file('borne-1', 'next-key.pem'), 0);
    if (!key.ok) throw new Error(key.error);
    const stranger = fleet.open('borne-1');
    const http = { url: fleet.api.url, fetch: stranger.fetch, timers: patientTimers };
    const request = await certificateRequest(key.value.key, 'borne-1');
    expect(await requestEnrolment(http, { kiosk: 'borne-1', code, request })).toMatchObject({ ok: true });
    expect(await fleet.open('borne-1').enrol(code)).toMatchObject({ ok: true });
  });

  it('used again makes an earlier machine of that name a stranger', async () => {
    const before = await fleet.enrolled('borne-1');
    const after = fleet.open('borne-1', { folder: 'replacement' });
    expect(await after.enrol(await codeFor('borne-1'))).toMatchObject({ ok: true });
    expect(await ask(before, fleet.api.url, operations('borne-1'))).toBe(401);
    expect(await ask(after, fleet.api.url, operations('borne-1'))).toBe(200);
  });
});

describe('the certificate', () => {
  it('is renewed at two thirds of its time, without a pause and with another key', async () => {
    const identity = await fleet.enrolled('borne-1');
    const kept = readFileSync(file('borne-1'), 'utf8');
    fleet.time.now += 59 * DAY;
    expect(await identity.refresh()).toEqual({ refresh: 'unchanged' });
    fleet.time.now += 2 * DAY;
    expect(await identity.refresh()).toMatchObject({ refresh: 'renewed' });
    expect(identity.state()).toMatchObject({ until: expect.closeTo(fleet.time.now + 90 * DAY, -7) });
    expect(JSON.parse(readFileSync(file('borne-1'), 'utf8')).privateKey).not.toBe(
      JSON.parse(kept).privateKey,
    );
    expect(await ask(identity, fleet.api.url, operations('borne-1'))).toBe(200);
    expect(await identity.refresh()).toEqual({ refresh: 'unchanged' });
  });

  it('is renewed after all when the answer was lost: the old one is good until its end', async () => {
    await fleet.enrolled('borne-1');
    const network = await createNetwork({ target: fleet.api.url });
    const identity = fleet.open('borne-1', { url: network.url });
    fleet.time.now += 61 * DAY;
    await ask(identity, network.url);
    network.loseNextAnswer();
    // The time and the certificate are asked for in turn: either answer may be the one that is lost.
    const first = await identity.refresh();
    const second = await identity.refresh();
    expect([first.refresh, second.refresh]).toContain('renewed');
    expect(await ask(identity, network.url, operations('borne-1'))).toBe(200);
    await network.close();
  });

  it('is renewed after all when the kiosk died before it kept the answer, or just after', async () => {
    const identity = await fleet.enrolled('borne-1');
    const old = readFileSync(file('borne-1'));
    fleet.time.now += 61 * DAY;
    await identity.refresh();
    const renewed = JSON.parse(readFileSync(file('borne-1'), 'utf8'));

    // Before: the old identity is still there, and so is the key that was certified.
    writeFileSync(file('borne-1'), old);
    writeFileSync(file('borne-1', 'next-key.pem'), renewed.privateKey, { mode: 0o600 });
    const again = fleet.open('borne-1');
    expect(await again.refresh()).toMatchObject({ refresh: 'renewed' });
    expect(JSON.parse(readFileSync(file('borne-1'), 'utf8'))).toEqual(renewed);

    // After: the new identity is there, and its key still waits; the next renewal needs another.
    writeFileSync(file('borne-1', 'next-key.pem'), renewed.privateKey, { mode: 0o600 });
    fleet.time.now += 61 * DAY;
    await fleet.startCentre();
    expect(await fleet.open('borne-1').refresh()).toMatchObject({ refresh: 'renewed' });
    expect(JSON.parse(readFileSync(file('borne-1'), 'utf8')).privateKey).not.toBe(renewed.privateKey);
  });

  it('that expired for good takes a code again, and the centre’s keys are still there to record with', async () => {
    const identity = await fleet.enrolled('borne-1');
    fleet.time.now += 91 * DAY;
    await fleet.startCentre();
    const late = fleet.open('borne-1');
    expect(await ask(late, fleet.api.url, operations('borne-1'))).toBe(401);
    expect(late.state()).toMatchObject({ identity: 'expired' });
    expect(late.keys).toEqual(identity.keys);
    expect(await late.refresh()).toMatchObject({ refresh: 'failed' });
    expect(await late.enrol(await codeFor('borne-1'))).toMatchObject({ ok: true });
    expect(late.state()).toMatchObject({ identity: 'enrolled' });
    expect(await ask(late, fleet.api.url, operations('borne-1'))).toBe(200);
  });

  it('of a kiosk that was revoked in the middle of a renewal is had with a code, for yet another key', async () => {
    await fleet.enrolled('borne-1');
    const old = readFileSync(file('borne-1'));
    fleet.time.now += 61 * DAY;
    await fleet.open('borne-1').refresh();
    const lost = JSON.parse(readFileSync(file('borne-1'), 'utf8')).privateKey;
    writeFileSync(file('borne-1'), old);
    writeFileSync(file('borne-1', 'next-key.pem'), lost, { mode: 0o600 });
    await fleet.api.kiosks.revoke('borne-1');
    const identity = fleet.open('borne-1');
    expect(await identity.enrol(await codeFor('borne-1'))).toMatchObject({ ok: true });
    expect(await ask(identity, fleet.api.url, operations('borne-1'))).toBe(200);
  });

  it('that a technician had made beside a running kiosk is taken up without a restart', async () => {
    const running = await fleet.enrolled('borne-1');
    await fleet.api.kiosks.revoke('borne-1');
    expect(await ask(running, fleet.api.url, operations('borne-1'))).toBe(401);
    expect(running.state()).toEqual({ identity: 'revoked' });
    expect(running.lookAgain()).toBe(false);
    expect(await fleet.open('borne-1').enrol(await codeFor('borne-1'))).toMatchObject({ ok: true });
    expect(running.lookAgain()).toBe(true);
    expect(running.lookAgain()).toBe(false);
    expect(await ask(running, fleet.api.url, operations('borne-1'))).toBe(200);
    expect(running.state()).toMatchObject({ identity: 'enrolled' });
  });

  it('that the centre issued after its backup is taken up again', async () => {
    await fleet.startCentre((file) => copyFileSync(file, `${file}.backup`));
    const identity = await fleet.enrolled('borne-1');
    await fleet.startCentre((file) => copyFileSync(`${file}.backup`, file));
    expect(await ask(fleet.open('borne-1'), fleet.api.url, operations('borne-1'))).toBe(200);
    expect(await ask(identity, fleet.api.url, operations('borne-1'))).toBe(200);
  });
});

it('revoked while its request for a certificate is on its way is given none', async () => {
  await fleet.enrolled('borne-1');
  const held = JSON.parse(readFileSync(file('borne-1'), 'utf8'));
  const cert = new X509Certificate(Buffer.from(held.certificate, 'base64')).toString();
  const body = JSON.stringify({ request: await certificateRequest(newP256Key(), 'borne-1') });
  const headers = {
    'content-type': 'application/json',
    'content-length': body.length,
    expect: '100-continue',
  };
  const asked = request(`${fleet.api.url}/v1/kiosks/borne-1/certificates`, {
    ...{ method: 'POST', key: held.privateKey, cert, ca: fleet.authorityPem, headers, agent: false },
  });
  asked.flushHeaders();
  // The centre has read the headers, let the kiosk in, and waits for the rest.
  await once(asked, 'continue');
  asked.write(body.slice(0, 5));
  expect(await fleet.api.kiosks.revoke('borne-1')).toEqual({ certificates: 1 });
  asked.end(body.slice(5));
  const [answer] = await once(asked, 'response');
  answer.resume();
  expect(answer.statusCode).toBe(401);
  expect(await fleet.api.kiosks.revoke('borne-1')).toEqual({ certificates: 0 });
});

describe('what is kept', () => {
  it('is set aside when it is damaged', async () => {
    await fleet.enrolled('borne-1');
    writeFileSync(file('borne-1'), readFileSync(file('borne-1'), 'utf8').slice(0, 300));
    const identity = fleet.open('borne-1');
    expect(identity.notice).toMatchObject({
      notice: 'set-aside',
      detail: expect.stringContaining('.damaged-'),
    });
    expect(identity.state()).toEqual({ identity: 'none' });
    expect(fleet.open('borne-1').notice).toEqual(identity.notice);
  });

  it('is left where it is when it is damaged under a kiosk that runs', async () => {
    const running = await fleet.enrolled('borne-1');
    writeFileSync(file('borne-1'), 'nothing');
    expect(running.lookAgain()).toBe(false);
    expect(running.state()).toMatchObject({ identity: 'enrolled' });
    expect(readdirSync(join(fleet.folder, 'borne-1'))).not.toContainEqual(expect.stringContaining('damaged'));
  });

  it('is not used when others can read it, nor for another kiosk', async () => {
    await fleet.enrolled('borne-1');
    const misnamed = fleet.open('borne-2', { folder: 'borne-1' });
    expect(misnamed.notice?.detail).toMatch(/its certificate is for borne-1, not for borne-2$/);
    chmodSync(file('borne-1'), 0o644);
    expect(fleet.open('borne-1').notice).toMatchObject({ notice: 'unusable' });
    expect(fleet.open('borne-1').state()).toEqual({ identity: 'none' });
  });
});
