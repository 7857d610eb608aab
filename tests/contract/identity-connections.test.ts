import { createServer } from 'node:http';
import { type AddressInfo, connect as connectTcp } from 'node:net';
import { join } from 'node:path';
import { connect as connectTls, TLSSocket } from 'node:tls';
import { certifiedServer } from '@borne/simulators/central-api/identity/certified-server';
import { createFleetAuthority } from '@borne/simulators/central-api/identity/fleet-authority';
import { LEAD } from '@borne/simulators/central-api/identity/signing-keys';
import { patientTimers } from '@borne/simulators/central-api/testing/patient-timers';
import { createCentralClient } from '@borne/sync/central/client';
import { PROBLEM } from '@borne/sync/contract/problem';
import { batchStatement } from '@borne/sync/contract/statements';
import { openDownlink } from '@borne/sync/downlink/downlink';
import type { Identity } from '@borne/sync/identity/identity';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { ask, DAY, Fleet, WallClock } from './fleet.ts';

/** Real sockets, real TLS, one fleet; every end that is not what it says is refused, and says why. Some 5 s of one core. */

const YEARS = 3653 * DAY;

let fleet: Fleet;
let kiosk: Identity;
beforeAll(async () => {
  fleet = await Fleet.start();
  kiosk = await fleet.enrolled('borne-1');
});
afterAll(() => fleet.close());

/** The same kiosk, on the way to another address. */
const towards = (url: string, clock = fleet.clock) => fleet.open('borne-1', { url, clock });

describe('a kiosk that is enrolled', () => {
  it('is served over TLS 1.3, and known by its name', async () => {
    expect(await ask(kiosk, fleet.api.url)).toBe(404);
    expect(await ask(kiosk, fleet.api.url, '/v1/kiosks/borne-1/operations')).toBe(200);
    expect(kiosk.state()).toEqual({ identity: 'enrolled', until: expect.any(Number) });
  });

  it('may not speak for another', async () => {
    expect(await ask(kiosk, fleet.api.url, '/v1/kiosks/borne-2/operations')).toBe(403);
  });

  it('resumes its sessions, and is as well known in them', async () => {
    const server = await fleet.pretender({
      tls: { requestCert: true, rejectUnauthorized: false, sessionIdContext: 'centre' },
      answer: ({ socket }, response) => {
        const shown = socket instanceof TLSSocket ? socket.getPeerX509Certificate()?.subject : undefined;
        response.setHeader('connection', 'close').end(shown);
      },
    });
    const identity = towards(server.url);
    for (const _ of [1, 2, 3])
      expect(await (await identity.fetch(server.url)).text()).toContain('CN=borne-1');
    expect(server.resumed()).toBeGreaterThan(0);
  });
});

