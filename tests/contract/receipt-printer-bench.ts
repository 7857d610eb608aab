import { defaultDelays, type PrinterDelays } from '@borne/device-drivers/receipt-printer/delays';
import { createReceiptPrinter } from '@borne/device-drivers/receipt-printer/driver';
import type { Encoder } from '@borne/device-drivers/receipt-printer/encoder';
import { createEscposEncoder } from '@borne/device-drivers/receipt-printer/escpos-encoder';
import type {
  PrinterState,
  PrintOutcome,
  ReceiptPrinterPort,
} from '@borne/device-drivers/receipt-printer/port';
import type { PrinterProfile } from '@borne/device-drivers/receipt-printer/profile';
import {
  type PrinterProfileName,
  printerProfiles,
} from '@borne/device-drivers/receipt-printer/profiles/catalogue';
import type { PrinterTransport } from '@borne/device-drivers/receipt-printer/transport';
import { lineText } from '@borne/documents/layout/layout';
import type { PrintedLine } from '@borne/domain/printed-line';
import { milliseconds, type Timers } from '@borne/domain/time';
import { printerModels } from '@borne/simulators/printer/models';
import type { Sheet } from '@borne/simulators/printer/sheets';
import { createSimulatedPrinter, type SimulatedPrinter } from '@borne/simulators/printer/simulated-printer';
import { afterEach, expect } from 'vitest';
import type { Bench, Cable } from './receipt-printer-cables.ts';

/**
 * What must hold whatever goes wrong, and whenever:
 *
 * - `printed` only if one sheet bears the whole document and was cut;
 * - `not-printed` only if nothing of it is on any paper;
 * - no document twice, no two documents on one sheet, and the next document comes out whole;
 * - what came out in part is cut off as soon as the printer can, whether or not anybody prints again.
 */
export interface Subject {
  readonly printer: SimulatedPrinter;
  readonly driver: ReceiptPrinterPort;
  readonly cable: Cable;
  readonly timers: Timers;
  readonly profile: PrinterProfile;
}

/** Stands for a 2D code, and is as large as one; it says nothing. */
const symbol: PrintedLine = {
  kind: 'symbol',
  rows: Array.from({ length: 61 }, (_, y) =>
    Array.from({ length: 61 }, (__, x) => ((x * y + x + y) % 3 === 0 ? '1' : '0')).join(''),
  ),
  moduleDots: 3,
  quietZone: 4,
};

/** Long enough to need two chunks, to fill the printer's buffer, and with every kind of line. */
function documentNamed(name: string): readonly PrintedLine[] {
  return [
    { kind: 'text', align: 'center', scale: 2, runs: [{ text: `Document ${name}`, bold: true }] },
    { kind: 'rule' },
    ...Array.from(
      { length: 12 },
      (_, index): PrintedLine => ({
        kind: 'text',
        align: 'left',
        scale: 1,
        runs: [{ text: `${name} ${index + 1} – Œuvre d’été ` }, { text: 'où l’on paie', bold: true }],
      }),
    ),
    { kind: 'blank' },
    symbol,
    { kind: 'rule' },
    { kind: 'text', align: 'right', scale: 1, runs: [{ text: `fin de ${name}` }] },
  ];
}

export const first = documentNamed('A');
export const second = documentNamed('B');

export const textOf = (lines: readonly PrintedLine[]) =>
  lines
    .filter(({ kind }) => kind === 'text' || kind === 'blank')
    .map(lineText)
    .join('\n');

/** The heart beats only where a test is about it; the stall is not for a slow machine to reach. */
export const patient: PrinterDelays = {
  ...defaultDelays,
  reconnect: milliseconds(5),
  realTimeAnswer: milliseconds(2000),
  heartbeat: milliseconds(3_600_000),
  recovery: milliseconds(5),
  stall: milliseconds(20_000),
};

export const isReady = (state: PrinterState) =>
  state.printer === 'connected' && state.paper !== 'out' && state.cover === 'closed' && !state.fault;

/** Resolves with the first state that meets `condition`, the present one included. */
export function until(
  driver: ReceiptPrinterPort,
  condition: (state: PrinterState) => boolean,
): Promise<PrinterState> {
  return new Promise((resolve) => {
    const look = (state: PrinterState) => {
      if (!condition(state)) return;
      unsubscribe();
      resolve(state);
    };
    const unsubscribe = driver.subscribe(look);
    look(driver.state());
  });
}

