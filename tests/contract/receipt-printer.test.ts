import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createCharacterDeviceTransport } from '@borne/device-drivers/receipt-printer/character-device-transport';
import { defaultDelays, type PrinterDelays } from '@borne/device-drivers/receipt-printer/delays';
import { createReceiptPrinter } from '@borne/device-drivers/receipt-printer/driver';
import { createEscposEncoder } from '@borne/device-drivers/receipt-printer/escpos-encoder';
import type {
  PrinterState,
  PrintOutcome,
  PrintProgress,
  ReceiptPrinterPort,
} from '@borne/device-drivers/receipt-printer/port';
import { tmT20iii } from '@borne/device-drivers/receipt-printer/profiles/tm-t20iii';
import { createTcpTransport } from '@borne/device-drivers/receipt-printer/tcp-transport';
import type { PrinterTransport } from '@borne/device-drivers/receipt-printer/transport';
import { lineText } from '@borne/documents/layout';
import type { PrintedLine } from '@borne/domain/printed-line';
import { milliseconds, type Timers } from '@borne/domain/time';
import { createSimulatedPrinter, type SimulatedPrinter } from '@borne/simulators/printer/simulated-printer';
import { joinStream } from '@borne/simulators/printer/stream-front';
import { startTcpFront } from '@borne/simulators/printer/tcp-front';
import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import { hurriedTimers } from './hurried-timers.ts';
import { missingPty, openPty } from './pty.ts';

/**
 * One set of promises that the receipt printer keeps on every cable. The printer is simulated (no paper, but its
 * bytes, buffer, sensors and answers); the cables are an in-process one, a TCP connection, and a character device (a
 * pseudo-terminal). What must hold whatever goes wrong, and whenever:
 *
 * - `printed` only if one sheet bears the whole document and was cut;
 * - `not-printed` only if nothing of it is on any paper;
 * - no document twice, no two documents on one sheet, and the next document comes out whole;
 * - what came out in part is cut off as soon as the printer can, whether or not anybody prints again.
 */
interface Cable {
  readonly transport: PrinterTransport;
  /** After the printer is powered again, or its cable was pulled. */
  plug(): Promise<void>;
  close(): Promise<void>;
}

interface Bench {
  readonly name: string;
  /** Whose time it is. A cable that is in this process alone needs none, so that every delay is over at once. */
  readonly timers: () => Timers;
  /** Where things go wrong: at how many of the edges, and at one byte of how many. Coarser on a slow cable. */
  readonly edges: 'one side' | 'both sides';
  readonly step: number;
  connect(printer: SimulatedPrinter): Promise<Cable>;
}

const inProcess: Bench = {
  name: 'an in-process cable',
  timers: hurriedTimers,
  edges: 'both sides',
  step: 199,
  connect: async ({ transport }) => ({ transport, plug: async () => {}, close: async () => {} }),
};

const tcp: Bench = {
  name: 'TCP',
  timers: () => globalThis,
  edges: 'both sides',
  step: 1009,
  connect: async ({ engine }) => {
    const front = await startTcpFront(engine);
    return {
      transport: createTcpTransport({ host: '127.0.0.1', port: front.port }),
      plug: async () => {},
      close: () => front.close(),
    };
  },
};

const characterDevice: Bench = {
  name: 'a character device',
  timers: () => globalThis,
  edges: 'one side',
  step: Number.POSITIVE_INFINITY,
  connect: async ({ engine }) => {
    const folder = mkdtempSync(join(tmpdir(), 'borne-pty-'));
    const path = join(folder, 'lp0');
    let stream = await openPty(path);
    joinStream(engine, stream);
    return {
      transport: createCharacterDeviceTransport({ path }),
      plug: async () => {
        stream = await openPty(path);
        joinStream(engine, stream);
      },
      close: async () => {
        stream.destroy();
        rmSync(folder, { recursive: true });
      },
    };
  },
};