describe('a centre that is not the one', () => {
  it.each([
    [
      'of another authority',
      'wrong-authority',
      async () => {
        const authority = await createFleetAuthority(fleet.time.now);
        return fleet.pretender({ authority });
      },
    ],
    ['under another name', 'wrong-name', () => fleet.pretender({ names: ['elsewhere.example'] })],
    ['with the certificate of a kiosk', 'wrong-usage', () => fleet.pretender({ as: 'kiosk' })],
    ['that expired', 'expired', () => fleet.pretender({ now: fleet.time.now - 100 * DAY })],
    ['of the future', 'not-yet-valid', () => fleet.pretender({ now: fleet.time.now + 2 * DAY })],
    ['that speaks TLS 1.2 at most', 'downgraded', () => fleet.pretender({ tls: { maxVersion: 'TLSv1.2' } })],
  ] as const)('%s is refused: %s', async (_, fault, start) => {
    const server = await start();
    const identity = towards(server.url);
    const http = { url: server.url, fetch: identity.fetch, timers: patientTimers };
    const refused = await createCentralClient({ ...http, signer: identity }).rightsOf('1' as never);
    expect(refused).toMatchObject({ ok: false, error: { code: 'unreachable', retryable: true } });
    expect(identity.state()).toMatchObject({ identity: 'enrolled', fault });
    // Nothing was asked of it but, of one whose dates alone are wrong, what time it is.
    expect(server.requests.filter((request) => !request.startsWith('GET /v1/time?'))).toEqual([]);
  });

  it('in clear is refused: not-tls', async () => {
    const requests: string[] = [];
    const server = createServer(({ url = '' }, response) => {
      requests.push(url);
      response.end('<h1>Bienvenue sur le Wi-Fi</h1>');
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const url = `https://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const identity = towards(url);
    expect(await ask(identity, url)).toBe('what answers does not speak TLS');
    expect(identity.state()).toMatchObject({ fault: 'not-tls' });
    expect(requests).toEqual([]);
    await new Promise((resolve) => server.close(resolve));
  });

  it('is forgiven as soon as the right one answers', async () => {
    const server = await fleet.pretender({ names: ['elsewhere.example'] });
    const identity = fleet.open('borne-1', { url: fleet.api.url });
    await ask(identity, server.url);
    expect(identity.state()).toHaveProperty('fault', 'wrong-name');
    await ask(identity, fleet.api.url);
    expect(identity.state()).not.toHaveProperty('fault');
  });
});

describe('a clock that is off', () => {
  it.each([
    ['ten years ahead', YEARS],
    ['ten years behind', -YEARS],
  ])('%s does not cut the kiosk off: the centre’s signed time counts', async (_, off) => {
    const clock = new WallClock(fleet.time);
    clock.off = off;
    const identity = towards(fleet.api.url, clock);
    expect(await ask(identity, fleet.api.url, '/v1/kiosks/borne-1/operations')).toBe(200);
    expect(identity.state()).toEqual({ identity: 'enrolled', until: expect.any(Number), clockAhead: off });
    expect(await identity.refresh()).toEqual({ refresh: 'unchanged' });
  });

  it('set right while the kiosk runs changes nothing of what it knows', async () => {
    const clock = new WallClock(fleet.time);
    clock.off = YEARS;
    const identity = towards(fleet.api.url, clock);
    await ask(identity, fleet.api.url);
    clock.off = 0;
    expect(await ask(identity, fleet.api.url, '/v1/kiosks/borne-1/operations')).toBe(200);
    expect(identity.state()).not.toHaveProperty('clockAhead');
  });

  it('does not make a kiosk believe a time that is not signed for it', async () => {
    // Who stole an old certificate of the centre, with its key, and replays an old answer.
    const answered = await (
      await kiosk.fetch(new URL(`/v1/time?nonce=${'0'.repeat(32)}`, fleet.api.url))
    ).json();
    const old = fleet.time.now - 100 * DAY;
    const lies = [
      { ...answered, time: old },
      { ...answered, nonce: undefined, time: old },
    ];
    for (const lie of lies) {
      const server = await fleet.pretender({
        now: old,
        answer: ({ url = '' }, response) => {
          const nonce = new URL(url, 'https://a').searchParams.get('nonce');
          response.end(JSON.stringify({ ...lie, nonce: lie.nonce ?? nonce }));
        },
      });
      const identity = towards(server.url);
      expect(await ask(identity, server.url)).toBe('the certificate of the centre has expired');
      expect(server.requests).toHaveLength(1);
    }
  });

  it('is put right under the keys that were sent down since the enrolment, after a restart too', async () => {
    const fleet = await Fleet.start();
    const clock = new WallClock(fleet.time);
    const start = async () => {
      const identity = fleet.open('borne-5', { clock });
      const keys = identity.keys ?? fleet.api.keys();
      const downlink = openDownlink({
        ...{ folder: join(fleet.folder, 'borne-5-downlink'), kiosk: 'borne-5', timers: patientTimers },
        http: { url: fleet.api.url, fetch: identity.fetch, timers: patientTimers },
        clock: { now: identity.now },
        enrolled: () => identity.keys ?? keys,
        checkTexts: () => undefined,
      });
      identity.believeTimeOf(() => downlink.keys().watermark);
      return { identity, downlink };
    };
    await fleet.enrolled('borne-5');
    const { downlink } = await start();
    for (let turn = 0; turn < 2; turn += 1) {
      fleet.time.now += LEAD + DAY;
      expect(await fleet.api.rotate('watermark')).toMatchObject({ ok: true });
      expect(await downlink.refresh()).toMatchObject({ refresh: 'replaced' });
    }
    downlink.close();
    clock.off = YEARS;
    const { identity, downlink: again } = await start();
    expect(identity.keys?.watermark).not.toContain(fleet.api.keys().watermark[0]);
    expect(await ask(identity, fleet.api.url)).toBe(404);
    expect(identity.state()).toMatchObject({ identity: 'enrolled', clockAhead: YEARS });
    again.close();
    await fleet.close();
  });

  it('keeps a kiosk from enrolling, and tells both times', async () => {
    const clock = new WallClock(fleet.time);
    clock.off = YEARS;
    const { code } = await fleet.api.kiosks.newCode('borne-7');
    expect(await fleet.open('borne-7', { clock }).enrol(code)).toMatchObject({
      ok: false,
      error: {
        detail: expect.stringMatching(
          /expired; this kiosk's clock says it is 2036-11-22 08:00, and the centre says it is 2026-11-22 08:00: set the clock$/,
        ),
      },
    });
  });
});

describe('who is not a kiosk of the fleet', () => {
  const handshake = (options: object, { port } = new URL(fleet.api.url)) =>
    new Promise<string>((resolve) => {
      const socket = connectTls({
        host: '127.0.0.1',
        port: Number(port),
        rejectUnauthorized: false,
        ...options,
      });
      socket.on('secureConnect', () => {
        resolve(socket.getProtocol() ?? 'none');
        socket.destroy();
      });
      socket.on('error', (error) => resolve('code' in error ? String(error.code) : error.message));
    });

  it('is not listened to in an older TLS, nor in clear', async () => {
    expect(await handshake({ maxVersion: 'TLSv1.2' })).toMatch(/PROTOCOL_VERSION/);
    expect(await handshake({})).toBe('TLSv1.3');
    const { port } = new URL(fleet.api.url);
    const inClear = await new Promise<string>((resolve) => {
      let got = '';
      const socket = connectTcp(Number(port), '127.0.0.1', () =>
        socket.write('GET /v1/time HTTP/1.1\r\nhost: a\r\n\r\n'),
      );
      socket
        .on('data', (chunk) => (got += chunk.toString('latin1')))
        .on('error', () => {})
        .on('close', () => resolve(got));
    });
    expect(inClear).not.toContain('HTTP/1.1 200');
  });

  it('is not listened to in an older TLS once the centre has renewed its certificate either', async () => {
    let now = fleet.time.now;
    const failed = (error: unknown) => expect.unreachable(String(error));
    const centre = await certifiedServer(fleet.api.kiosks, ['127.0.0.1'], failed, () => now);
    const url = new URL((await centre.server.listen({ port: 0 })).replace(/^http:/, 'https:'));
    const shown = () =>
      new Promise<string | undefined>((resolve, reject) => {
        const socket = connectTls(Number(url.port), '127.0.0.1', { rejectUnauthorized: false }, () => {
          resolve(socket.getPeerX509Certificate()?.fingerprint256);
          socket.destroy();
        }).on('error', reject);
      });
    const first = await shown();
    now += 61 * DAY;
    await centre.renewWhenDue();
    expect(await shown()).not.toBe(first);
    expect(await handshake({ maxVersion: 'TLSv1.2' }, url)).toMatch(/PROTOCOL_VERSION/);
    centre.stop();
    await centre.server.close();
  });

  it('is served what is for anybody, and nothing else', async () => {
    const stranger = fleet.open('borne-8');
    expect(await ask(stranger, fleet.api.url, '/v1/seal/trust')).toBe(200);
    // Pages for people are on their own port, whose certificate browsers know.
    expect(await ask(stranger, fleet.api.url, '/verifier')).toBe(404);
    expect(await ask(stranger, fleet.api.url, `/v1/time?nonce=${'0'.repeat(32)}`)).toBe(200);
    expect(await ask(stranger, fleet.api.url)).toBe(401);
    expect(stranger.state()).toEqual({ identity: 'none' });
  });

  it('is refused at once when it was revoked, on connections that stand and on resumed ones', async () => {
    const identity = await fleet.enrolled('borne-3');
    expect(await ask(identity, fleet.api.url)).toBe(404);
    await fleet.api.kiosks.revoke('borne-3');
    expect(await ask(identity, fleet.api.url)).toBe(401);
    expect(identity.state()).toEqual({ identity: 'revoked' });
    expect(await ask(fleet.open('borne-3'), fleet.api.url)).toBe(401);
  });
});

describe('a batch', () => {
  const epoch = 'e'.repeat(32);
  const head = 'a'.repeat(64);
  const batch = { prev: '0'.repeat(64), records: [{ header: '{}', body: '' }], head };
  const put = async (body: object, name = 'borne-1') => {
    const response = await kiosk.fetch(new URL(`/v1/kiosks/${name}/journal/${epoch}/1-1`, fleet.api.url), {
      method: 'PUT',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    return { status: response.status, body: await response.json() };
  };
  afterEach(async () => {
    expect(await fleet.api.setApart()).toEqual({ forks: 0, quarantined: [] });
    expect(await fleet.api.records()).toEqual([]);
  });

  it('without a signature, with one for another place or by another key, is not taken', async () => {
    const claim = { kiosk: 'borne-1', epoch, from: 1, to: 1, prev: batch.prev, head };
    const elsewhere = await kiosk.sign(batchStatement({ ...claim, epoch: 'f'.repeat(32) }));
    const other = await (await fleet.enrolled('borne-4')).sign(batchStatement(claim));
    expect(await put(batch)).toMatchObject({ status: 400 });
    for (const signature of [elsewhere, other, 'A'.repeat(86)])
      expect(await put({ ...batch, signature })).toMatchObject({
        status: 403,
        body: { type: PROBLEM.batchSignature },
      });
  });

  it('of another kiosk is not taken, whoever signed it', async () => {
    const claim = { kiosk: 'borne-2', epoch, from: 1, to: 1, prev: batch.prev, head };
    expect(
      await put({ ...batch, signature: await kiosk.sign(batchStatement(claim)) }, 'borne-2'),
    ).toMatchObject({
      status: 403,
    });
  });
});