/** Until nothing with ink on it hangs in the printer. */
export function untilCutOff(printer: SimulatedPrinter): Promise<void> {
  return new Promise((resolve) => {
    const look = () => {
      if (!printer.papers().every(({ cut }) => cut)) return;
      unsubscribe();
      resolve();
    };
    const unsubscribe = printer.subscribe(look);
    look();
  });
}

/** A cable to a printer that does not know `GS ( H`. */
function withoutConfirmation({ open }: PrinterTransport): PrinterTransport {
  const isProcessId = (bytes: Uint8Array) => bytes[0] === 0x37 && bytes[1] === 0x22;
  return {
    open: ({ received, lost }) => open({ received: (bytes) => isProcessId(bytes) || received(bytes), lost }),
  };
}

const opened: Subject[] = [];
afterEach(async () => {
  for (const { driver, cable } of opened.splice(0)) {
    await driver.close();
    await cable.close();
  }
});

export interface Arrangement {
  /** The printer is simulated as the model of the same name. */
  readonly profile?: PrinterProfileName;
  /** What the driver takes it for, where that is not the profile as it is. */
  readonly mistaken?: Partial<PrinterProfile>;
  readonly encoder?: Encoder;
  readonly delays?: PrinterDelays;
  readonly speed?: number;
  /** False: the printer prints and cuts, and never answers the request to confirm it. */
  readonly confirms?: boolean;
  /** Handles the printer before the driver looks at it. */
  readonly before?: (printer: SimulatedPrinter) => void;
}

/** A driver on a simulated printer, both closed after the test. */
export async function arrange(
  bench: Bench,
  {
    profile: name = 'tm-t20iii',
    mistaken = {},
    encoder,
    delays = patient,
    speed,
    confirms = true,
    before,
  }: Arrangement = {},
): Promise<Subject> {
  const timers = bench.timers();
  const profile: PrinterProfile = { ...printerProfiles[name], ...mistaken };
  const printer = createSimulatedPrinter({ timers, model: printerModels[name], ...(speed ? { speed } : {}) });
  before?.(printer);
  const cable = await bench.connect(printer);
  const driver = createReceiptPrinter({
    transport: confirms ? cable.transport : withoutConfirmation(cable.transport),
    timers,
    encoder: encoder ?? createEscposEncoder(profile),
    delays,
    profile,
  });
  const subject = { printer, driver, cable, timers, profile };
  opened.push(subject);
  return subject;
}

const described = (papers: readonly Sheet[]) =>
  papers.map(({ text, complete }) => ({
    bears: ['A', 'B'].filter((name) =>
      new RegExp(`Document ${name}|^${name} \\d|fin de ${name}`, 'm').test(text),
    ),
    // What feeds the paper to its end says nothing, on a line of its own.
    whole: complete && [first, second].some((lines) => textOf(lines) === text.trimEnd()),
    complete,
  }));

/** What bears any of the two documents and came out for a person to have, or hangs in the printer. */
export const sheets = ({ printer }: Pick<Subject, 'printer'>) => described(printer.papers());
/** The same for what the printer took back in. */
export const retractedSheets = ({ printer }: Pick<Subject, 'printer'>) => described(printer.retracted());

/** Holds `outcome` of the first document against the paper; `second` must have been printed after it. */
export function checkAgainstPaper(subject: Subject, outcome: PrintOutcome): void {
  const out = sheets(subject);
  const all = [...out, ...retractedSheets(subject)];
  const bearing = (name: string) => all.filter(({ bears }) => bears.includes(name));
  for (const sheet of all) expect(sheet.bears.length, 'documents on one sheet').toBeLessThan(2);
  // A printer that cannot be told to forget knows of nothing that it lost: whoever stands there has half a document.
  const halves = subject.profile.clearsBuffers || outcome.outcome !== 'in-doubt' ? [] : ['A'];
  for (const { complete, whole, bears } of out)
    if (complete && !whole) expect(halves, 'a complete sheet is a whole document').toEqual(bears);
  expect(bearing('B'), 'the next document').toEqual([{ bears: ['B'], whole: true, complete: true }]);
  if (outcome.outcome === 'printed') expect(bearing('A').map(({ whole }) => whole)).toEqual([true]);
  if (outcome.outcome === 'not-printed') expect(all).toHaveLength(1);
  expect(bearing('A').length, 'sheets of one document').toBeLessThan(2);
}

export const codeOf = (outcome: PrintOutcome) => ('error' in outcome ? outcome.error.code : undefined);
