import { epochMilliseconds, milliseconds } from '@borne/domain/time';
import { createCentralApi } from '@borne/simulators/central-api/central-api';
import { OFFLINE_AFTER } from '@borne/simulators/central-api/fleet/fleet';
import { kioskWithin } from '@borne/simulators/central-api/testing/kiosk-within';
import type { Heartbeat } from '@borne/sync/contract/heartbeat';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  type FleetOfThirty,
  fleetNow,
  fleetOfThirty,
  operatorSecret,
  wellHeartbeat,
} from '../fleet-of-thirty.ts';

/** What the centre makes of heartbeats, as operators see it. */

const MINUTE = 60_000;
let fleet: FleetOfThirty;
beforeEach(async () => {
  fleet = await fleetOfThirty();
});
afterEach(() => fleet.close());

const basic = (password: string) => `Basic ${Buffer.from(`anybody:${password}`).toString('base64')}`;
const look = (path: string, authorization = basic(operatorSecret)) =>
  fetch(fleet.origin + path, { headers: { authorization } });
const alarm = (code: Heartbeat['alarms'][number]['code'], age: number) => ({ code, age });

describe('the worklist', () => {
  it('begins with the kiosks that most people miss, and ends with those that nobody does', async () => {
    const kiosks = await fleet.api.fleet.kiosks();
    expect(kiosks).toHaveLength(30);
    const listed = kiosks.filter(({ problems }) => problems.length > 0);
    expect(listed.map(({ kiosk, problems, concerned }) => [kiosk, problems[0]?.cause, concerned])).toEqual([
      ['dijon-3', 'clock-off', 36],
      ['angers-2', 'paper-out', 28],
      ['brest-1', 'reader-lost', 27],
      ['mende-1', 'offline', 23],
      ['evry-2', 'screen-frozen', 22],
      ['calais-1', 'offline', 18],
      ['lille-4', 'printer-jammed', 11],
      ['grenoble-1', 'backlog-old', 0],
      ['dax-1', 'paper-low', 0],
      ['metz-2', 'disk-filling', 0],
      ['lyon-1', 'software-other', 0],
    ]);
    expect(kiosks.slice(listed.length).map(({ kiosk }) => kiosk)).toEqual(
      kiosks
        .slice(listed.length)
        .map(({ kiosk }) => kiosk)
        .sort(),
    );
  });
});

describe('an alarm', () => {
  it('begins when the kiosk says it did, lasts over heartbeats and restarts, and ends with the first heartbeat without it', async () => {
    const { api } = fleet;
    const take = (minutes: number, alarms: Heartbeat['alarms']) => {
      fleet.setNow(fleetNow + minutes * MINUTE);
      return api.fleet.take('nice-1', { ...wellHeartbeat, alarms });
    };
    await take(1, [alarm('paper-out', 30)]);
    await take(2, [alarm('paper-out', 90)]);
    // A restarted host counts from its start.
    await take(3, [alarm('paper-out', 5)]);
    const during = await api.fleet.kiosk('nice-1');
    expect(during?.state.problems).toEqual([{ cause: 'paper-out', since: fleetNow + MINUTE / 2 }]);
    await take(4, []);
    const after = await api.fleet.kiosk('nice-1');
    expect(after?.state.problems).toEqual([]);
    expect(after?.episodes[0]).toEqual({
      cause: 'paper-out',
      since: fleetNow + MINUTE / 2,
      until: fleetNow + 4 * MINUTE,
    });
  });

  it('of silence is the centre’s own, and is in the timeline once it is over', async () => {
    const { api } = fleet;
    fleet.setNow(fleetNow + OFFLINE_AFTER);
    expect((await api.fleet.kiosk('nice-1'))?.state).not.toHaveProperty('offlineSince');
    fleet.setNow(fleetNow + OFFLINE_AFTER + 1);
    expect((await api.fleet.kiosk('nice-1'))?.state).toMatchObject({
      offlineSince: fleetNow,
      problems: [{ cause: 'offline', since: fleetNow }],
    });
    fleet.setNow(fleetNow + 60 * MINUTE);
    await api.fleet.take('nice-1', wellHeartbeat);
    const { state, episodes } = (await api.fleet.kiosk('nice-1')) ?? {};
    expect(state?.problems).toEqual([]);
    expect(episodes?.[0]).toEqual({ cause: 'offline', since: fleetNow, until: fleetNow + 60 * MINUTE });
  });
});

