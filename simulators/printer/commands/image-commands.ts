import { Bitmap } from '../bitmap.ts';
import { fromColumns } from '../graphics/bit-image.ts';
import { word } from '../parser/lengths.ts';
import type { Printing } from '../printing.ts';
import { at, choice, type Handlers } from './handler.ts';

/** Where the images of the older commands are kept, beside those of `GS ( L`: `FS q` by number, `GS *` alone. */
const nvKey = (number: number) => `FS p ${number}`;
const downloadKey = 'GS /';

/** How many vertical dots of the head a dot of an 8-dot image is. */
const eightDotScale = 3;
/** Rows of a 24-dot image above the line that letters stand on: it lines up with Font A. */
const imageAscent = 19;

function printKept(printing: Printing, image: Bitmap | undefined, m: number, what: string): void {
  if (!image) {
    printing.notice(`${what}: there is no such image`);
    return;
  }
  const mode = choice(m);
  const bitmap = image.scaled(mode & 1 ? 2 : 1, mode & 2 ? 2 : 1);
  printing.surface.addBlock({ bitmap, ascent: bitmap.height, text: '' });
}

/** Images in the older forms: in the line, by rows, and kept. `GS ( L` is with the graphics commands. */
export const imageCommands = {
  'ESC *': (printing, parameters) => {
    const mode = at(parameters, 0);
    const isHigh = mode >= 32;
    const columns = word(parameters, 1);
    const data = parameters.subarray(3);
    if (data.length === 0) {
      if (columns > 0) printing.notice(`ESC *: there is no mode ${mode}`);
      return;
    }
    const bitmap = fromColumns(data, columns, isHigh ? 3 : 1).scaled(
      mode & 1 ? 1 : 2,
      isHigh ? 1 : eightDotScale,
    );
    const room = printing.surface.lineWidth - printing.surface.x;
    // Beyond the print area, it is not printed; the line does not break for it.
    const visible = new Bitmap(Math.max(0, Math.min(bitmap.width, room)), bitmap.height);
    visible.draw(bitmap, 0, 0);
    if (visible.width > 0) printing.surface.add({ bitmap: visible, ascent: imageAscent, text: '' });
  },
  'GS v 0': (printing, parameters) => {
    const mode = choice(at(parameters, 0));
    const widthBytes = word(parameters, 1);
    const height = word(parameters, 3);
    if (widthBytes === 0 || height === 0) return;
    const shape = { widthBytes, height, scaleX: mode & 1 ? 2 : 1, scaleY: mode & 2 ? 2 : 1 } as const;
    printing.image = printing.surface.beginImage(shape);
  },
  'GS Q 0': (printing, parameters) => {
    const columns = word(parameters, 1);
    const image = fromColumns(parameters.subarray(5), columns, word(parameters, 3));
    printKept(printing, image, at(parameters, 0), 'GS Q 0');
  },
  'DC2 *': (printing, parameters) => {
    const [height = 0, widthBytes = 0] = parameters;
    const bitmap = new Bitmap(widthBytes * 8, height, parameters.slice(2));
    printing.surface.addBlock({ bitmap, ascent: height, text: '' });
  },
  'GS *': (printing, parameters) => {
    const [x = 0, y = 0] = parameters;
    const image = fromColumns(parameters.subarray(2), x * 8, y);
    if (!printing.downloadGraphics.store(downloadKey, image)) printing.notice('GS *: no room for the image');
  },
  'GS /': (printing, parameters) =>
    printKept(printing, printing.downloadGraphics.get(downloadKey), at(parameters, 0), 'GS /'),
  'FS q': (printing, parameters) => {
    printing.nvGraphics.clear();
    let from = 1;
    for (let number = 1; number <= at(parameters, 0); number += 1) {
      const [x, y] = [word(parameters, from), word(parameters, from + 2)];
      const bytes = parameters.subarray(from + 4, from + 4 + x * y * 8);
      from += 4 + x * y * 8;
      if (!printing.nvGraphics.store(nvKey(number), fromColumns(bytes, x * 8, y)))
        printing.notice(`FS q: no room for image ${number}`);
    }
  },
  'FS p': (printing, parameters) => {
    const number = at(parameters, 0);
    printKept(printing, printing.nvGraphics.get(nvKey(number)), at(parameters, 1), `FS p ${number}`);
  },
} satisfies Partial<Handlers>;
