import type { Clock } from '@borne/domain/time';
import type { ShelvedCard } from '../card/shelf.ts';
import type { SimulatedReader } from '../card-reader/simulated-reader.ts';
import type { Caisse, ServiceWindows } from '../central-api/card-updates/service-windows.ts';
import type { CentralApi } from '../central-api/central-api.ts';
import { stormy, type Weather } from '../network/faults.ts';
import type { Network } from '../network/network.ts';
import type { Sheet } from '../printer/sheets.ts';
import type { SimulatedPrinter } from '../printer/simulated-printer.ts';
import type { Bench, BenchAnswer, JournalWatch } from './bench.ts';
import type { BenchState, NetworkWeather, Paper, PrinterSwitch } from './contract.ts';

export interface SimulatedBenchParts {
  readonly shelf: readonly ShelvedCard[];
  /** The simulated device, or the name of the transport of a real one, which the bench cannot touch. */
  readonly reader: SimulatedReader | string;
  readonly printer: SimulatedPrinter | string;
  readonly centre:
    | { readonly api: CentralApi; readonly network: Network; readonly windows: ServiceWindows }
    | undefined;
  readonly clock: Clock;
  readonly journal: JournalWatch;
}

/** The bench over the simulated devices of one kiosk. */
export function createSimulatedBench({
  shelf,
  reader,
  printer,
  centre,
  clock,
  journal,
}: SimulatedBenchParts): Bench {
  const inserted = () =>
    typeof reader === 'string' ? undefined : shelf.find(({ card }) => card === reader.inserted);
  const real = (what: string, transport: string): BenchAnswer => ({
    impossible: `the ${what} is a real one (${transport}): use your hands`,
  });

  return {
    async state(): Promise<BenchState> {
      const { unacknowledged, inDoubt } = journal.backlog();
      return {
        reader: {
          transport: typeof reader === 'string' ? reader : 'simulated',
          card: inserted()?.id ?? null,
          caisse: caisseState(inserted()?.caisse, centre?.windows, clock),
        },
        printer: printerState(printer),
        network: { up: centre?.network.isUp ?? true },
        journal: { unacknowledged, inDoubt },
        papers: typeof printer === 'string' ? [] : printer.papers().map(describePaper),
        central: await centralState(centre?.api),
      };
    },

    subscribe(listener) {
      const unsubscriptions = [
        typeof reader === 'string' ? undefined : reader.onChange(listener),
        typeof printer === 'string' ? undefined : printer.subscribe(listener),
        centre?.network.subscribe(listener),
        centre?.windows.subscribe(listener),
        centre?.api.subscribe(listener),
        journal.subscribe(listener),
      ];
      return () => {
        for (const unsubscribe of unsubscriptions) unsubscribe?.();
      };
    },

    cards: () => shelf.map(({ id, label, story, kind }) => ({ id, label, story, kind })),

    async insertCard(id) {
      if (typeof reader === 'string') return real('card reader', reader);
      const shelved = shelf.find((card) => card.id === id);
      if (!shelved) return { impossible: `no card "${id}" on the shelf` };
      if (reader.inserted) return { impossible: 'there is a card in the slot already' };
      await reader.insert(shelved.card);
      return 'done';
    },

    async removeCard() {
      if (typeof reader === 'string') return real('card reader', reader);
      if (!reader.inserted) return { impossible: 'there is no card in the slot' };
      await reader.remove();
      return 'done';
    },

    async pullAfter(apdus) {
      if (typeof reader === 'string') return real('card reader', reader);
      if (!reader.inserted) return { impossible: 'there is no card in the slot' };
      reader.pullAfter(apdus);
      return 'done';
    },

    async switchCaisse(open) {
      const caisse = inserted()?.caisse;
      if (!centre) return { impossible: 'the central API is a real one' };
      if (!caisse) return { impossible: 'no card in the slot has a caisse that the centre knows' };
      if (open) centre.windows.reopen(caisse);
      else centre.windows.close(caisse, clock.now(), clock.now() + untilTomorrow);
      return 'done';
    },

    async switchPrinter(to) {
      if (typeof printer === 'string') return real('printer', printer);
      switches[to](printer);
      return 'done';
    },

    async switchNetwork(up, weather) {
      if (!centre) return { impossible: 'the central API is a real one: pull its cable' };
      if (weather !== undefined) centre.network.disturb(weathers[weather]);
      if (up) centre.network.up();
      else centre.network.cut();
      return 'done';
    },

    paper(id) {
      const sheet =
        typeof printer === 'string' ? undefined : printer.papers().find((paper) => paper.id === id);
      return sheet && { png: sheet.png(), text: sheet.text };
    },
  };
}

const weathers: Record<NetworkWeather, Weather | undefined> = {
  calm: undefined,
  lossy: stormy(
    { 'lose-request': 0.1, 'lose-answer': 0.1, truncate: 0.05, reset: 0.05, latency: 0.1 },
    Math.random,
  ),
  slow: () => ({ fault: 'slow-loris', apart: 20 }),
  errors: () => ({ fault: 'status', status: 503, retryAfter: 30 }),
  'captive-portal': () => ({ fault: 'captive-portal' }),
};

const switches: Record<PrinterSwitch, (printer: SimulatedPrinter) => void> = {
  'paper-out': (printer) => printer.paperOut(),
  'paper-near-end': (printer) => printer.nearEnd(),
  refill: (printer) => printer.refill(),
  'cover-open': (printer) => printer.openCover(),
  'cover-close': (printer) => printer.closeCover(),
  'cutter-jam': (printer) => printer.jam(),
  'cutter-free': (printer) => printer.free('cutter'),
  take: (printer) => printer.take(),
  unplug: (printer) => printer.unplug(),
  plug: (printer) => printer.plug(),
};

const untilTomorrow = 24 * 60 * 60 * 1000;

function caisseState(
  caisse: Caisse | undefined,
  windows: ServiceWindows | undefined,
  clock: Clock,
): BenchState['reader']['caisse'] {
  if (!caisse || !windows) return null;
  const open = windows.outage(caisse, clock.now()) === undefined;
  return { code: `${caisse.regime}\u00a0${caisse.caisse}`, open };
}

async function centralState(api: CentralApi | undefined): Promise<BenchState['central']> {
  if (!api) return { records: 0, operations: [], alarms: [] };
  const { alarms } = await api.cardUpdates();
  return {
    records: (await api.records()).length,
    operations: await api.operations(),
    alarms: alarms.map(({ what }) => what),
  };
}

function printerState(printer: SimulatedPrinter | string): BenchState['printer'] {
  if (typeof printer === 'string') {
    const unknown = { paper: 'unknown', cover: 'unknown', cutter: 'unknown', mouth: 'none' };
    return { transport: printer, plugged: true, ...unknown, millimetresLeft: 0 };
  }
  const { plugged, paper, cover, cutter, presenter, millimetresLeft } = printer.state();
  return { transport: 'simulated', plugged, paper, cover, cutter, mouth: presenter, millimetresLeft };
}

const describePaper = ({ id, text, complete }: Sheet): Paper => ({
  id,
  png: `papers/${id}.png`,
  text,
  complete,
});