describe('a kiosk whose certificate is refused', () => {
  it('is told apart from one that is switched off, by its own certificate alone', async () => {
    const { api } = fleet;
    const kiosk = await kioskWithin(api, 'nice-1');
    const ask = () => kiosk.http.fetch('https://centre.invalid/v1/kiosks/nice-1/manifest');
    expect((await ask()).status).toBe(200);
    await api.kiosks.revoke('nice-1');
    fleet.setNow(fleetNow + 1);
    expect((await ask()).status).toBe(401);
    fleet.setNow(fleetNow + OFFLINE_AFTER + 1);
    const causeOf = async (name: string) => (await api.fleet.kiosk(name))?.state.problems[0]?.cause;
    expect(await causeOf('nice-1')).toBe('refused');
    expect(await causeOf('nice-2')).toBe('offline');
    expect(await (await look('/fleet/nice-1')).text()).toContain('borne enrol');
  });
});

describe('operators', () => {
  it.each(['/fleet', '/fleet/nice-1', '/metrics'])('alone see %s', async (path) => {
    for (const given of [
      '',
      'Basic',
      'Bearer',
      basic(''),
      basic('wrong'),
      'Bearer wrong',
      `Digest ${operatorSecret}`,
    ]) {
      const refused = await look(path, given);
      expect([given, refused.status, refused.headers.get('www-authenticate')]).toEqual([
        given,
        401,
        expect.stringContaining('Basic'),
      ]);
      expect(await refused.text()).not.toContain('nice-1');
    }
    for (const given of [basic(operatorSecret), `Bearer ${operatorSecret}`]) {
      const shown = await look(path, given);
      expect(shown.status).toBe(200);
      expect(await shown.text()).toContain('nice-1');
    }
  });

  it('are nobody at a centre without a secret', async () => {
    const clock = { now: () => epochMilliseconds(fleetNow), monotonic: () => milliseconds(0) };
    const api = await createCentralApi({ file: ':memory:', clock, personas: [] });
    const origin = await api.listenForPeople(0);
    for (const authorization of ['', basic(''), 'Bearer undefined']) {
      const answer = await fetch(`${origin}/fleet`, { headers: { authorization } });
      expect(answer.status).toBe(401);
    }
    await api.close();
  });

  it('are shown what a kiosk says as text, whatever it says', async () => {
    await fleet.api.fleet.take('nice-1', { ...wellHeartbeat, office: '<script>alert(1)</script>"&' });
    for (const path of ['/fleet', '/fleet/nice-1']) {
      const answer = await look(path);
      expect(answer.headers.get('content-security-policy')).toContain("default-src 'none'");
      const text = await answer.text();
      expect(text).not.toContain('<script');
      expect(text).toContain('&lt;script&gt;alert(1)&lt;/script&gt;&quot;&amp;');
    }
  });

  it('are told that a kiosk is unknown', async () => {
    expect((await look('/fleet/nowhere-1')).status).toBe(404);
  });
});

describe('metrics', () => {
  const metrics = async () => (await look('/metrics')).text();
  const value = (text: string, series: string) =>
    Number(
      text
        .split('\n')
        .find((line) => line.startsWith(`${series} `))
        ?.slice(series.length + 1),
    );

  it('say how each kiosk and the whole fleet are', async () => {
    const text = await metrics();
    expect(value(text, 'borne_unacked_records{kiosk="grenoble-1"}')).toBe(1804);
    expect(value(text, 'borne_oldest_unacked_age_seconds{kiosk="grenoble-1"}')).toBe(90_000);
    expect(value(text, 'borne_up{kiosk="mende-1"}')).toBe(0);
    expect(value(text, 'borne_bundle_age_seconds{kiosk="mende-1"}')).toBe(3600 + 4000 * 60);
    expect(value(text, 'borne_clock_offset_seconds{kiosk="dijon-3"}')).toBe(-31_536_000);
    expect(value(text, 'borne_kiosks_with_problem{cause="paper-low"}')).toBe(2);
    expect(value(text, 'borne_quarantined_total')).toBe(0);
  });

  it('name no kiosk in a histogram, and are as many for a fleet that asks twice', async () => {
    const first = await metrics();
    const second = await metrics();
    const series = (text: string) => text.split('\n').filter((line) => line && !line.startsWith('#'));
    expect(series(second)).toHaveLength(series(first).length);
    expect(
      series(first).filter((line) => /_(bucket|sum|count)\b/.test(line) && line.includes('kiosk=')),
    ).toEqual([]);
    expect(series(first).length).toBeLessThan(30 * 8 + 40);
  });
});
