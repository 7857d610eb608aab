import { Bitmap } from '../bitmap.ts';
import { fromColumns } from '../graphics/bit-image.ts';
import type { GraphicsMemory } from '../graphics/graphics-memory.ts';
import { readWindowsBitmap } from '../graphics/windows-bitmap.ts';
import { word } from '../parser/lengths.ts';
import type { Printing } from '../printing.ts';
import { at, choice, type Handlers } from './handler.ts';

/** One plane of graphics: `xL xH yL yH`, colour, dots; in rows, or in columns. */
interface Plane {
  readonly columns: boolean;
  readonly width: number;
  readonly height: number;
}

const planeBytes = ({ columns, width, height }: Plane) =>
  columns ? width * Math.ceil(height / 8) : Math.ceil(width / 8) * height;

/** Undefined when there are fewer bytes than the plane says. */
function readPlane(plane: Plane, bytes: Uint8Array): Bitmap | undefined {
  if (bytes.length < planeBytes(plane)) return undefined;
  if (!plane.columns) return new Bitmap(plane.width, plane.height, bytes.slice(0, planeBytes(plane)));
  const image = new Bitmap(plane.width, plane.height);
  image.draw(fromColumns(bytes, plane.width, Math.ceil(plane.height / 8)), 0, 0);
  return image;
}

/** Planes of several colours, one behind the other, each after a byte that names it: all of them print black. */
function readPlanes(plane: Plane, count: number, bytes: Uint8Array): Bitmap | undefined {
  let image: Bitmap | undefined;
  for (let index = 0; index < Math.max(1, count); index += 1) {
    const from = index * (1 + planeBytes(plane)) + 1;
    const read = readPlane(plane, bytes.subarray(from));
    if (!read) return image;
    if (image) image.draw(read, 0, 0);
    else image = read;
  }
  return image;
}

/** Functions 67, 68, 83 and 84: `a kc1 kc2 b xL xH yL yH`, and `b` planes. */
function define(printing: Printing, memory: GraphicsMemory, columns: boolean, data: Uint8Array): void {
  const plane = { columns, width: word(data, 4), height: word(data, 6) };
  const image = readPlanes(plane, at(data, 3), data.subarray(8));
  if (!image) printing.notice(`GS ( L: fewer bytes than ${plane.width} × ${plane.height} dots have`);
  else if (!memory.store(keyOf(data, 1), image)) printing.notice('GS ( L: no room for the image');
}

/** Functions 112 and 113: `a bx by c xL xH yL yH`, and one plane. More colours are added to what is there. */
function store(printing: Printing, columns: boolean, data: Uint8Array): void {
  const [, scaleX = 1, scaleY = 1] = data;
  const plane = { columns, width: word(data, 4), height: word(data, 6) };
  const bitmap = readPlane(plane, data.subarray(8));
  if (!bitmap) {
    printing.notice(`GS ( L: fewer bytes than ${plane.width} × ${plane.height} dots have`);
    return;
  }
  const before = printing.storedGraphics?.bitmap;
  if (before && before.width === bitmap.width && before.height === bitmap.height) bitmap.draw(before, 0, 0);
  printing.storedGraphics = { bitmap, scaleX: scaleOf(scaleX), scaleY: scaleOf(scaleY) };
}

const scaleOf = (n: number) => (choice(n) === 2 ? 2 : 1);
const keyOf = (data: Uint8Array, from: number) => String.fromCharCode(at(data, from), at(data, from + 1));

function print(printing: Printing, bitmap: Bitmap, scaleX: number, scaleY: number): void {
  const scaled = bitmap.scaled(scaleX, scaleY);
  printing.surface.addBlock({ bitmap: scaled, ascent: scaled.height, text: '' });
}

function printStored(printing: Printing): void {
  const stored = printing.storedGraphics;
  printing.storedGraphics = undefined;
  if (stored) print(printing, stored.bitmap, stored.scaleX, stored.scaleY);
}

/** Functions 69 and 85: `kc1 kc2 x y`. */
function printKept(printing: Printing, memory: GraphicsMemory, data: Uint8Array): void {
  const image = memory.get(keyOf(data, 0));
  if (image) print(printing, image, scaleOf(at(data, 2)), scaleOf(at(data, 3)));
  else printing.notice(`GS ( L: there is no image ${keyOf(data, 0)}`);
}

/** What a printer tells of its memory: a header, an identifier, text, NUL. */
const tell = (printing: Printing, identifier: number, text: string) =>
  printing.reply(0x37, identifier, ...Buffer.from(text, 'latin1'), 0);

const memoryFunctions = (memory: (printing: Printing) => GraphicsMemory, identifier: number) =>
  [
    // Keys, one status byte before them: no more follow.
    (printing: Printing) => tell(printing, identifier, `@${memory(printing).keys().join('')}`),
    (printing: Printing, data: Uint8Array) => {
      if (Buffer.from(data.subarray(0, 3)).toString('latin1') === 'CLR') memory(printing).clear();
    },
    (printing: Printing, data: Uint8Array) => memory(printing).delete(keyOf(data, 0)),
    (printing: Printing, data: Uint8Array) => define(printing, memory(printing), false, data),
    (printing: Printing, data: Uint8Array) => define(printing, memory(printing), true, data),
    (printing: Printing, data: Uint8Array) => printKept(printing, memory(printing), data),
  ] as const;

const [nv, download] = [
  memoryFunctions(({ nvGraphics }) => nvGraphics, 0x72),
  memoryFunctions(({ downloadGraphics }) => downloadGraphics, 0x73),
];

type GraphicsFunction = (printing: Printing, data: Uint8Array) => void;

/** By number; 0 to 4 are also 48 to 52. */
const functions = new Map<number, GraphicsFunction>([
  [0, (printing) => tell(printing, 0x30, String(printing.nvGraphics.capacity))],
  [1, () => {}],
  [2, printStored],
  [3, (printing) => tell(printing, 0x31, String(printing.nvGraphics.free))],
  [4, (printing) => tell(printing, 0x32, String(printing.downloadGraphics.free))],
  ...nv.map((run, index): [number, GraphicsFunction] => [64 + index, run]),
  ...download.map((run, index): [number, GraphicsFunction] => [80 + index, run]),
  [112, (printing, data) => store(printing, false, data)],
  [113, (printing, data) => store(printing, true, data)],
]);

/** `m fn` and data. */
function run(printing: Printing, data: Uint8Array): void {
  const fn = choice(at(data, 1));
  const found = functions.get(fn);
  if (found) found(printing, data.subarray(2));
  else printing.notice(`GS ( L: there is no function ${at(data, 1)}`);
}

/** Graphics data: kept in the print buffer, in memory until power-off, or for good. */
export const graphicsCommands = {
  'GS ( L': (printing, parameters) => run(printing, parameters.subarray(2)),
  'GS 8 L': (printing, parameters) => run(printing, parameters.subarray(4)),
  'GS D': (printing, parameters) => {
    const memory = at(parameters, 1) === 83 ? printing.downloadGraphics : printing.nvGraphics;
    const image = readWindowsBitmap(parameters.subarray(7));
    if (!image) printing.notice('GS D: not a Windows bitmap of one bit a dot');
    else if (!memory.store(keyOf(parameters, 3), image)) printing.notice('GS D: no room for the image');
  },
} satisfies Partial<Handlers>;
