import { randomBytes } from 'node:crypto';
import { createCardReader } from '@borne/device-drivers/card-reader/driver';
import { parseTechnicianAuthority } from '@borne/device-drivers/card-reader/technician-certificate';
import type { CardReaderTransport } from '@borne/device-drivers/card-reader/transport';
import { calendarDateAt } from '@borne/domain/calendar-date';
import type { Clock } from '@borne/domain/time';
import { createShelf } from '@borne/simulators/card/shelf';
import { simulatedTechnicianAuthority } from '@borne/simulators/card/technician-authority';
import { InProcessReader } from '@borne/simulators/card-reader/in-process-reader';
import { type Comparison, compare, type Subject } from './compare.ts';

/** A whole read of a Carte Vitale through the driver, against the same APDUs sent bare over the same transport. */
export async function cardRead(clock: Clock): Promise<Comparison> {
  const today = calendarDateAt(clock.now());
  const [shelved] = createShelf(today);
  const { reference, publicKeyPem } = simulatedTechnicianAuthority;
  const authority = parseTechnicianAuthority(reference, publicKeyPem);
  if (!shelved || !authority.ok) throw new Error('the simulation has no card or no authority');

  const reader = new InProcessReader();
  const sent: Uint8Array[] = [];
  const driver = createCardReader({
    transport: recording(reader, sent),
    timers: globalThis,
    random: randomBytes,
    today: () => today,
    technicianAuthority: authority.value,
  });
  const occupied = new Promise<void>((resolve) => {
    driver.subscribe((state) => state.reader === 'occupied' && resolve());
  });
  await reader.insert(shelved.card);
  await occupied;
  const state = driver.state();
  if (state.reader !== 'occupied') throw new Error('the card was not seen');
  sent.length = 0;
  await driver.readVitale(state.token);
  const script = [...sent];

  const read: Subject = {
    name: `whole read of a Carte Vitale (${script.length} APDUs)`,
    async run(count) {
      for (let index = 0; index < count; index++) {
        const content = await driver.readVitale(state.token);
        if (!content.ok) throw new Error(content.error.detail);
      }
    },
  };
  const connection = await reader.connect(reader.name);
  if (!connection.ok) throw new Error(connection.error.detail);
  const bare: Subject = {
    name: 'the same APDUs sent bare, in-process',
    async run(count) {
      for (let index = 0; index < count; index++) {
        for (const command of script) await connection.value.transmit(command);
      }
    },
  };
  const comparison = await compare(read, bare, { rounds: 9, count: 200, now: () => clock.monotonic() });
  await driver.close();
  return comparison;
}

/** The transport, with every command kept in `sent`. */
function recording(transport: CardReaderTransport, sent: Uint8Array[]): CardReaderTransport {
  return {
    open: (listener) => transport.open(listener),
    close: () => transport.close(),
    async connect(name) {
      const connected = await transport.connect(name);
      if (!connected.ok) return connected;
      const connection = connected.value;
      return {
        ok: true,
        value: {
          disconnect: () => connection.disconnect(),
          transmit: (command) => {
            sent.push(command);
            return connection.transmit(command);
          },
        },
      };
    },
  };
}
