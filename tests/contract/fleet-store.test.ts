import { generateKeyPairSync, sign } from 'node:crypto';
import { epochMilliseconds } from '@borne/domain/time';
import { Publisher } from '@borne/simulators/central-api/downlink/publisher';
import { Fleet } from '@borne/simulators/central-api/fleet/fleet';
import { createMetrics } from '@borne/simulators/central-api/fleet/metrics';
import { countOperations } from '@borne/simulators/central-api/fleet/people';
import { KioskRegistry } from '@borne/simulators/central-api/identity/kiosk-registry';
import { openExistingStore } from '@borne/simulators/central-api/store/open-store';
import type { Store } from '@borne/simulators/central-api/store/store';
import { readManifest } from '@borne/sync/downlink/signed-manifest';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fleetNow, wellHeartbeat } from '../fleet-of-thirty.ts';
import { type EmptyDatabase, storeEngines } from './store-engines.ts';

/** What is sent down and how the fleet is, on every engine of the centre's store. */

const engines = storeEngines();
const SLOW = 120_000;
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

const pair = generateKeyPairSync('ed25519');
const publicKey = pair.publicKey.export({ format: 'jwk' }).x ?? '';
const signer = () => ({
  publicKey,
  sign: (text: string) => sign(null, Buffer.from(text), pair.privateKey).toString('base64url'),
});

describe.each(engines)('on $name', (engine) => {
  if (engine.missing !== undefined) {
    it.skip(`is not tested: ${engine.missing}`, () => undefined);
    return;
  }

  let database: EmptyDatabase;
  let store: Store;
  let now = fleetNow;
  const clock = { now: () => epochMilliseconds(now) };

  beforeAll(async () => {
    database = await engine.createDatabase();
    store = await database.open();
  }, SLOW);
  afterAll(async () => {
    await store.close();
    await database.remove();
    await engine.stop();
  }, SLOW);

  // PGlite has no address to open it by.
  if (engine.name !== 'PGlite')
    it('is known for a centre’s once a centre made it, and an empty database for none', async () => {
      const empty = await engine.createDatabase();
      expect(await openExistingStore(empty.address ?? '')).toMatchObject({
        error: expect.stringContaining('expected'),
      });
      await empty.remove();
      const opened = await openExistingStore(database.address ?? '');
      if (!opened.ok) throw new Error(opened.error);
      await opened.value.close();
    });

  it('knows the kiosks that it may publish for, and whether there was anything to take back', async () => {
    const registry = await KioskRegistry.open(store, clock);
    expect(await registry.knows('borne-known')).toBe(false);
    await registry.newCode('borne-known');
    expect(await registry.knows('borne-known')).toBe(true);
    const publisher = new Publisher(store, clock, signer);
    expect(await publisher.withdraw('texts', 'borne-known')).toBe(false);
    await publisher.publish('texts', Buffer.from('{}'), 'borne-known');
    expect(await publisher.withdraw('texts', 'borne-known')).toBe(true);
  });

  it('a kiosk’s manifest names the newest of what was published for it, and no two of them have one version', async () => {
    const publisher = new Publisher(store, clock, signer);
    const bytes = Buffer.from([0, 255, 10, 13]);
    await publisher.publish('opposition', bytes);
    await publisher.publish('opposition', bytes);
    await publisher.publish('notices', Buffer.from('{}'), 'borne-1');
    const issued = await publisher.manifestFor('borne-1');
    const asked = await Promise.all(Array.from({ length: 5 }, () => publisher.manifestFor('borne-1')));
    expect(new Set(asked.map(({ jws }) => jws))).toEqual(new Set([issued.jws]));
    const read = readManifest(issued.jws, { kiosk: 'borne-1', keys: [publicKey] });
    expect(read.ok && read.value.manifest.parts.map(({ name, version }) => [name, version])).toEqual([
      ['notices', 1],
      ['opposition', 1],
    ]);
    const [, opposition] = read.ok ? read.value.manifest.parts : [];
    const kept = await publisher.part(opposition?.sha256 ?? '');
    expect(Buffer.from(kept?.content ?? []).equals(bytes)).toBe(true);
    await publisher.publish('opposition', Buffer.from('another'));
    const next = await publisher.manifestFor('borne-1');
    expect(next.version).toBeGreaterThan(issued.version);
  });

  it('a version of a manifest is given out once, by processes that issue in one second', async () => {
    const other = engine.shared ? await database.open() : store;
    const publishers = [new Publisher(store, clock, signer), new Publisher(other, clock, signer)];
    const kiosks = Array.from({ length: 5 }, (_, index) => `crowd-${index}`);
    for (const kiosk of kiosks) {
      const asked = publishers.flatMap((publisher) => [
        publisher.manifestFor(kiosk),
        publisher.manifestFor(kiosk),
      ]);
      expect(new Set((await Promise.all(asked)).map(({ jws }) => jws)).size).toBe(1);
    }
    if (other !== store) await other.close();
  });

  it('a kiosk’s alarms and silences have a beginning and an end, and its people are counted once', async () => {
    const fleet = new Fleet(store, clock);
    const take = (alarms: typeof wellHeartbeat.alarms) => fleet.take('borne-1', { ...wellHeartbeat, alarms });
    for (const week of [1, 2, 3, 4])
      for (let person = 0; person < 4; person += 1)
        await store.transact((trx) => {
          const wall = fleetNow - week * 7 * 24 * HOUR;
          const receivedAt = fleetNow;
          return countOperations(trx, [{ kiosk: 'borne-1', type: 'operation-begun', wall, receivedAt }]);
        });
    now = fleetNow - 60 * 24 * HOUR;
    await take([]);
    now = fleetNow;
    await take([{ code: 'paper-out', age: 60 }]);
    await take([{ code: 'paper-out', age: 61 }]);
    const [state] = await fleet.kiosks();
    expect(state).toMatchObject({
      problems: [{ cause: 'paper-out', since: fleetNow - MINUTE }],
      concerned: 4,
    });
    now += MINUTE;
    await Promise.all([take([]), take([])]);
    expect((await fleet.kiosk('borne-1'))?.episodes).toEqual([
      { cause: 'paper-out', since: fleetNow - MINUTE, until: now },
      { cause: 'offline', since: fleetNow - 60 * 24 * HOUR, until: fleetNow },
    ]);
    const text = await createMetrics(store, fleet, clock).text();
    expect(text).toContain('borne_up{kiosk="borne-1"} 1');
    now += 200 * 24 * HOUR;
    await fleet.forget();
    expect((await fleet.kiosk('borne-1'))?.episodes).toMatchObject([{ cause: 'offline' }]);
  });
});