const withoutPty = missingPty();
const benches = [inProcess, tcp, ...(withoutPty ? [] : [characterDevice])];
if (withoutPty)
  process.stderr.write(`receipt printer contract over a character device: not run, ${withoutPty}\n`);

it('has a pseudo-terminal where CI must have one', () => {
  if (process.env.CI === 'true') expect(withoutPty).toBeUndefined();
});

/** Long enough to need two chunks, to fill the printer's buffer, and to hold every kind of line. */
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
        runs: [{ text: `${name} ${index + 1} – Œuvre d’été ` }, { text: 'où l’on paie 9 €', bold: true }],
      }),
    ),
    { kind: 'blank' },
    { kind: 'rule' },
    { kind: 'text', align: 'right', scale: 1, runs: [{ text: `fin de ${name}` }] },
  ];
}

const encoder = createEscposEncoder(tmT20iii);
const textOf = (lines: readonly PrintedLine[]) =>
  lines
    .filter((line) => line.kind !== 'rule')
    .map(lineText)
    .join('\n');

const first = documentNamed('A');
const second = documentNamed('B');

/** When it connects, the driver sends `DLE DC4 8`, four questions of three bytes, and `GS a`. */
const greeting = 10 + 12 + 3;
/** Before a document: four questions of three bytes, `ESC @`, `GS a`, and the questions again. */
const preparation = 12 + 2 + 3 + 12;
/** `GS ( H`, or `GS r`. */
const confirmationRequest = 11;
const paperStatusRequest = 3;
/** What may hang in the printer is first cut off, which is a document of no bytes. */
const cuttingOff = preparation + 4;
const end = preparation + encoder.encode(first).length + confirmationRequest;

/** The heart beats only where a test is about it; the stall is not for a slow machine to reach. */
const patient: PrinterDelays = {
  ...defaultDelays,
  reconnect: milliseconds(5),
  realTimeAnswer: milliseconds(2000),
  heartbeat: milliseconds(3_600_000),
  stall: milliseconds(20_000),
};

const isReady = (state: PrinterState) =>
  state.printer === 'connected' && state.paper !== 'out' && state.cover === 'closed' && !state.fault;

