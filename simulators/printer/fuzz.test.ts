import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect, it } from 'vitest';
import { below, seededRandom } from '../card/seeded-random.ts';
import { printerModels } from './models.ts';
import { type CommandName, commandSet } from './parser/command-set.ts';
import type { CommandShape } from './parser/lengths.ts';
import { nameBytes } from './parser/prefixes.ts';
import { PrinterEngine } from './printer.ts';

/**
 * The interpreter against streams that nobody wrote: commands of the set with parameters that may be anything, whole
 * ones broken off, mutated, put inside each other's data, and plain noise. Whatever comes: no exception, no hang, no
 * memory that grows; and once its buffers are cleared, the next document comes out whole.
 *
 * `SEED` chooses the streams, `STREAMS` how many
 * there are.
 */
const streams = Number(process.env.STREAMS ?? 25_000);
const seed = Number(process.env.SEED ?? 20_261_122);
/** Streams that one printer gets, before it is checked and thrown away. */
const perPrinter = 200;
/** What a printer may hold, with all it printed, in bytes; its finished sheets are taken away. */
const mostMemory = 400 * 1024 * 1024;
const longestStream = 2_000;

const random = seededRandom(seed);
const upTo = (most: number) => below(random, most + 1);
const oneOf = <T>(items: readonly T[]): T => {
  const item = items[upTo(items.length - 1)];
  if (item === undefined) throw new Error('one of nothing');
  return item;
};
const noise = (length: number) => Array.from({ length }, () => upTo(255));

const names = Object.keys(commandSet) as CommandName[];
/** What takes long to draw is tried less often. */
const symbols = new Set<CommandName>(['GS k', 'GS ( k', 'ESC Z']);
const symbolShare = 0.03;

/** Parameters as long as the command wants them, of bytes that are often small, as meaningful ones are. */
function parametersOf(shape: CommandShape): number[] {
  const parameters: number[] = [];
  for (;;) {
    const wanted =
      typeof shape.parameters === 'number' ? shape.parameters : shape.parameters(Uint8Array.from(parameters));
    const missing = Math.min(wanted, longestStream) - parameters.length;
    if (missing <= 0) return parameters;
    for (let count = 0; count < missing; count += 1) parameters.push(parameter());
  }
}

function parameter(): number {
  const kind = random();
  if (kind < 0.5) return upTo(4);
  return kind < 0.7 ? 48 + upTo(36) : upTo(255);
}

/** `GS ( k` and `GS ( L` with functions that exist: by chance alone, there would be few. */
function knownFunction(): number[] {
  if (random() < 0.9) {
    const [width, height] = [1 + upTo(40), 1 + upTo(40)];
    const fn = oneOf([67, 68, 69, 83, 84, 85, 112, 113, 50]);
    const data = [48, 1, 1, 49, width * 8, 0, height, 0, ...noise(width * height + upTo(8))];
    return [0x1d, 0x28, 0x4c, (data.length + 2) & 255, (data.length + 2) >> 8, 48, fn, ...data];
  }
  const cn = 48 + upTo(6);
  const data = noise(1 + upTo(20));
  return [
    ...[0x1d, 0x28, 0x6b, data.length + 3, 0, cn, 80, 48, ...data],
    ...[0x1d, 0x28, 0x6b, 3, 0, cn, 67, 1 + upTo(8)],
    ...[0x1d, 0x28, 0x6b, 3, 0, cn, 81, 48],
  ];
}

function command(): number[] {
  if (random() < 0.03) return knownFunction();
  const name = oneOf(names);
  if (symbols.has(name) && random() > symbolShare) return [0x0a];
  const shape: CommandShape = commandSet[name];
  const parameters = parametersOf(shape);
  const data = shape.streams?.(Uint8Array.from(parameters)) ?? 0;
  return [...nameBytes(name), ...parameters, ...noise(Math.min(data, upTo(longestStream)))];
}

/** Something of a stream, and what may have happened to it on the way. */
function piece(): number[] {
  const kind = random();
  if (kind < 0.15) return noise(upTo(40));
  if (kind < 0.35) return Array.from({ length: upTo(60) }, () => 0x20 + upTo(0xdf));
  const bytes = command();
  const fate = random();
  if (fate < 0.1) return bytes.slice(0, upTo(bytes.length));
  if (fate < 0.2) return bytes.map((byte) => (random() < 0.05 ? upTo(255) : byte));
  if (fate < 0.25) {
    const at = upTo(bytes.length);
    return [...bytes.slice(0, at), ...oneOf([[0x10, 4, 1], [0x10, 5, 2], command()]), ...bytes.slice(at)];
  }
  return bytes;
}

const clear = [0x10, 0x14, 8, 1, 3, 20, 1, 6, 2, 8, 0x1b, 0x3d, 1, 0x1b, 0x40];
/** The paper may have been pulled back, many times: `ESC d` feeds a metre at once, and three hang uncut at most. */
const feed = [0x1b, 0x33, 255, ...new Array<number[]>(5).fill([0x1b, 0x64, 255]).flat(), 0x1b, 0x32];
const cut = [0x1d, 0x56, 66, 0];
const document = [...Buffer.from('document'), 0x0a, ...cut];
const timers = { setTimeout: () => undefined, clearTimeout: () => {} };

function newPrinter() {
  const model = oneOf(Object.values(printerModels));
  const engine = new PrinterEngine({ timers, speed: 'instant', model });
  engine.handle((mechanism) => mechanism.setRoll(Number.POSITIVE_INFINITY));
  const cable = engine.connect({ received: () => {}, lost: () => {} });
  if (!cable) throw new Error('a printer that is switched on can be connected');
  return { engine, cable };
}

function lastText({ engine }: ReturnType<typeof newPrinter>): string | undefined {
  engine.takePaper();
  return engine.sheets.all().at(-1)?.text;
}

function memoryInUse(): number {
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
}

setFlagsFromString('--expose-gc');
const collectGarbage: () => void = runInNewContext('gc');

it(`survives ${streams} streams that nobody wrote`, { timeout: 3_600_000 }, async () => {
  let bytes = 0;
  let slowest = 0;
  for (let done = 0; done < streams; done += perPrinter) {
    const printer = newPrinter();
    for (let count = 0; count < perPrinter; count += 1) {
      const stream = Uint8Array.from(Array.from({ length: 1 + upTo(6) }, piece).flat());
      const begun = performance.now();
      if (printer.cable.offer(stream) < stream.length) throw new Error('an instant printer takes everything');
      slowest = Math.max(slowest, performance.now() - begun);
      bytes += stream.length;
      printer.engine.sheets.clear();
    }
    printer.cable.offer(Uint8Array.from([...clear, ...feed, ...cut]));
    printer.engine.takePaper();
    printer.cable.offer(Uint8Array.from(document));
    expect(lastText(printer), `after ${done + perPrinter} streams`).toBe('document');
    if (done % (100 * perPrinter) === 0)
      for (const sheet of printer.engine.sheets.all()) expect(sheet.png().length).toBeGreaterThan(0);
    if (memoryInUse() > mostMemory) collectGarbage();
    expect(memoryInUse(), `memory after ${done + perPrinter} streams`).toBeLessThan(mostMemory);
    // Answers go out in microtasks: they are let go now and then.
    await Promise.resolve();
  }
  expect(slowest, 'milliseconds that one stream took').toBeLessThan(10_000);
  process.stderr.write(
    `interpreter: ${streams} streams, ${Math.round(bytes / 1e6)} MB, the slowest ${Math.round(slowest)} ms\n`,
  );
});
