import { err, ok } from '@borne/domain/result';
import { describe, expect, it } from 'vitest';
import { defaultDelays } from './delays.ts';
import { failure, readyPrinter } from './testing/fake-ports.ts';
import { KioskBench } from './testing/kiosk-bench.ts';

/** A document in the mouth of a printer with a presenter, from the print to the moment it is gone, one way or another. */

const holding = { ...readyPrinter, presenter: 'ticket' } as const;
const emptied = { ...readyPrinter, presenter: 'empty' } as const;

async function printed(): Promise<KioskBench> {
  const bench = new KioskBench(({ printer }) => printer.set(emptied));
  await bench.reachPrinting();
  bench.ports.printer.jobs.answer({ outcome: 'printed' });
  bench.ports.printer.set(holding);
  await bench.settle();
  return bench;
}

/** The document is printed, and the card is out. */
async function leftBehind(): Promise<KioskBench> {
  const bench = await printed();
  await bench.touch({ type: 'leave' });
  bench.ports.cardReader.pull();
  await bench.wait(0);
  return bench;
}

const retractions = ({ ports }: KioskBench) => ports.printer.retractions.made.length;

describe('a document in the mouth', () => {
  it('is asked to be taken with the card, and no longer once it is taken', async () => {
    const bench = await printed();
    await bench.touch({ type: 'leave' });
    expect(bench.view).toMatchObject({ kind: 'take', things: ['card', 'paper'] });
    bench.ports.printer.set(emptied);
    await bench.settle();
    expect(bench.view).toMatchObject({ kind: 'take', things: ['card'] });
  });

  it('is asked to be taken after the card, then insisted on, and the kiosk is free once it is', async () => {
    const bench = await leftBehind();
    expect(bench.view).toMatchObject({ kind: 'take', title: 'Prenez votre document', things: ['paper'] });
    const { body } = bench.view as { body: string };
    await bench.wait(defaultDelays.takeReminder);
    expect(bench.view).toMatchObject({ kind: 'take', things: ['paper'] });
    expect(bench.view).not.toMatchObject({ body });
    bench.ports.printer.set(emptied);
    await bench.settle();
    expect(bench.screen).toBe('attract');
    await bench.wait(600_000);
    expect(retractions(bench)).toBe(0);
    expect(bench.ports.journal.kinds()).not.toContain('paper-forgotten');
  });

  it('that nobody takes is taken back in, and that is journaled, once', async () => {
    const bench = await leftBehind();
    await bench.wait(defaultDelays.takeReminder);
    await bench.wait(defaultDelays.paperForgotten);
    expect(retractions(bench)).toBe(1);
    expect(bench.screen).toBe('attract');
    await bench.wait(600_000);
    expect(bench.ports.journal.kinds().filter((kind) => kind === 'paper-forgotten')).toHaveLength(1);
  });

  it('is not there any more for the next person', async () => {
    const bench = await leftBehind();
    await bench.wait(1000);
    await bench.openVisit();
    expect(retractions(bench)).toBe(1);
    expect(bench.screen).toBe('choice');
    expect(bench.ports.journal.kinds()).toContain('paper-forgotten');
  });

  it('waits long for somebody whose card is still in', async () => {
    const bench = await printed();
    await bench.wait(defaultDelays.takeReminder + defaultDelays.paperForgotten);
    expect(retractions(bench)).toBe(0);
    await bench.wait(defaultDelays.paperAbandoned);
    expect(retractions(bench)).toBe(1);
  });

  it('that somebody took at the last moment was not forgotten', async () => {
    const bench = await leftBehind();
    bench.ports.printer.retractions.rule = () => {
      bench.ports.printer.set(emptied);
      return ok('empty');
    };
    await bench.wait(defaultDelays.takeReminder);
    await bench.wait(defaultDelays.paperForgotten);
    expect(retractions(bench)).toBe(1);
    expect(bench.ports.journal.kinds()).not.toContain('paper-forgotten');
  });

  it('that does not go in is tried again, and is recorded when it does', async () => {
    const bench = await leftBehind();
    const { rule } = bench.ports.printer.retractions;
    bench.ports.printer.retractions.rule = () => err(failure('receipt-printer', 'timeout'));
    await bench.wait(defaultDelays.takeReminder);
    await bench.wait(defaultDelays.paperForgotten);
    expect(bench.ports.journal.kinds()).not.toContain('paper-forgotten');
    expect(bench.screen).toBe('attract');
    bench.ports.printer.retractions.rule = rule;
    await bench.wait(defaultDelays.retractAgain);
    expect(retractions(bench)).toBe(2);
    expect(bench.ports.journal.kinds()).toContain('paper-forgotten');
  });

  it('is seen by a kiosk that starts with it', async () => {
    const bench = new KioskBench(({ printer }) => printer.set(holding));
    await bench.settle();
    expect(bench.view).toMatchObject({ kind: 'take', things: ['paper'] });
  });
});

it('a printer that drops its documents is never told to take one back', async () => {
  const bench = new KioskBench();
  await bench.reachPrinting();
  bench.ports.printer.jobs.answer({ outcome: 'printed' });
  await bench.settle();
  await bench.touch({ type: 'leave' });
  expect(bench.view).toMatchObject({ kind: 'take', things: ['card', 'paper'] });
  bench.ports.cardReader.pull();
  await bench.wait(600_000);
  expect(retractions(bench)).toBe(0);
  expect(bench.screen).toBe('attract');
});
