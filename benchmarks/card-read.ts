import { randomBytes } from 'node:crypto';
import { createCardReader } from '@borne/device-drivers/card-reader/driver';
import type { CardReaderPort } from '@borne/device-drivers/card-reader/port';
import { parseTechnicianAuthority } from '@borne/device-drivers/card-reader/technician-certificate';
import type { CardReaderTransport } from '@borne/device-drivers/card-reader/transport';
import { type CalendarDate, calendarDateAt } from '@borne/domain/calendar-date';
import type { Clock } from '@borne/domain/time';
import { createShelf } from '@borne/simulators/card/shelf';
import type { SimulatedCard } from '@borne/simulators/card/simulated-card';
import { simulatedTechnicianAuthority } from '@borne/simulators/card/technician-authority';
import { tracedCard } from '@borne/simulators/card/traced-card';
import { InProcessReader } from '@borne/simulators/card-reader/in-process-reader';
import type { SimulatedReader } from '@borne/simulators/card-reader/simulated-reader';
import { type Comparison, compare, type Subject } from './compare.ts';

/** A card in a reader under the real driver, and the APDUs that a whole read of it takes. */
export interface ReadableCard {
  readonly read: Subject;
  readonly script: readonly Uint8Array[];
  readonly card: SimulatedCard;
  close(): Promise<void>;
}

/** Puts the first card of the shelf in `hands`, under a driver on `transport`. */
export async function insertReadableCard(
  hands: SimulatedReader,
  transport: CardReaderTransport,
  clock: Clock,
  readerName?: string,
): Promise<ReadableCard> {
  const today = calendarDateAt(clock.now());
  const [shelved] = createShelf(today);
  if (!shelved) throw new Error('the shelf is empty');
  const script: Uint8Array[] = [];
  let recording = false;
  const card = tracedCard(shelved.card, (trace) => {
    if (recording && trace.seen === 'apdu') script.push(Uint8Array.from(trace.command));
  });
  const driver = openDriver(transport, today, readerName);
  const occupied = nextCard(driver);
  await hands.insert(card);
  const token = await occupied;
  const readOnce = async () => {
    const content = await driver.readVitale(token);
    if (!content.ok) throw new Error(content.error.detail);
  };
  recording = true;
  await readOnce();
  recording = false;
  return {
    script,
    card: shelved.card,
    read: {
      name: `whole read of a Carte Vitale (${script.length} APDUs)`,
      async run(count) {
        for (let index = 0; index < count; index++) await readOnce();
      },
    },
    async close() {
      await hands.remove();
      await driver.close();
    },
  };
}

/** The real driver on `transport`. */
export function openDriver(transport: CardReaderTransport, today: CalendarDate, readerName?: string) {
  const { reference, publicKeyPem } = simulatedTechnicianAuthority;
  const authority = parseTechnicianAuthority(reference, publicKeyPem);
  if (!authority.ok) throw new Error(authority.error);
  return createCardReader({
    transport,
    timers: globalThis,
    random: randomBytes,
    today: () => today,
    technicianAuthority: authority.value,
    readerName,
  });
}

/** Resolves at the next card that is put in. */
export const nextCard = (driver: CardReaderPort) =>
  new Promise<Extract<ReturnType<CardReaderPort['state']>, { reader: 'occupied' }>['token']>((resolve) => {
    driver.subscribe((state) => state.reader === 'occupied' && resolve(state.token));
  });

/** The driver's own cost: the same APDUs sent to the same simulated card, with nothing in between. */
export async function cardRead(clock: Clock): Promise<Comparison> {
  const reader = new InProcessReader();
  const { read, script, card, close } = await insertReadableCard(reader, reader, clock);
  const bare: Subject = {
    name: 'the same APDUs sent bare to the same card, in-process',
    async run(count) {
      for (let index = 0; index < count; index++) {
        card.reset();
        for (const command of script) {
          if (card.transmit(command).length < 2) throw new Error('no answer');
        }
      }
    },
  };
  const comparison = await compare(read, bare, { rounds: 9, count: 200, now: () => clock.monotonic() });
  await close();
  return comparison;
}
