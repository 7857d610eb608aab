import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { calendarDateAt } from '@borne/domain/calendar-date';
import { ok } from '@borne/domain/result';
import type { Clock } from '@borne/domain/time';
import { tracedCard } from '@borne/simulators/card/traced-card';
import { vitale2 } from '@borne/simulators/card/vitale-2';
import { InProcessReader } from '@borne/simulators/card-reader/in-process-reader';
import { createCentralApi } from '@borne/simulators/central-api/central-api';
import { KIOSK_LIMITS } from '@borne/simulators/central-api/limits';
import { enrolledKiosk } from '@borne/simulators/central-api/testing/enrolled-kiosk';
import { personas } from '@borne/simulators/personas/personas';
import { updateCard } from '@borne/state-machines/card-update';
import { createCardUpdateClient } from '@borne/sync/central/card-update';
import type { OperationId } from '@borne/sync/journal/port';
import { nextCard, openDriver } from './card-read.ts';
import { type Comparison, compare, type Subject } from './compare.ts';

/** The person of the shelf about whom most changed: a move, a birth, rights, an address. */
const TYPICAL = 'sophie-martin';

/** SELECT of the root: the least a card can be asked, and that is answered without `61xx`. */
const SELECT_ROOT = Uint8Array.of(0x00, 0xa4, 0x00, 0x00, 0x02, 0x3f, 0x00);

/**
 * A whole update, from the question to the proof, with the real driver and centre, on a card in this process and over HTTP on
 * this machine; against as many of the plainest APDUs and as many of the plainest requests. The journal is left out: it has a
 * measure of its own.
 */
export async function cardUpdate(clock: Clock): Promise<Comparison> {
  const today = calendarDateAt(clock.now());
  const person = personas(today).find(({ id }) => id === TYPICAL);
  if (!person) throw new Error(`no persona ${TYPICAL}`);
  const { serial } = person.card;
  const centre = await createCentralApi({
    file: ':memory:',
    clock,
    personas: [person],
    // One kiosk updates as fast as it can: no limit is to be measured.
    limits: { ...KIOSK_LIMITS, perSecond: 1e6, burst: 1e6 },
  });
  const url = await centre.listen(0);
  const folder = mkdtempSync(join(tmpdir(), 'borne-bench-'));
  const { identity } = await enrolledKiosk(centre, { kiosk: 'borne-bench', folder, clock });
  let requests = 0;
  const counted: typeof fetch = (...request) => {
    requests += 1;
    return identity.fetch(...request);
  };
  const cardUpdates = createCardUpdateClient({ url, fetch: counted, timers: globalThis });
  const reader = new InProcessReader();
  const driver = openDriver(reader, today);
  const journal = { begin: async () => ok('bench' as OperationId), settle: async () => ok(undefined) };
  let apdus = 0;

  const updateOnce = async () => {
    const card = vitale2(person.card, {}, person.issued);
    const occupied = nextCard(driver);
    await reader.insert(tracedCard(card, ({ seen }) => (apdus += seen === 'apdu' ? 1 : 0)));
    const inserted = await occupied;
    const result = await updateCard(
      { cardReader: driver, cardUpdates, journal },
      { token: inserted, serial },
    );
    if (result.update !== 'updated') throw new Error(`expected an update, got ${result.update}`);
    await reader.remove();
  };
  await updateOnce();
  const cost = { apdus, requests };

  const update: Subject = {
    name: `update of a card, ${cost.apdus} APDUs and ${cost.requests} requests to the centre`,
    async run(count) {
      for (let index = 0; index < count; index++) await updateOnce();
    },
  };
  const idle = vitale2(person.card);
  idle.reset();
  const plainest: Subject = {
    name: `${cost.apdus} SELECT and ${cost.requests} requests for a route that does not exist`,
    async run(count) {
      for (let index = 0; index < count; index++) {
        for (let sent = 0; sent < cost.apdus; sent++) idle.transmit(SELECT_ROOT);
        for (let sent = 0; sent < cost.requests; sent++) {
          const answer = await identity.fetch(`${url}/v1/nothing`);
          await answer.text();
        }
      }
    },
  };
  try {
    return await compare(update, plainest, { rounds: 7, count: 20, now: () => clock.monotonic() });
  } finally {
    await driver.close();
    await identity.close();
    await centre.close();
    rmSync(folder, { recursive: true });
  }
}
