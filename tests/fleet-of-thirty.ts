import { epochMilliseconds, milliseconds } from '@borne/domain/time';
import { type CentralApi, createCentralApi } from '@borne/simulators/central-api/central-api';
import { openStore } from '@borne/simulators/central-api/store/open-store';
import type { Store } from '@borne/simulators/central-api/store/store';
import type { AlarmCode, Heartbeat } from '@borne/sync/contract/heartbeat';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

/** Sunday 22 November 2026, 10:30 in Paris. */
export const fleetNow = Date.UTC(2026, 10, 22, 9, 30);

export const operatorSecret = 'secret-of-the-operators-in-tests';

/** A kiosk with nothing wrong. */
export const wellHeartbeat: Heartbeat = {
  sent: fleetNow,
  up: 86_400,
  office: 'Accueil d’Angers',
  software: '0.1.0',
  inService: true,
  reference: { version: 12, age: 3600, refused: false, opposition: { version: 3, cards: 512_345 } },
  journal: { unacknowledged: 0, inDoubt: 0, acknowledged: 40, usable: true },
  reader: 'present',
  printer: { state: 'connected', paper: 'ok', cover: 'closed' },
  disk: { used: 0.31, free: 21_000_000_000 },
  clockOffset: 120,
  frame: 4,
  certificate: 50 * 86_400,
  alarms: [],
};

/** What is wrong with some of the thirty, since how many minutes; `silent`: since when it gives no news; `visits` an hour. */
interface Ailing {
  readonly alarms?: readonly (readonly [AlarmCode, number])[];
  readonly silent?: number;
  readonly visits: number;
  readonly more?: Partial<Heartbeat>;
}

const ailing: Readonly<Record<string, Ailing>> = {
  'angers-2': {
    alarms: [['paper-out', 45]],
    visits: 14,
    more: { printer: { state: 'connected', paper: 'out', cover: 'closed' } },
  },
  'brest-1': { alarms: [['reader-lost', 130]], visits: 9, more: { reader: 'absent', inService: false } },
  'calais-1': { silent: 300, visits: 6 },
  'dax-1': { alarms: [['paper-low', 600]], visits: 20 },
  'dijon-3': {
    alarms: [
      ['clock-off', 2000],
      ['paper-low', 50],
    ],
    visits: 3,
    more: { clockOffset: -31_536_000_000 },
  },
  'evry-2': { alarms: [['screen-frozen', 20]], visits: 22 },
  'grenoble-1': {
    alarms: [
      ['backlog-old', 1500],
      ['reference-expired', 200],
    ],
    visits: 5,
    more: { journal: { unacknowledged: 1804, inDoubt: 2, oldest: 90_000, usable: true } },
  },
  'lille-4': { alarms: [['printer-jammed', 15]], visits: 11 },
  'lyon-1': { alarms: [['software-other', 9000]], visits: 30 },
  'mende-1': { silent: 4000, visits: 1 },
  'metz-2': { alarms: [['disk-filling', 700]], visits: 4, more: { disk: { used: 0.86, free: 900_000_000 } } },
};

const places =
  'angers-1 angers-2 brest-1 brest-2 calais-1 dax-1 dijon-3 evry-1 evry-2 grenoble-1 lille-3 lille-4 lyon-1 lyon-2 mende-1 metz-1 metz-2 nancy-1 nantes-1 nice-1 nice-2 orleans-1 paris-1 paris-2 pau-1 quimper-1 reims-1 rennes-1 rouen-1 toulon-1'.split(
    ' ',
  );

const officeOf = (kiosk: string) => {
  const [town = '', number] = kiosk.split('-');
  return `Accueil de ${town[0]?.toUpperCase()}${town.slice(1)}, borne ${number}`;
};

/** A centre and thirty kiosks that it heard of, some of them ailing in their own ways. */
export interface FleetOfThirty {
  readonly api: CentralApi;
  readonly store: Store;
  /** Where people and operators look. */
  readonly origin: string;
  /** Sets the centre's clock: epoch milliseconds. */
  setNow(now: number): void;
  close(): Promise<void>;
}

export async function fleetOfThirty(): Promise<FleetOfThirty> {
  let now = fleetNow;
  const clock = { now: () => epochMilliseconds(now), monotonic: () => milliseconds(now) };
  const store = await openStore(':memory:');
  const api = await createCentralApi({ store, clock, personas: [], operatorSecret });
  for (const kiosk of places) {
    const { alarms = [], silent = 0, visits, more = {} } = ailing[kiosk] ?? { visits: 5 };
    const office = officeOf(kiosk);
    // Known for two months: what people did there then is what is expected of it now.
    now = fleetNow - 60 * 24 * HOUR;
    await api.fleet.take(kiosk, { ...wellHeartbeat, office });
    await openHours(store, kiosk, visits);
    now = fleetNow - 100 * HOUR;
    await api.fleet.take(kiosk, { ...wellHeartbeat, office });
    now = fleetNow - silent * MINUTE;
    const told = alarms.map(([code, minutes]) => ({ code, age: minutes * 60 }));
    await api.fleet.take(kiosk, { ...wellHeartbeat, office, ...more, alarms: told });
  }
  now = fleetNow;
  const origin = await api.listenForPeople(0);
  return {
    api,
    store,
    origin,
    setNow(at) {
      now = at;
    },
    close: () => api.close(),
  };
}

/** As many operations an hour from 8:00 to 17:00, every day of the six weeks before. */
async function openHours(store: Store, kiosk: string, operations: number): Promise<void> {
  const first = Math.floor((fleetNow - 42 * 24 * HOUR) / HOUR);
  const last = Math.floor(fleetNow / HOUR);
  const rows = [];
  for (let hour = first; hour <= last; hour += 1) {
    const ofDay = hour % 24;
    if (ofDay >= 7 && ofDay < 16) rows.push({ kiosk, hour, operations });
  }
  await store.db.insertInto('fleet_hour').values(rows).execute();
}
