import { randomBytes } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { CalendarDate } from '@borne/domain/calendar-date';
import type { CardSerial } from '@borne/domain/rights';
import { type Clock, epochMilliseconds, milliseconds } from '@borne/domain/time';
import { currentRecipient } from '@borne/kiosk-host/current-recipient';
import { type CentralApi, createCentralApi } from '@borne/simulators/central-api/central-api';
import { KEPT_VERSIONS } from '@borne/simulators/central-api/downlink/publisher';
import { LEAD } from '@borne/simulators/central-api/identity/signing-keys';
import { openStore } from '@borne/simulators/central-api/store/open-store';
import type { Store } from '@borne/simulators/central-api/store/store';
import { type EnrolledKiosk, enrolledKiosk } from '@borne/simulators/central-api/testing/enrolled-kiosk';
import { createNetwork, type Network } from '@borne/simulators/network/network';
import { personas } from '@borne/simulators/personas/personas';
import { createCentralClient } from '@borne/sync/central/client';
import { DELTA_TYPE, PART_TYPE } from '@borne/sync/contract/downlink';
import { type Downlink, openDownlink } from '@borne/sync/downlink/downlink';
import { sha256 } from '@borne/sync/downlink/parts';
import { type KeyPair, newKeyPair } from '@borne/sync/envelope/hpke';
import { sendHeartbeat } from '@borne/sync/heartbeat/heartbeat';
import { watermarkCheck } from '@borne/sync/identity/central-signature';
import { openIdentity } from '@borne/sync/identity/identity';
import { openJournal } from '@borne/sync/journal/journal';
import { encodeOppositionList } from '@borne/sync/opposition/opposition-list';
import { createUplink } from '@borne/sync/uplink/uplink';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { wellHeartbeat } from '../fleet-of-thirty.ts';

/** What the reference centre sends down to a kiosk, over TLS and a cable that can be cut. */

const today = '2026-11-22' as CalendarDate;
const HOUR = 3_600_000;
let now = 0;
const clock: Clock = { now: () => epochMilliseconds(now), monotonic: () => milliseconds(now) };
const people = personas(today);

let folder: string;
let store: Store;
let api: CentralApi;
const firstPair = newKeyPair();
let network: Network;
let kiosk: EnrolledKiosk;
let downlinks: Downlink[] = [];
/** Content types and lengths of the parts that came. */
let came: { readonly type: string | null; readonly bytes: number }[] = [];

async function startCentre(recipients: readonly KeyPair[]) {
  store = await openStore(join(folder, 'central.db'));
  api = await createCentralApi({ store, clock, personas: people, recipients });
}

beforeEach(async () => {
  now = Date.parse(`${today}T08:00:00Z`);
  folder = mkdtempSync(join(tmpdir(), 'borne-downlink-'));
  came = [];
  await startCentre([firstPair]);
  network = await createNetwork({ target: await api.listen(0) });
  const options = { kiosk: 'borne-1', folder: join(folder, 'identity'), clock, url: network.url };
  kiosk = await enrolledKiosk(api, options);
});
afterEach(async () => {
  for (const each of downlinks) each.close();
  downlinks = [];
  await kiosk.identity.close();
  await network.close();
  await api.close();
  rmSync(folder, { recursive: true });
});

const fetchNoted: typeof fetch = async (input, init) => {
  const response = await kiosk.http.fetch(input, init);
  if (String(input).includes('/v1/parts/')) {
    const bytes = (await response.clone().arrayBuffer()).byteLength;
    came.push({ type: response.headers.get('content-type'), bytes });
  }
  return response;
};

function open(name = 'borne-1', identity = kiosk.identity): Downlink {
  const { keys } = identity;
  if (!keys) throw new Error('the kiosk is enrolled');
  const downlink = openDownlink({
    folder: join(folder, 'downlink'),
    kiosk: name,
    http: { ...kiosk.http, fetch: identity === kiosk.identity ? fetchNoted : identity.fetch },
    clock: { now: identity.now },
    timers: globalThis,
    enrolled: () => keys,
    checkTexts: () => undefined,
  });
  downlinks.push(downlink);
  return downlink;
}

