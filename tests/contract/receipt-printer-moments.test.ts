import type { PrinterDelays } from '@borne/device-drivers/receipt-printer/delays';
import type { PrintOutcome } from '@borne/device-drivers/receipt-printer/port';
import { milliseconds } from '@borne/domain/time';
import type { SimulatedPrinter } from '@borne/simulators/printer/simulated-printer';
import { describe, expect, it } from 'vitest';
import {
  arrange,
  checkAgainstPaper,
  codeOf,
  first,
  isReady,
  patient,
  type Subject,
  second,
  sheets,
  until,
  untilCutOff,
} from './receipt-printer-bench.ts';
import { type Bench, benches } from './receipt-printer-cables.ts';
import { arrangeReady, encoder, end, greeting, preparation } from './receipt-printer-epson.ts';

/** What goes wrong with a receipt printer, at every moment of a document and on every cable. */
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
      // A busy machine pauses for a tenth of a second before the first byte, which is not what is to go wrong here.
      const unhurried = { ...delays, realTimeAnswer: patient.realTimeAnswer };
      const subject = await arrangeReady(bench, { delays: unhurried, speed: 200 });
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
      // Late enough for the rest of the document, which a terminal still delivers, to fit in the printer's buffer.
      printer.afterBytes(preparation + 3500, () => {
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
});
