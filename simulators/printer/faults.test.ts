import { describe, expect, it } from 'vitest';
import { type Fault, faultHandling } from './faults.ts';
import { type PrinterModel, printerModels } from './models.ts';
import { createSimulatedPrinter } from './simulated-printer.ts';

const ESC = 0x1b;
const GS = 0x1d;
const DLE = 0x10;
const text = (characters: string) => [...Buffer.from(characters, 'latin1')];
const line = [...text('x'), 0x0a];
const feedAndCut = [GS, 0x56, 66, 0];

async function connected(model?: PrinterModel) {
  const cooled: (() => void)[] = [];
  const timers = { setTimeout: (callback: () => void) => cooled.push(callback), clearTimeout: () => {} };
  const printer = createSimulatedPrinter({ timers, ...(model ? { model } : {}) });
  const answers: number[] = [];
  const link = await printer.transport.open({ received: (got) => answers.push(...got), lost: () => {} });
  if (!link.ok) throw new Error(link.error.detail);
  const write = async (...bytes: number[]) => {
    // A printer that takes no more keeps the write waiting.
    void link.value.write(Uint8Array.from(bytes));
    await new Promise((resolve) => setImmediate(resolve));
    return answers.splice(0);
  };
  const coolDown = () => {
    for (const callback of cooled.splice(0)) callback();
  };
  return { printer, write, coolDown };
}

const status = (n: number) => [DLE, 4, n];

it.each<[Fault, readonly number[]]>([
  ['near-end', [0x12, 0x12, 0x12, 0x1e]],
  ['paper-out', [0x1a, 0x32, 0x12, 0x7e]],
  ['cover-open', [0x1a, 0x16, 0x12, 0x12]],
  ['cutter-jam', [0x1a, 0x52, 0x1a, 0x12]],
  ['mechanical-jam', [0x1a, 0x52, 0x16, 0x12]],
  ['unrecoverable-error', [0x1a, 0x52, 0x32, 0x12]],
  ['overheated', [0x1a, 0x52, 0x52, 0x12]],
  ['feed-button', [0x5a, 0x1a, 0x12, 0x12]],
])('tells %s in its real-time status, and nothing of it once it is mended', async (fault, told) => {
  const { printer, write } = await connected();
  const ask = () => write(...status(1), ...status(2), ...status(3), ...status(4));
  printer.strike(fault);
  expect(await ask()).toEqual(told);
  printer.mend(fault);
  if (fault !== 'unrecoverable-error') expect(await ask()).toEqual([0x12, 0x12, 0x12, 0x12]);
});

it('prints nothing while a fault keeps it offline, and everything once that is mended', async () => {
  const offline = Object.keys(faultHandling).filter(
    (fault) =>
      !['near-end', 'unplugged', 'cable-pulled', 'busy', 'silent', 'unrecoverable-error'].includes(fault),
  ) as Fault[];
  for (const fault of offline) {
    const { printer, write } = await connected();
    printer.strike(fault);
    await write(...line, ...feedAndCut);
    expect(printer.papers(), fault).toEqual([]);
    printer.mend(fault);
    expect(printer.papers(), fault).toMatchObject([{ text: 'x', complete: true }]);
  }
});

it('loses what it had to an error that only power-off ends', async () => {
  const { printer, write } = await connected();
  printer.after('commands', 3, () => printer.strike('unrecoverable-error'));
  await write(...line, ...line, ...feedAndCut);
  await write(DLE, 5, 1, DLE, 5, 2);
  expect(printer.state().error).toBe('unrecoverable');
  printer.mend('unrecoverable-error');
  expect(printer.state().error).toBe('none');
  expect(printer.papers()).toMatchObject([{ text: 'x', complete: false }]);
});

it('stays in error after the jam is freed until it is told to go on (DLE ENQ 1)', async () => {
  const { printer, write } = await connected();
  printer.after('rows', 24, () => printer.strike('mechanical-jam'));
  await write(...line, ...line, ...feedAndCut);
  expect(await write(DLE, 5, 1, ...status(3))).toEqual([0x16]);
  printer.free('mechanical');
  expect(await write(...status(1))).toEqual([0x3a]);
  expect(printer.papers()).toMatchObject([{ text: 'x', complete: false }]);
  await write(DLE, 5, 1);
  expect(printer.papers()).toMatchObject([{ text: 'x\nx', complete: true }]);
});

it('drops what waits when it is told to go on without it (DLE ENQ 2)', async () => {
  const { printer, write } = await connected();
  printer.after('cuts', 1, () => printer.strike('cutter-jam'));
  await write(...line, ...feedAndCut, ...text('y'), 0x0a);
  expect(printer.papers()).toMatchObject([{ text: 'x', cut: false }]);
  printer.free('cutter');
  await write(DLE, 5, 2, ...feedAndCut);
  expect(printer.papers()).toMatchObject([{ text: 'x', cut: true, complete: false }]);
});