const json = (value: unknown) => Buffer.from(JSON.stringify(value));
const listOf = (serials: Iterable<string>) => encodeOppositionList(serials as Iterable<CardSerial>);

describe('what comes down', () => {
  it('names the opposed cards of the registry and no other, with the cable cut as well', async () => {
    const downlink = open();
    expect(await downlink.refresh()).toMatchObject({ refresh: 'replaced', kept: true });
    const opposed = people.filter(({ opposed: isOpposed }) => isOpposed);
    expect(opposed.length).toBeGreaterThan(0);
    network.cut();
    for (const one of [downlink, open()]) {
      expect(await one.refresh()).toMatchObject({ refresh: 'failed', error: { code: 'unreachable' } });
      expect(people.filter(({ card }) => one.isOpposed(card.serial))).toEqual(opposed);
    }
  });

  it('is for each kiosk what was published for it, or else for all', async () => {
    const notice = (text: string) =>
      json({ notices: [{ id: 'n', tone: 'neutral', from: 0, until: now + HOUR, text }] });
    const downlink = open();
    const shown = async () => {
      await downlink.refresh();
      return downlink.current().notices.map(({ text }) => text);
    };
    await api.publisher.publish('notices', notice('à tous'));
    expect(await shown()).toEqual(['à tous']);
    await api.publisher.publish('notices', notice('à borne-2'), 'borne-2');
    expect(await shown()).toEqual(['à tous']);
    await api.publisher.publish('notices', notice('à borne-1'), 'borne-1');
    await api.publisher.publish('notices', notice('à tous, encore'));
    expect(await shown()).toEqual(['à borne-1']);
    await api.publisher.withdraw('notices', 'borne-1');
    expect(await shown()).toEqual(['à tous, encore']);
    await api.publisher.publish('software', Buffer.from('2.1.0\n'));
    await downlink.refresh();
    expect(downlink.current().software).toBe('2.1.0');
  });

  it('is sent once, under one version, until something changes or half its time is over', async () => {
    const downlink = open();
    await downlink.refresh();
    const first = downlink.current();
    now += 23 * HOUR;
    expect(await downlink.refresh()).toEqual({ refresh: 'unchanged' });
    now += 2 * HOUR;
    expect(await downlink.refresh()).toMatchObject({ refresh: 'replaced' });
    expect(downlink.current().version).toBeGreaterThan(first.version ?? 0);
    expect(came).toHaveLength(2);
    network.cut();
    now += 47 * HOUR;
    expect(downlink.current().freshness.freshness).toBe('current');
    now += HOUR;
    expect(downlink.current().freshness.freshness).toBe('expired');
  });

  it('is for the kiosk that asks, by its certificate', async () => {
    expect(await open('borne-2').refresh()).toMatchObject({
      refresh: 'failed',
      error: { code: 'refused', detail: 'HTTP 403' },
    });
    await api.kiosks.revoke('borne-1');
    expect(await open().refresh()).toMatchObject({ refresh: 'failed', error: { detail: 'HTTP 401' } });
  });

  it('goes on from a centre that was restored from a backup', async () => {
    const downlink = open();
    for (const text of ['un', 'deux', 'trois']) {
      await api.publisher.publish('texts', json({ texts: { 'menu.title': text } }));
      await downlink.refresh();
    }
    const before = downlink.current().version ?? 0;
    // As in a backup that was taken before this kiosk first asked.
    await store.db.deleteFrom('manifest').execute();
    await store.db.deleteFrom('published_part').where('name', '=', 'texts').execute();
    now += HOUR;
    expect(await downlink.refresh()).toMatchObject({ refresh: 'replaced' });
    expect(downlink.current()).toMatchObject({ texts: {} });
    expect(downlink.current().version).toBeGreaterThan(before);
  });
});

