import type { PrintProgress } from '@borne/device-drivers/receipt-printer/port';
import {
  type PrinterProfileName,
  printerProfiles,
} from '@borne/device-drivers/receipt-printer/profiles/catalogue';
import { milliseconds } from '@borne/domain/time';
import type { SimulatedPrinter } from '@borne/simulators/printer/simulated-printer';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  arrange,
  checkAgainstPaper,
  first,
  isReady,
  patient,
  second,
  sheets,
  textOf,
  until,
} from './receipt-printer-bench.ts';
import { benches, inProcess, withoutPty } from './receipt-printer-cables.ts';
import { arrangeReady, encoder, end, preparation } from './receipt-printer-epson.ts';

/**
 * One set of promises that the receipt printer keeps on every cable. The printer is simulated (no paper, but its
 * bytes, buffer, sensors and answers); the cables are an in-process one, a TCP connection, and a character device (a
 * pseudo-terminal).
 */

it('has a pseudo-terminal where CI must have one', () => {
  if (process.env.CI === 'true') expect(withoutPty).toBeUndefined();
});

describe.each(benches)('receipt printer over $name', (bench) => {
  it('prints every character of a document, and cuts', async () => {
    const subject = await arrangeReady(bench);
    expect(await subject.driver.print(first)).toEqual({ outcome: 'printed' });
    expect(sheets(subject)).toEqual([{ bears: ['A'], whole: true, complete: true }]);
    expect(subject.printer.papers()[0]?.text).toBe(textOf(first));
    expect(subject.printer.unknownCommands()).toEqual([]);
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

  it('keeps what it knows of a printer that waits for paper and takes no question meanwhile', async () => {
    const delays = { ...patient, realTimeAnswer: milliseconds(300), heartbeat: milliseconds(20) };
    const { printer, driver, timers } = await arrangeReady(bench, { delays });
    const states: string[] = [];
    driver.subscribe((state) => states.push(state.printer));
    printer.paperOut();
    await until(driver, (state) => state.printer === 'connected' && state.paper === 'out');
    printer.strike('busy');
    await new Promise((resolve) => timers.setTimeout(resolve, 1000));
    expect(driver.state()).toMatchObject({ printer: 'connected', paper: 'out' });
    printer.mend('busy');
    printer.refill();
    await until(driver, isReady);
    expect(await driver.print(first)).toEqual({ outcome: 'printed' });
    expect(states).not.toContain('disconnected');
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

  it('is not put out by status requests hidden in an image, which the printer answers', async () => {
    const requests = [1, 2, 3, 4].flatMap((n) => [0x10, 0x04, n]);
    const image = Uint8Array.of(0x1d, 0x76, 0x30, 0, requests.length, 0, 1, 0, ...requests);
    const subject = await arrangeReady(bench, {
      encoder: { encode: (lines) => Uint8Array.of(...image, ...encoder.encode(lines)) },
    });
    subject.printer.afterBytes(preparation + image.length, () => subject.printer.nearEnd());
    expect(await subject.driver.print(first)).toEqual({ outcome: 'printed' });
    expect(await subject.driver.print(second)).toEqual({ outcome: 'printed' });
    expect(sheets(subject).map(({ bears, whole }) => [bears.join(), whole])).toEqual([
      ['A', true],
      ['B', true],
    ]);
    expect(subject.driver.state()).toMatchObject({ paper: 'near-end' });
  });

  it('never takes an answer to an older job for its own, on a printer that cannot name jobs', async () => {
    const subject = await arrangeReady(bench, { mistaken: { confirmation: 'paper-status' } });
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

it.each(Object.keys(printerProfiles) as PrinterProfileName[])(
  'prints on a %s all it has to',
  async (profile) => {
    const subject = await arrange(inProcess, { profile });
    const { printer, driver, timers } = subject;
    await until(driver, isReady);
    await new Promise((resolve) => timers.setTimeout(resolve, 60_000));
    printer.take();
    expect(await driver.print(first)).toEqual({ outcome: 'printed' });
    printer.take();
    expect(sheets(subject)).toEqual([{ bears: ['A'], whole: true, complete: true }]);
    expect(printer.unknownCommands()).toEqual([]);
  },
);

it('does not feed its roll to a printer that confirms nothing', async () => {
  const { printer, timers } = await arrange(inProcess, { confirms: false });
  const before = printer.state().millimetresLeft;
  await new Promise((resolve) => timers.setTimeout(resolve, 24 * 3_600_000));
  const blankStrip = 12;
  expect(before - printer.state().millimetresLeft).toBe(3 * blankStrip);
});
