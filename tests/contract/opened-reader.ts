import { createCardReader } from '@borne/device-drivers/card-reader/driver';
import type { CardReaderPort, CardReaderState } from '@borne/device-drivers/card-reader/port';
import { parseTechnicianAuthority } from '@borne/device-drivers/card-reader/technician-certificate';
import type { CalendarDate } from '@borne/domain/calendar-date';
import { simulatedTechnicianAuthority } from '@borne/simulators/card/technician-authority';
import type { InProcessReader } from '@borne/simulators/card-reader/in-process-reader';

/** The real driver on a reader of this process. */
export function openReader(
  hands: InProcessReader,
  random: (length: number) => Uint8Array,
  today: CalendarDate,
): CardReaderPort {
  const { reference, publicKeyPem } = simulatedTechnicianAuthority;
  const authority = parseTechnicianAuthority(reference, publicKeyPem);
  if (!authority.ok) throw new Error(authority.error);
  return createCardReader({
    transport: hands,
    timers: globalThis,
    random,
    today: () => today,
    technicianAuthority: authority.value,
  });
}

/** Resolves when a card is in and recognised. */
export function occupied(reader: CardReaderPort): Promise<Extract<CardReaderState, { reader: 'occupied' }>> {
  return new Promise((resolve) => {
    const look = (state: CardReaderState) => {
      if (state.reader !== 'occupied') return;
      unsubscribe();
      resolve(state);
    };
    const unsubscribe = reader.subscribe(look);
    look(reader.state());
  });
}