describe('the opposition list', () => {
  const serials = Array.from(
    { length: 3000 },
    (_, index) => `80250000000000${String(index * 37).padStart(6, '0')}`,
  );

  it('comes whole, compressed, then as a difference that is much shorter', async () => {
    await api.publisher.publish('opposition', listOf(serials));
    const downlink = open();
    await downlink.refresh();
    await api.publisher.publish('opposition', listOf([...serials.slice(2), '42', '43']));
    await downlink.refresh();
    expect(came.map(({ type }) => type)).toEqual(expect.arrayContaining([PART_TYPE, DELTA_TYPE]));
    const delta = came.find(({ type }) => type === DELTA_TYPE);
    expect(delta?.bytes).toBeLessThan(80);
    expect(['42', ...serials.slice(0, 3)].map((each) => downlink.isOpposed(each as CardSerial))).toEqual([
      true,
      false,
      false,
      true,
    ]);
  });

  it('comes as a difference from any of the last thirty versions, whole from an older one', async () => {
    await api.publisher.publish('opposition', listOf(serials));
    const downlink = open();
    await downlink.refresh();
    const next = (version: number) =>
      api.publisher.publish('opposition', listOf([...serials, String(version)]));
    for (let version = 1; version < KEPT_VERSIONS; version += 1) await next(version);
    came = [];
    await downlink.refresh();
    expect(came.map(({ type }) => type)).toEqual([DELTA_TYPE]);
    for (let version = 1; version <= KEPT_VERSIONS; version += 1) await next(100 + version);
    came = [];
    await downlink.refresh();
    expect(came.map(({ type }) => type)).toEqual([PART_TYPE]);
    expect(downlink.isOpposed(String(100 + KEPT_VERSIONS) as CardSerial)).toBe(true);
  });

  it('travels compressed to who says that it can be', async () => {
    const part = Buffer.from(listOf(serials));
    await api.publisher.publish('opposition', part);
    await open().refresh();
    const path = `/v1/parts/${sha256(part)}`;
    const answer = async (headers: Record<string, string>) =>
      (await kiosk.http.fetch(new URL(path, network.url), { headers })).headers;
    expect((await answer({ 'accept-encoding': 'gzip' })).get('content-encoding')).toBe('gzip');
    expect((await answer({ 'accept-encoding': 'identity' })).get('content-encoding')).toBeNull();
  });
});

describe('the keys of the centre', () => {
  it('rotate without anybody going to a kiosk: those for manifests, and those for watermarks', async () => {
    const downlink = open();
    await downlink.refresh();
    for (let turn = 0; turn < 3; turn += 1) {
      expect(await api.rotate('manifest')).toMatchObject({ ok: true });
      expect(await api.rotate('watermark')).toMatchObject({ ok: true });
      now += LEAD + HOUR;
      expect(await downlink.refresh()).toMatchObject({ refresh: 'replaced' });
      expect(downlink.keys()).toEqual(api.keys());
    }
    expect(open().keys()).toEqual(api.keys());
    expect(kiosk.identity.keys?.manifest).not.toEqual(api.keys().manifest);
  });

  it('that bodies are sealed to are used at once, and what was sealed before still opens', async () => {
    const downlink = open();
    await downlink.refresh();
    const journal = openJournal({
      file: join(folder, 'journal.db'),
      ...{ kiosk: 'borne-1', bootId: 'run', clock, randomBytes },
      recipient: currentRecipient(downlink.keys),
    });
    if (!journal.ok) throw new Error(journal.error.detail);
    const client = createCentralClient({ ...kiosk.http, signer: kiosk.identity });
    const verify = watermarkCheck(() => downlink.keys().watermark);
    const deliver = () => createUplink({ journal: journal.value, client, verify }).deliver();
    await journal.value.record({ kind: 'card-forgotten' });

    const port = Number(new URL(api.url).port);
    await api.close();
    await startCentre([newKeyPair(), firstPair]);
    await api.listen(port);
    await api.rotate('watermark');
    now += HOUR;
    expect(await downlink.refresh()).toMatchObject({ refresh: 'replaced' });
    await journal.value.record({ kind: 'paper-forgotten' });
    expect(await deliver()).toMatchObject({ delivery: 'acknowledged', records: 2 });
    const records = await api.records();
    expect(records.map(({ content }) => content)).toEqual([
      { kind: 'card-forgotten' },
      { kind: 'paper-forgotten' },
    ]);
    expect(new Set(records.map(({ header }) => JSON.parse(header).key)).size).toBe(2);
    journal.value.close();
  });
});