it('recognises a real-time command behind the beginning of another, wherever the bytes are torn apart', async () => {
  const bytes = [DLE, DLE, 5, DLE, 0x14, 8, DLE, 4, 1];
  for (let at = 0; at <= bytes.length; at += 1) {
    const { write } = await connected();
    const answers = [...(await write(...bytes.slice(0, at))), ...(await write(...bytes.slice(at)))];
    expect(answers, `torn apart at ${at}`).toEqual([0x12]);
  }
});

it('says no more at once than it can keep', async () => {
  const { write } = await connected();
  const macro = [GS, 0x3a, ...Array.from({ length: 600 }, () => [GS, 0x72, 1]).flat(), GS, 0x3a];
  expect((await write(...macro, GS, 0x5e, 255, 0, 0)).length).toBeLessThan(70_000);
  expect(await write(...status(1))).toEqual([0x12]);
});

it('cools down by itself', async () => {
  const { printer, write, coolDown } = await connected();
  printer.strike('overheated');
  await write(...line, ...feedAndCut);
  expect(printer.papers()).toEqual([]);
  coolDown();
  expect(printer.papers()).toMatchObject([{ text: 'x', complete: true }]);
});

it('takes no byte while busy, and all of them afterwards', async () => {
  const { printer, write } = await connected();
  printer.after('bytes', 1, () => printer.strike('busy'));
  expect(await write(...line, ...feedAndCut, ...status(1))).toEqual([]);
  expect(printer.papers()).toEqual([]);
  printer.mend('busy');
  await new Promise((resolve) => setImmediate(resolve));
  expect(printer.papers()).toMatchObject([{ text: 'x', complete: true }]);
  expect(await write()).toEqual([0x12]);
});

it.each([
  [1, 'bytes'],
  [2, 'commands'],
  [1, 'cuts'],
  [20, 'rows'],
] as const)('runs what is due after %i %s once', async (count, tally) => {
  const { printer, write } = await connected();
  let runs = 0;
  printer.after(tally, count, () => {
    runs += 1;
  });
  await write(...line, ...line, ...feedAndCut, ...line, ...feedAndCut);
  expect(runs).toBe(1);
});

describe('a presenter', () => {
  const { vkp80iii } = printerModels;
  const present = [GS, 0x65, 3, 20];
  const retract = [GS, 0x65, 2];

  it('holds a cut ticket, presents it, and has it taken', async () => {
    const { printer, write } = await connected(vkp80iii);
    await write(...line, ...feedAndCut);
    expect(printer.papers()).toMatchObject([{ text: 'x', complete: true, place: 'held' }]);
    printer.take();
    expect(printer.state().presenter).toBe('held');
    await write(...present);
    expect(printer.state().presenter).toBe('presented');
    expect(await write(...status(20))).toEqual([0x10, 0x0f, 0b0010_0000, 0, 0, 0]);
    printer.take();
    expect(printer.papers()).toMatchObject([{ place: 'out' }]);
    expect(await write(...status(20))).toEqual([0x10, 0x0f, 0, 0, 0, 0]);
  });

  it('keeps a ticket that nobody takes apart once it is retracted', async () => {
    const { printer, write } = await connected(vkp80iii);
    await write(...line, ...feedAndCut, ...present, ...retract);
    expect(printer.papers()).toEqual([]);
    expect(printer.retracted()).toMatchObject([{ text: 'x', place: 'retracted' }]);
    expect(printer.state().presenter).toBe('empty');
  });

  it('says at each change what its full status is, once asked to (GS E0)', async () => {
    const { printer, write } = await connected(vkp80iii);
    expect(await write(GS, 0xe0, 1)).toEqual([0x10, 0x0f, 0, 0, 0, 0]);
    printer.strike('paper-out');
    expect(await write()).toEqual([0x10, 0x0f, 0b101, 0, 0, 0]);
    expect(await write(GS, 0xe1)).toEqual([]);
    printer.refill();
    expect(await write()).toEqual([0x10, 0x0f, 0, 0, 0, 0, ...text('8000cm')]);
  });
});

it('knows nothing of presenters and full status where there are none', async () => {
  const { write, printer } = await connected();
  expect(await write(...status(20), GS, 0x65, 3)).toEqual([]);
  expect(printer.state().presenter).toBe('none');
});

it('leaves the paper to be torn where there is no cutter', async () => {
  const { printer, write } = await connected(printerModels['generic-58']);
  await write(...line, ...feedAndCut, ESC, 0x69);
  expect(printer.papers()).toMatchObject([{ text: 'x', cut: false }]);
  printer.take();
  expect(printer.papers()).toMatchObject([{ text: 'x', cut: true, complete: true }]);
});

it.each(Object.entries(printerModels))('%s has a width that its cells and bytes fit', (_, model) => {
  expect(model.dots % 8).toBe(0);
  expect(model.paperDots).toBeGreaterThan(model.dots);
  expect((model.paperDots - model.dots) % 2).toBe(0);
});
