import { expect, it } from 'vitest';
import { createSimulatedPrinter } from './simulated-printer.ts';

/** Time that passes only when told. */
class FakeTimers {
  #now = 0;
  #next = 1;
  readonly #due = new Map<number, { at: number; callback: () => void }>();

  setTimeout(callback: () => void, delay: number): number {
    const id = this.#next;
    this.#next += 1;
    this.#due.set(id, { at: this.#now + delay, callback });
    return id;
  }

  clearTimeout(id: unknown): void {
    this.#due.delete(Number(id));
  }

  advance(milliseconds: number): void {
    const until = this.#now + milliseconds;
    for (;;) {
      const [first] = [...this.#due].filter(([, { at }]) => at <= until).sort(([, a], [, b]) => a.at - b.at);
      if (!first) break;
      const [id, { at, callback }] = first;
      this.#now = at;
      this.#due.delete(id);
      callback();
    }
    this.#now = until;
  }
}

async function connected(speed: number) {
  const timers = new FakeTimers();
  const printer = createSimulatedPrinter({ timers, speed });
  const link = await printer.transport.open({ received: () => {}, lost: () => {} });
  if (!link.ok) throw new Error(link.error.detail);
  return { timers, printer, write: (...bytes: number[]) => link.value.write(Uint8Array.from(bytes)) };
}

const x = 0x78;

it('takes the time of all the paper that one command moves', async () => {
  const { timers, printer, write } = await connected(100);
  // Ten lines of 30 dots are 37.5 mm: 375 ms. The `y` behind them is not printed before.
  await write(x, 0x1b, 0x64, 10, 0x79, 0x0a);
  timers.advance(374);
  expect(printer.papers()).toMatchObject([{ text: 'x' }]);
  timers.advance(1);
  expect(printer.papers()).toMatchObject([{ text: 'x\ny' }]);
});

it('cuts only once the paper has come to the cutter', async () => {
  const { timers, printer, write } = await connected(100);
  await write(x, 0x0a, 0x1d, 0x56, 66, 0);
  timers.advance(37.5);
  expect(printer.papers()).toMatchObject([{ complete: false }]);
  timers.advance(119);
  expect(printer.papers()).toMatchObject([{ complete: false }]);
  timers.advance(1);
  expect(printer.papers()).toMatchObject([{ complete: true }]);
});

it('does not cut when it loses its power on the way to the cutter', async () => {
  const { timers, printer, write } = await connected(100);
  await write(x, 0x0a, 0x1d, 0x56, 66, 0);
  timers.advance(100);
  printer.unplug();
  printer.plug();
  timers.advance(1000);
  expect(printer.papers()).toMatchObject([{ text: 'x', complete: false }]);
});

it('holds no more than its buffer, and takes the rest as there is room', async () => {
  const { printer, write } = await connected(100);
  printer.paperOut();
  let done = false;
  const writing = write(...Array.from({ length: 5000 }, () => 0x0a)).then(() => {
    done = true;
  });
  await Promise.resolve();
  expect(printer.state()).toMatchObject({ paper: 'out', buffered: 4096 });
  expect(done).toBe(false);
  printer.unplug();
  await writing;
  expect(printer.state().buffered).toBe(0);
});

it('keeps a bounded length of paper that nobody cuts, and calls no sheet whole that lost its top', async () => {
  const { timers, printer, write } = await connected(1000);
  // Each line and the thirty empty ones after it are 930 dots.
  for (let line = 0; line < 60; line += 1) {
    await write(...Buffer.from(`line ${line}`), 0x0a, 0x1b, 0x64, 30);
    timers.advance(1000);
  }
  await write(0x1d, 0x56, 66, 0);
  timers.advance(1000);
  const [sheet] = printer.papers();
  expect(sheet).toMatchObject({ cut: true, complete: false });
  const lines = sheet?.text.split('\n').filter((line) => line !== '') ?? [];
  const longest = 3000 * 8;
  expect(lines.length).toBeGreaterThan(0);
  expect(lines.length * 930).toBeLessThan(longest);
  expect(lines).toEqual(lines.map((_, index) => `line ${60 - lines.length + index}`));
});

it('remembers the last hundred commands that it does not have', async () => {
  const { printer, write } = await connected(100);
  for (let n = 0; n < 250; n += 1) await write(0x1d, 0x28, 0x7a, 1, 0, n);
  expect(printer.unknownCommands()).toHaveLength(100);
  expect(printer.unknownCommands().at(-1)).toBe('1d 28 7a 01 00 f9');
});

it('prints on after the paper is refilled and the cover closed, not before both', async () => {
  const { timers, printer, write } = await connected(1000);
  printer.paperOutAfter(1);
  await write(x, 0x0a, x, 0x0a, 0x1d, 0x56, 66, 0);
  timers.advance(1000);
  expect(printer.papers()).toMatchObject([{ text: 'x', complete: false }]);
  printer.openCover();
  printer.refill();
  timers.advance(1000);
  expect(printer.papers()).toMatchObject([{ text: 'x', complete: false }]);
  printer.closeCover();
  timers.advance(1000);
  expect(printer.papers()).toMatchObject([{ text: 'x\nx', complete: true }]);
});