function until(
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
function untilCutOff(printer: SimulatedPrinter): Promise<void> {
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

interface Subject {
  readonly printer: SimulatedPrinter;
  readonly driver: ReceiptPrinterPort;
  readonly cable: Cable;
  readonly timers: Timers;
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

interface Arrangement {
  readonly delays?: PrinterDelays;
  readonly speed?: number;
  readonly confirmation?: 'process-id' | 'paper-status';
  /** False: the printer prints and cuts, and never answers the request to confirm it. */
  readonly confirms?: boolean;
  /** Handles the printer before the driver looks at it. */
  readonly before?: (printer: SimulatedPrinter) => void;
}

async function arrange(
  bench: Bench,
  { delays = patient, speed, confirmation, confirms = true, before }: Arrangement = {},
) {
  const timers = bench.timers();
  const printer = createSimulatedPrinter({ timers, ...(speed ? { speed } : {}) });
  before?.(printer);
  const cable = await bench.connect(printer);
  const driver = createReceiptPrinter({
    transport: confirms ? cable.transport : withoutConfirmation(cable.transport),
    timers,
    encoder,
    delays,
    profile: { ...tmT20iii, ...(confirmation ? { confirmation } : {}) },
  });
  const subject = { printer, driver, cable, timers };
  opened.push(subject);
  return subject;
}

async function arrangeReady(bench: Bench, arrangement: Arrangement = {}): Promise<Subject> {
  let settled: Promise<void> | undefined;
  const request = arrangement.confirmation === 'paper-status' ? paperStatusRequest : confirmationRequest;
  const subject = await arrange(bench, {
    ...arrangement,
    before: (printer) => {
      settled = new Promise((resolve) => printer.afterBytes(greeting + cuttingOff + request, resolve));
    },
  });
  await settled;
  await until(subject.driver, isReady);
  return subject;
}

const sheets = ({ printer }: Subject) =>
  printer.papers().map(({ text, complete }) => ({
    bears: ['A', 'B'].filter((name) =>
      new RegExp(`Document ${name}|^${name} \\d|fin de ${name}`, 'm').test(text),
    ),
    whole: complete && [first, second].some((lines) => textOf(lines) === text),
    complete,
  }));

/** Holds `outcome` of the first document against the paper; `second` must have been printed after it. */
function checkAgainstPaper(subject: Subject, outcome: PrintOutcome): void {
  const all = sheets(subject);
  const bearing = (name: string) => all.filter(({ bears }) => bears.includes(name));
  for (const sheet of all) expect(sheet.bears.length, 'documents on one sheet').toBeLessThan(2);
  for (const sheet of all) expect(sheet.whole, 'a complete sheet is a whole document').toBe(sheet.complete);
  expect(bearing('B'), 'the next document').toEqual([{ bears: ['B'], whole: true, complete: true }]);
  if (outcome.outcome === 'printed') expect(bearing('A').map(({ whole }) => whole)).toEqual([true]);
  if (outcome.outcome === 'not-printed') expect(all).toHaveLength(1);
  expect(bearing('A').length, 'sheets of one document').toBeLessThan(2);
}

const codeOf = (outcome: PrintOutcome) => ('error' in outcome ? outcome.error.code : undefined);

interface Fault {
  readonly name: string;
  /** Of `first`, when it strikes before its first byte, and when it strikes during it. */
  readonly before: readonly PrintOutcome['outcome'][];
  readonly during: readonly PrintOutcome['outcome'][];
  /** The errors that may be told. */
  readonly codes: readonly string[];
  strike(printer: SimulatedPrinter, giveUp: () => void): void;
  /** What a person does about it: when the driver says that it waits, and at the latest when the job is over. */
  repair(subject: Subject): void | Promise<void>;
  readonly delays?: PrinterDelays;
}

const faults: readonly Fault[] = [
  {
    name: 'the paper runs out',
    before: ['not-printed'],
    during: ['printed'],
    codes: ['paper-out'],
    strike: (printer) => printer.paperOut(),
    repair: ({ printer }) => printer.refill(),
  },
  {
    name: 'the cover is opened',
    before: ['not-printed'],
    during: ['printed'],
    codes: ['cover-open'],
    strike: (printer) => printer.openCover(),
    repair: ({ printer }) => printer.closeCover(),
  },
  {
    name: 'the cutter jams',
    before: ['not-printed'],
    during: ['in-doubt'],
    codes: ['cutter'],
    strike: (printer) => printer.jam(),
    repair: ({ printer }) => printer.clearJam(),
  },
  {
    name: 'the printer loses its power',
    before: ['not-printed'],
    during: ['in-doubt'],
    codes: ['disconnected'],
    strike: (printer) => printer.unplug(),
    repair: ({ printer, cable }) => {
      printer.plug();
      return cable.plug();
    },
  },
  {
    name: 'the cable is pulled',
    before: ['not-printed'],
    during: ['in-doubt'],
    codes: ['disconnected'],
    strike: (printer) => printer.pullCable(),
    repair: ({ cable }) => cable.plug(),
  },
  {
    name: 'the person gives up',
    before: ['not-printed'],
    during: ['in-doubt'],
    codes: ['cancelled'],
    strike: (_, giveUp) => giveUp(),
    repair: () => {},
  },
  {
    name: 'the printer falls silent',
    before: ['not-printed'],
    during: ['in-doubt'],
    codes: ['timeout', 'disconnected'],
    strike: (printer) => printer.silence(true),
    repair: ({ printer }) => printer.silence(false),
    delays: { ...patient, realTimeAnswer: milliseconds(150), stall: milliseconds(150) },
  },
];

/** Bytes at which things go wrong: where something begins or ends, and every so many of the whole. */
function moments({ edges, step }: Bench): readonly number[] {
  const begins = [1, preparation + 1, 4097, end];
  const around = [12, 14, 17, 21, preparation, 4096, end - 11, end - 10, end - 1];
  const spread = Array.from({ length: Math.ceil(end / step) }, (_, index) => 1 + index * step);
  return [...new Set([...begins, ...(edges === 'both sides' ? around : []), ...spread])].sort(
    (a, b) => a - b,
  );
}

/** What happens at the last byte of a phase may still count for it, or no longer. */
function possibleAt(moment: number, { before, during }: Pick<Fault, 'before' | 'during'>) {
  if (moment === preparation) return [...before, ...during];
  if (moment === end) return [...during, 'printed'];
  return moment < preparation ? before : during;
}

describe.each(benches)('receipt printer over $name', (bench) => {
  it('prints every character of a document, and cuts', async () => {
    const subject = await arrangeReady(bench);
    expect(await subject.driver.print(first)).toEqual({ outcome: 'printed' });
    expect(sheets(subject)).toEqual([{ bears: ['A'], whole: true, complete: true }]);
    expect(subject.printer.papers()[0]?.text).toBe(textOf(first));
    expect(subject.printer.unknownCommands()).toEqual([]);
  });

  describe.each(faults)('when $name', ({ before, during, codes, strike, repair, delays = patient }) => {
    it.each(moments(bench))('at byte %i, keeps its promises', async (moment) => {
      const subject = await arrangeReady(bench, { delays });
      const { printer, driver } = subject;
      const abort = new AbortController();
      let struck = false;
      printer.afterBytes(moment, () => {
        struck = true;
        strike(printer, () => abort.abort());
      });
      const outcome = await driver.print(first, {
        signal: abort.signal,
        onProgress: (progress) => {
          if (progress !== 'printing') void repair(subject);
        },
      });
      expect(struck).toBe(true);
      expect(possibleAt(moment, { before, during })).toContain(outcome.outcome);
      if (outcome.outcome !== 'printed') expect(codes).toContain(codeOf(outcome));
      await repair(subject);
      await until(driver, isReady);
      expect(await driver.print(second)).toEqual({ outcome: 'printed' });
      checkAgainstPaper(subject, outcome);
    });
  });

  describe('cuts off what came out in part, though nobody prints,', () => {
    const lasting = faults.filter(({ during }) => during.includes('in-doubt'));
    it.each(lasting)('once $name is over', async ({ strike, repair, delays = patient }) => {
      const subject = await arrangeReady(bench, { delays, speed: 200 });
      const { printer, driver } = subject;
      const abort = new AbortController();
      printer.afterBytes(preparation + 1000, () => strike(printer, () => abort.abort()));
      expect(await driver.print(first, { signal: abort.signal })).toMatchObject({ outcome: 'in-doubt' });
      await repair(subject);
      await untilCutOff(printer);
      expect(sheets(subject)).toEqual([{ bears: ['A'], whole: false, complete: false }]);
    });

    it('once somebody puts paper in at last', async () => {
      const { printer, driver } = await arrangeReady(bench, {
        delays: { ...patient, attendance: milliseconds(100) },
      });
      printer.afterBytes(preparation + 1000, () => printer.paperOut());
      expect(await driver.print(first)).toMatchObject({ outcome: 'in-doubt' });
      expect(printer.papers()).toMatchObject([{ cut: false }]);
      printer.refill();
      await untilCutOff(printer);
    });

    it('when it starts after a process that died', async () => {
      const { printer } = await arrange(bench, {
        before: (printer) => {
          const died = printer.engine.connect({ received: () => {}, lost: () => {} });
          died?.offer(encoder.encode(first).subarray(0, 1000));
          died?.unplug();
          expect(printer.papers()).toMatchObject([{ cut: false }]);
        },
      });
      await untilCutOff(printer);
      expect(printer.papers()).toMatchObject([{ complete: false }]);
    });

    it('at the second attempt when the paper runs out in the first', async () => {
      const subject = await arrangeReady(bench);
      const { printer, driver } = subject;
      const abort = new AbortController();
      printer.afterBytes(preparation + 1000, () => {
        abort.abort();
        printer.afterBytes(greeting + 12 + 5, () => printer.paperOut());
      });
      expect(await driver.print(first, { signal: abort.signal })).toMatchObject({ outcome: 'in-doubt' });
      await until(driver, (state) => state.printer === 'connected' && state.paper === 'out');
      expect(await driver.print(second)).toMatchObject({ outcome: 'not-printed' });
      expect(printer.papers()).toMatchObject([{ cut: false }]);
      printer.refill();
      await untilCutOff(printer);
      expect(await driver.print(second)).toEqual({ outcome: 'printed' });
      expect(sheets(subject).map(({ bears, whole }) => [bears.join(), whole])).toEqual([
        ['A', false],
        ['B', true],
      ]);
    });
  });

  it('says that it waits, and for what, then that it goes on', async () => {
    const { printer, driver } = await arrangeReady(bench, { speed: 2000 });
    const heard: PrintProgress[] = [];
    printer.paperOutAfter(40);
    const outcome = await driver.print(first, {
      onProgress: (progress) => {
        heard.push(progress);
        if (progress === 'waiting-for-paper') {
          printer.openCover();
          printer.refill();
        }
        if (progress === 'waiting-for-cover') printer.closeCover();
      },
    });
    expect(outcome).toEqual({ outcome: 'printed' });
    expect(heard).toEqual(['printing', 'waiting-for-paper', 'waiting-for-cover', 'printing']);
    expect(printer.papers()).toMatchObject([{ text: textOf(first), complete: true }]);
  });

  it('leaves a job that nobody puts paper in for in doubt', async () => {
    const subject = await arrangeReady(bench, { delays: { ...patient, attendance: milliseconds(100) } });
    subject.printer.afterBytes(preparation + 500, () => subject.printer.paperOut());
    const outcome = await subject.driver.print(first);
    expect(outcome).toMatchObject({ outcome: 'in-doubt', error: { code: 'paper-out' } });
    subject.printer.refill();
    await until(subject.driver, isReady);
    expect(await subject.driver.print(second)).toEqual({ outcome: 'printed' });
    checkAgainstPaper(subject, outcome);
  });

  it.each<[string, (printer: SimulatedPrinter) => void, (printer: SimulatedPrinter) => void, string]>([
    ['paper', (printer) => printer.paperOut(), (printer) => printer.refill(), 'paper-out'],
    ['closed cover', (printer) => printer.openCover(), (printer) => printer.closeCover(), 'cover-open'],
    ['free cutter', (printer) => printer.jam(), (printer) => printer.clearJam(), 'cutter'],
  ])(
    'sends nothing to a printer without %s, and prints when that is put right',
    async (_, spoil, mend, code) => {
      const { printer, driver } = await arrangeReady(bench);
      spoil(printer);
      await until(driver, (state) => !isReady(state));
      expect(await driver.print(first)).toMatchObject({ outcome: 'not-printed', error: { code } });
      expect(printer.papers()).toEqual([]);
      mend(printer);
      await until(driver, isReady);
      expect(await driver.print(first)).toEqual({ outcome: 'printed' });
    },
  );

  it('prints on little paper, and says that it is little', async () => {
    const { printer, driver } = await arrangeReady(bench);
    printer.nearEnd();
    expect(
      await until(driver, (state) => state.printer === 'connected' && state.paper === 'near-end'),
    ).toBeDefined();
    expect(await driver.print(first)).toEqual({ outcome: 'printed' });
  });

  it('prints jobs one after another, each on its sheet, and not those given up in the queue', async () => {
    const subject = await arrangeReady(bench);
    const abort = new AbortController();
    const outcomes = [
      subject.driver.print(first),
      subject.driver.print(first, { signal: abort.signal }),
      subject.driver.print(second),
    ];
    abort.abort();
    expect(await Promise.all(outcomes)).toMatchObject([
      { outcome: 'printed' },
      { outcome: 'not-printed', error: { code: 'cancelled' } },
      { outcome: 'printed' },
    ]);
    expect(sheets(subject).map(({ bears, whole }) => [bears.join(), whole])).toEqual([
      ['A', true],
      ['B', true],
    ]);
  });

  it('finds a printer that is switched on later, and again after each loss', async () => {
    const { printer, driver, cable } = await arrangeReady(bench);
    for (const lose of [() => printer.unplug(), () => printer.pullCable()]) {
      lose();
      await until(driver, ({ printer: link }) => link === 'disconnected');
      expect(await driver.print(first)).toMatchObject({
        outcome: 'not-printed',
        error: { code: 'disconnected', retryable: true },
      });
      printer.plug();
      await cable.plug();
      await until(driver, isReady);
    }
    expect(await driver.print(first)).toEqual({ outcome: 'printed' });
    expect(printer.papers()).toHaveLength(1);
  });

  it('notices by itself that an idle printer answers no more', async () => {
    const delays = { ...patient, realTimeAnswer: milliseconds(100), heartbeat: milliseconds(20) };
    const { printer, driver } = await arrangeReady(bench, { delays });
    printer.silence(true);
    await until(driver, ({ printer: link }) => link === 'disconnected');
    printer.silence(false);
    await until(driver, isReady);
  });

  it('is not deceived by bytes that nobody asked for', async () => {
    const delays = { ...patient, realTimeAnswer: milliseconds(100), stall: milliseconds(300) };
    await fc.assert(
      fc.asyncProperty(
        fc.array(
          fc.record({
            after: fc.integer({ min: 1, max: end - 1 }),
            garbage: fc.uint8Array({ minLength: 1, maxLength: 12 }),
          }),
          { minLength: 1, maxLength: 6 },
        ),
        async (bursts) => {
          const subject = await arrangeReady(bench, { delays });
          for (const { after, garbage } of bursts)
            subject.printer.afterBytes(after, () => subject.printer.sendGarbage(garbage));
          const outcome = await subject.driver.print(first);
          // What is left of the bursts is for the idle printer.
          subject.printer.sendGarbage(Uint8Array.of(0x13, 0x11));
          const [sheet, ...others] = sheets(subject);
          expect(others).toEqual([]);
          if (outcome.outcome === 'printed') expect(sheet?.whole).toBe(true);
          if (outcome.outcome === 'not-printed') expect(sheet).toBeUndefined();
        },
      ),
      { numRuns: bench.step < 500 ? 60 : 10 },
    );
  });

  it('never takes an answer to an older job for its own, on a printer that cannot name jobs', async () => {
    const subject = await arrangeReady(bench, { confirmation: 'paper-status' });
    expect(await subject.driver.print(first)).toEqual({ outcome: 'printed' });
    subject.printer.afterBytes(preparation + 500, () => {
      subject.printer.sendGarbage(Uint8Array.of(0));
      subject.printer.pullCable();
    });
    expect(await subject.driver.print(second)).toMatchObject({ outcome: 'in-doubt' });
    await subject.cable.plug();
    await until(subject.driver, isReady);
    expect(await subject.driver.print(second)).toEqual({ outcome: 'printed' });
    expect(sheets(subject).filter(({ complete }) => complete)).toHaveLength(2);
  });
});

it('does not feed its roll to a printer that confirms nothing', async () => {
  const { printer, timers } = await arrange(inProcess, { confirms: false });
  const before = printer.state().millimetresLeft;
  await new Promise((resolve) => timers.setTimeout(resolve, 24 * 3_600_000));
  const blankStrip = 12;
  expect(before - printer.state().millimetresLeft).toBe(3 * blankStrip);
});
