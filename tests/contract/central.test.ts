import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { CalendarDate } from '@borne/domain/calendar-date';
import type { CardSerial } from '@borne/domain/rights';
import { type Clock, epochMilliseconds, milliseconds } from '@borne/domain/time';
import { type CentralApi, createCentralApi } from '@borne/simulators/central-api/central-api';
import { type EnrolledKiosk, enrolledKiosk } from '@borne/simulators/central-api/testing/enrolled-kiosk';
import { createNetwork, type Network } from '@borne/simulators/network/network';
import { personas } from '@borne/simulators/personas/personas';
import { type CentralClientOptions, createCentralClient } from '@borne/sync/central/client';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

/** The kiosk's client against the reference centre, over a cable that can be cut. */

const today = '2026-11-22' as CalendarDate;
const clock: Clock = {
  now: () => epochMilliseconds(Date.parse(`${today}T08:00:00Z`)),
  monotonic: () => milliseconds(0),
};
const people = personas(today);
const known = people.filter(({ registry }) => registry !== undefined);

let api: CentralApi;
let network: Network;
let kiosk: EnrolledKiosk;
let folder: string;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'borne-central-'));
  api = await createCentralApi({ file: ':memory:', clock, personas: people });
  network = await createNetwork({ target: await api.listen(0) });
  const options = { kiosk: 'borne-1', folder: join(folder, 'identity'), clock, url: network.url };
  kiosk = await enrolledKiosk(api, options);
});
afterEach(async () => {
  await kiosk.identity.close();
  await network.close();
  await api.close();
  rmSync(folder, { recursive: true });
});

const client = (options: Partial<CentralClientOptions> = {}) =>
  createCentralClient({ ...kiosk.http, signer: kiosk.identity, ...options });

const anybody = known[0]?.card.serial ?? ('' as CardSerial);

describe('rights, asked of the centre', () => {
  it.each(known.map((each) => [each.label, each] as const))(
    'of %s are what the registry says',
    async (_, { card, registry }) => {
      expect(await client().rightsOf(card.serial)).toEqual({
        ok: true,
        value: { ...registry, source: 'central', asOf: today },
      });
    },
  );

  it('of a card that the registry does not know are not found', async () => {
    const strangers = people.filter(({ registry }) => registry === undefined);
    expect(strangers.length).toBeGreaterThan(0);
    for (const { card } of strangers)
      expect(await client().rightsOf(card.serial)).toMatchObject({ error: { code: 'not-found' } });
  });

  it('cannot be had while the cable is cut, and can again as soon as it is restored', async () => {
    const central = client();
    expect(await central.rightsOf(anybody)).toMatchObject({ ok: true });
    network.cut();
    expect(await central.rightsOf(anybody)).toMatchObject({
      error: { code: 'unreachable', retryable: true },
    });
    network.up();
    expect(await central.rightsOf(anybody)).toMatchObject({ ok: true });
  });

  it('cannot be had in time from a centre that is too far', async () => {
    network.delayAnswers(60_000);
    const hurried = client({ timers: globalThis, timeouts: { rights: milliseconds(100) } });
    expect(await hurried.rightsOf(anybody)).toMatchObject({ error: { code: 'timeout' } });
  });

  it('cannot be had by a kiosk that was revoked: it goes on with the card, as without a network', async () => {
    await api.kiosks.revoke('borne-1');
    expect(await client().rightsOf(anybody)).toMatchObject({
      error: { code: 'unreachable', retryable: true },
    });
  });
});