describe('a heartbeat', () => {
  const { sent: _, ...told } = wellHeartbeat;

  it('is answered with the manifest to have and how far off the clock is, and is in the fleet', async () => {
    const ahead: Clock = { ...clock, now: () => epochMilliseconds(now + 90_000) };
    const answered = await sendHeartbeat(kiosk.http, 'borne-1', told, ahead);
    expect(answered).toMatchObject({ ok: true, value: { clockOffset: -90_000, reply: { every: 60 } } });
    const downlink = open();
    await downlink.refresh();
    expect(answered.ok && answered.value.reply.manifest).toBe(downlink.reported().version);
    expect(await api.fleet.kiosk('borne-1')).toMatchObject({ state: { lastSeen: now, problems: [] } });
  });

  it('of another kiosk is not believed, nor one with something more in it', async () => {
    expect(await sendHeartbeat(kiosk.http, 'borne-2', told, clock)).toMatchObject({
      ok: false,
      error: { code: 'refused' },
    });
    const more = { ...told, holder: 'Nathalie Durand' };
    expect(await sendHeartbeat(kiosk.http, 'borne-1', more, clock)).toMatchObject({
      ok: false,
      error: { detail: expect.stringContaining('HTTP 400') },
    });
    expect(await api.fleet.kiosks()).toEqual([]);
  });
});

describe('a clock that is ten years off', () => {
  const YEARS = 3653 * 24 * HOUR;

  it.each([
    ['ahead', YEARS],
    ['behind', -YEARS],
  ])('%s, takes nothing from what comes down, nor its age, whatever starts again', async (_, off) => {
    const wrong: Clock = { now: () => epochMilliseconds(now + off), monotonic: clock.monotonic };
    const under = async () =>
      enrolledKiosk(api, {
        ...{ kiosk: 'borne-1', clock: wrong, url: network.url },
        folder: join(folder, 'identity'),
      });
    const openUnder = ({ identity }: EnrolledKiosk) => open('borne-1', identity);
    const first = await under();
    const downlink = openUnder(first);
    expect(await downlink.refresh()).toMatchObject({ refresh: 'replaced' });
    expect(downlink.current().freshness).toMatchObject({ freshness: 'current' });
    now += 49 * HOUR;
    expect(downlink.current().freshness).toMatchObject({ freshness: 'expired' });
    expect(await downlink.refresh()).toMatchObject({ refresh: 'replaced' });
    await first.identity.refresh();
    await first.identity.close();
    network.cut();
    const second = await under();
    const again = openUnder(second);
    if (off < 0) expect(again.current().freshness).toMatchObject({ freshness: 'current' });
    now += 49 * HOUR;
    expect(again.current().freshness).toMatchObject({ freshness: 'expired' });
    await second.identity.close();
  });
});

describe('keys that nobody can seal to', () => {
  it('are not sent down: a centre that has them does not start', async () => {
    const centre = (recipients: readonly KeyPair[]) =>
      createCentralApi({ file: ':memory:', clock, personas: [], recipients });
    const none = { ...newKeyPair(), publicKey: new Uint8Array(32) };
    await expect(centre([newKeyPair(), none])).rejects.toThrow(/number 2 is no X25519 public key/);
    const many = await centre([newKeyPair(), newKeyPair(), newKeyPair()]);
    expect(many.keys().recipients).toHaveLength(2);
    await many.close();
  });

  it('are no part of an identity', async () => {
    const file = join(folder, 'identity', 'identity.json');
    const kept = JSON.parse(readFileSync(file, 'utf8'));
    kept.keys.recipients = ['A'.repeat(43)];
    writeFileSync(file, JSON.stringify(kept));
    const authority = api.kiosks.authority.toString();
    const options = { kiosk: 'borne-1', url: network.url, authority, clock, timers: globalThis };
    const opened = openIdentity({ ...options, folder: join(folder, 'identity') });
    if (!opened.ok) throw new Error(opened.error);
    expect(opened.value.keys).toBeUndefined();
    expect(opened.value.notice).toMatchObject({
      notice: 'unusable',
      detail: expect.stringContaining('sealed to'),
    });
    await opened.value.close();
  });
});
