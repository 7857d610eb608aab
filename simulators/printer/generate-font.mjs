// Draws the printer's fonts into text/font-data.ts from DejaVu Sans Mono, and what that lacks from DejaVu Sans and, for
// half-width katakana, Debian's fonts-droid-fallback. Run by hand (`node simulators/printer/generate-font.mjs`, then
// `npm run format`) when the fonts change; its output is committed, so that dots are the same on every machine and
// nothing native is needed to print.
import { writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { deflateRawSync } from 'node:zlib';
import { createCanvas, GlobalFonts } from '@napi-rs/canvas';
import iconv from 'iconv-lite';

const require = createRequire(import.meta.url);
const dejavu = (file) => join(dirname(require.resolve('dejavu-fonts-ttf/ttf/DejaVuSansMono.ttf')), file);
GlobalFonts.registerFromPath(dejavu('DejaVuSansMono.ttf'), 'Mono');
GlobalFonts.registerFromPath(dejavu('DejaVuSansMono-Bold.ttf'), 'Mono Bold');
GlobalFonts.registerFromPath(dejavu('DejaVuSansCondensed.ttf'), 'Proportional');
GlobalFonts.registerFromPath(dejavu('DejaVuSansCondensed-Bold.ttf'), 'Proportional Bold');
const droid = '/usr/share/fonts/truetype/droid/DroidSansFallbackFull.ttf';
if (!GlobalFonts.registerFromPath(droid, 'Droid')) throw new Error(`${droid}: install fonts-droid-fallback`);

const tables =
  'win1250 win1251 win1252 win1253 win1254 win1255 win1256 win1257 win1258 iso88592 iso88597 iso885915 cp437 cp720 cp737 cp775 cp850 cp852 cp855 cp857 cp858 cp860 cp861 cp862 cp863 cp864 cp865 cp866 cp869 cp1125'.split(
    ' ',
  );
const allBytes = Buffer.from(Array.from({ length: 224 }, (_, index) => index + 32));
const range = (first, last) =>
  Array.from({ length: last - first + 1 }, (_, index) => String.fromCodePoint(first + index));
const wanted = new Set([
  ...tables.flatMap((table) => [...iconv.decode(allBytes, table)]),
  ...range(0xa0, 0x17f),
  ...range(0x1a0, 0x1a1),
  ...range(0x1af, 0x1b0),
  ...range(0x1ea0, 0x1ef9),
  ...range(0x1fa, 0x1ff),
  ...range(0x218, 0x21b),
  ...range(0x384, 0x3ce),
  ...range(0x400, 0x45f),
  ...range(0x490, 0x491),
  ...range(0x2010, 0x2022),
  ...range(0x20a0, 0x20bd),
  ...range(0x2190, 0x2195),
  ...range(0x2500, 0x25ff),
  ...range(0x2660, 0x2666),
  ...range(0xff61, 0xff9f),
  ...'№℠™Ω℮⅓⅔⅛⅜⅝⅞∂∆∏∑−∕∙√∞∟∩∫≈≠≡≤≥⌂⌐⌠⌡☐☑☒☺☻☼♀♂♪♫✓✔✗✘',
]);

/** Cell sizes of Epson's fonts, and the size and baseline that fill them without clipping `É` or `ç`. */
const cells = [
  { width: 12, height: 24, size: 20, baseline: 19 },
  { width: 10, height: 24, size: 16.6, baseline: 19 },
  { width: 9, height: 17, size: 14.6, baseline: 13 },
];
const weights = [
  { mono: 'Mono', other: 'Proportional' },
  { mono: 'Mono Bold', other: 'Proportional Bold' },
];

/** How black a dot's square must be, of 255, to be printed. */
const threshold = 115;

function coverage(character, { width, height, size, baseline }, family, shift) {
  const canvas = createCanvas(width, height);
  const context = canvas.getContext('2d');
  context.fillStyle = 'white';
  context.fillRect(0, 0, width, height);
  context.fillStyle = 'black';
  context.font = `${size}px "${family}"`;
  const natural = context.measureText(character).width;
  // What is not monospaced is squeezed into its cell, or set in the middle of it.
  const squeeze = Math.min(1, width / natural);
  const middle = family.startsWith('Mono') ? 0 : (width - natural * squeeze) / 2;
  context.translate(shift + middle, baseline);
  context.scale(squeeze, 1);
  context.fillText(character, 0, 0);
  const pixels = context.getImageData(0, 0, width, height).data;
  return Array.from({ length: width * height }, (_, index) => 255 - pixels[index * 4]);
}

/** Of a few shifts by a fraction of a dot, the one that leaves the fewest half-covered dots: straight stems. */
function sharpest(character, cell, family) {
  const sharpness = (dots) => dots.reduce((sum, dot) => sum + Math.abs(dot - 128), 0);
  return [-0.5, -0.25, 0, 0.25, 0.5]
    .map((shift) => coverage(character, cell, family, shift))
    .reduce((best, dots) => (sharpness(dots) > sharpness(best) ? dots : best));
}

const probe = { width: 40, height: 40, size: 24, baseline: 28 };
const missing = new Map(
  ['Mono', 'Proportional', 'Droid'].map((family) => [
    family,
    coverage('\u{10fffe}', probe, family, 0).join(),
  ]),
);
/** The first family that has `character`, if any has. */
function familyOf(character) {
  return [...missing.keys()].find(
    (family) => coverage(character, probe, family, 0).join() !== missing.get(family),
  );
}

function glyph(character, cell, family) {
  const packed = new Uint8Array(Math.ceil(cell.width / 8) * cell.height);
  sharpest(character, cell, family).forEach((dot, index) => {
    const [x, y] = [index % cell.width, Math.floor(index / cell.width)];
    if (dot >= threshold) packed[y * Math.ceil(cell.width / 8) + (x >> 3)] |= 0x80 >> (x & 7);
  });
  return packed;
}

const families = new Map(
  [...wanted]
    .filter((character) => !/[\p{Cc}\p{Cf}\ufffd]/u.test(character))
    .sort()
    .map((character) => [character, familyOf(character)])
    .filter(([, family]) => family),
);
const bitmaps = Buffer.concat(
  cells.flatMap((cell) =>
    weights.flatMap(({ mono, other }) =>
      [...families].map(([character, family]) =>
        glyph(character, cell, family === 'Mono' ? mono : family === 'Proportional' ? other : family),
      ),
    ),
  ),
);
const base64 = deflateRawSync(bitmaps, { level: 9 }).toString('base64');
const lines = base64.match(/.{1,100}/g).map((line) => `  '${line}'`);

writeFileSync(
  new URL('text/font-data.ts', import.meta.url),
  `// Generated by generate-font.mjs from DejaVu (Bitstream Vera licence) and Droid Sans Fallback (Apache-2.0). Do not edit.

/** The characters drawn, in the order of their bitmaps. */
export const repertoire = ${JSON.stringify([...families.keys()].join(''))};

/**
 * Cells of 12 × 24, 10 × 24 and 9 × 17 dots, each regular, then bold: every glyph row by row, in whole bytes, first dot
 * in the high bit; deflated, base64.
 */
export const bitmaps = [
${lines.join(',\n')},
].join('');
`,
);
process.stdout.write(`${families.size} characters of ${wanted.size}\n`);
