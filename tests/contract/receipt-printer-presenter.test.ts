import type { PrintProgress } from '@borne/device-drivers/receipt-printer/port';
import { milliseconds } from '@borne/domain/time';
import { describe, expect, it } from 'vitest';
import {
  arrange,
  first,
  patient,
  retractedSheets,
  type Subject,
  second,
  sheets,
  until,
} from './receipt-printer-bench.ts';
import { inProcess } from './receipt-printer-cables.ts';

/** A printer that holds its tickets out until somebody takes them, and can take them back in. */

const holds =
  (presenter: 'ticket' | 'empty') =>
  (state: ReturnType<Subject['driver']['state']>): boolean =>
    state.printer === 'connected' && state.presenter === presenter;

/** Long enough for anything that the driver and the printer still have to do by themselves. */
const whileNothingHappens = ({ timers }: Subject) =>
  new Promise<void>((resolve) => timers.setTimeout(resolve, 60_000));

async function arrangeIdle(delays = patient): Promise<Subject> {
  const subject = await arrange(inProcess, { profile: 'vkp80iii', delays });
  await until(subject.driver, holds('empty'));
  await whileNothingHappens(subject);
  return subject;
}

const bears = (described: ReturnType<typeof sheets>) => described.map(({ bears: [name] }) => name);

describe('a ticket in the mouth', () => {
  it('is known, and known to be taken', async () => {
    const { driver, printer } = await arrangeIdle();
    expect(await driver.print(first)).toEqual({ outcome: 'printed' });
    await until(driver, holds('ticket'));
    printer.take();
    await until(driver, holds('empty'));
  });

  it('keeps the next document waiting, which then comes out whole', async () => {
    const subject = await arrangeIdle();
    const { driver, printer } = subject;
    await driver.print(first);
    const heard: PrintProgress[] = [];
    const printed = driver.print(second, {
      onProgress: (progress) => {
        heard.push(progress);
        if (progress === 'waiting-for-ticket') printer.take();
      },
    });
    expect(await printed).toEqual({ outcome: 'printed' });
    expect(heard).toEqual(['waiting-for-ticket', 'printing']);
    printer.take();
    expect(bears(sheets(subject))).toEqual(['A', 'B']);
    expect(retractedSheets(subject)).toEqual([]);
  });

  it('is not printed upon when whoever waits gives up, or nobody ever takes it', async () => {
    const subject = await arrangeIdle({ ...patient, attendance: milliseconds(1000) });
    const { driver } = subject;
    await driver.print(first);
    const giveUp = new AbortController();
    const givenUp = driver.print(second, {
      signal: giveUp.signal,
      onProgress: () => giveUp.abort(),
    });
    expect(await givenUp).toMatchObject({ outcome: 'not-printed', error: { code: 'cancelled' } });
    expect(await driver.print(second)).toMatchObject({ outcome: 'not-printed', error: { code: 'refused' } });
    expect(bears(sheets(subject))).toEqual(['A']);
  });
});

describe('retracting', () => {
  it('takes a forgotten ticket back in, and lets the next document out', async () => {
    const subject = await arrangeIdle();
    const { driver, printer } = subject;
    await driver.print(first);
    await until(driver, holds('ticket'));
    const next = driver.print(second);
    expect(await driver.retract()).toEqual({ ok: true, value: 'retracted' });
    expect(await next).toEqual({ outcome: 'printed' });
    printer.take();
    expect(bears(retractedSheets(subject))).toEqual(['A']);
    expect(bears(sheets(subject))).toEqual(['B']);
  });

  it('does nothing to an empty mouth, nor to the ticket after the one it was meant for', async () => {
    const subject = await arrangeIdle();
    const { driver, printer } = subject;
    expect(await driver.retract()).toEqual({ ok: true, value: 'empty' });
    await driver.print(first);
    await until(driver, holds('ticket'));
    // The next document is before the retracting in the queue, so that its ticket is in the mouth by then.
    const next = driver.print(second, { onProgress: () => {} });
    printer.take();
    await until(driver, holds('empty'));
    const retracted = driver.retract();
    expect(await next).toEqual({ outcome: 'printed' });
    expect(await retracted).toEqual({ ok: true, value: 'empty' });
    await until(driver, holds('ticket'));
    expect(retractedSheets(subject)).toEqual([]);
  });

  it('says when the ticket does not go in', async () => {
    const subject = await arrangeIdle({ ...patient, retract: milliseconds(1000) });
    await subject.driver.print(first);
    await until(subject.driver, holds('ticket'));
    subject.printer.openCover();
    expect(await subject.driver.retract()).toMatchObject({ ok: false, error: { code: 'timeout' } });
  });

  it('is refused by a printer that drops its tickets', async () => {
    const { driver } = await arrange(inProcess, {});
    expect(await driver.retract()).toMatchObject({
      ok: false,
      error: { code: 'refused', detail: 'this printer (Epson TM-T20III) retracts nothing' },
    });
  });
});

describe('paper of which nobody knows what it bears', () => {
  it('is never held out to whoever comes next', async () => {
    const subject = await arrangeIdle();
    const { driver, printer } = subject;
    const giveUp = new AbortController();
    const outcome = await driver.print(first, {
      signal: giveUp.signal,
      onProgress: () => printer.afterBytes(1500, () => giveUp.abort()),
    });
    expect(outcome).toMatchObject({ outcome: 'in-doubt', error: { code: 'cancelled' } });
    await whileNothingHappens(subject);
    expect(sheets(subject)).toEqual([]);
    expect(bears(retractedSheets(subject))).toEqual(['A']);
    expect(driver.state()).toMatchObject({ presenter: 'empty' });
  });

  it('waits for a ticket that is still to be taken', async () => {
    const subject = await arrange(inProcess, {
      profile: 'vkp80iii',
      before: ({ engine }) => {
        const before = engine.connect({ received: () => {}, lost: () => {} });
        before?.offer(Buffer.from('Document A\n\x1bJ\x64\x1bi\x1de\x03\x14half of another\n'));
        before?.unplug();
      },
    });
    const { driver, printer } = subject;
    await until(driver, holds('ticket'));
    await whileNothingHappens(subject);
    expect(printer.papers().map(({ text }) => text.trim())).toEqual(['Document A', 'half of another']);
    printer.take();
    await whileNothingHappens(subject);
    expect(printer.retracted().map(({ text }) => text.trim())).toEqual(['half of another']);
  });
});
