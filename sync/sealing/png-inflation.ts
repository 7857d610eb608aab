import { createInflate } from 'node:zlib';

/** Samples of a pixel by colour type (PNG, third edition, table 12). */
const samplesOf: Readonly<Record<number, number>> = { 0: 1, 2: 3, 3: 1, 4: 2, 6: 4 };

/** What interlacing adds for each row and column: a filter byte and a last byte not filled, in seven passes. */
const INTERLACING = 16;

/** Some encoders let a few bytes follow the last row. */
const SLACK = 1024;

export type Inflation = 'fits' | 'too-large' | 'broken';

/**
 * Whether the compressed data of a PNG is no more than its header announces, which most decoders never check, and at most `most`
 * bytes. It is inflated for that and kept nowhere: reading stops where the header says that it must end.
 */
export async function inflationOf(png: Uint8Array, most: number): Promise<Inflation> {
  const view = new DataView(png.buffer, png.byteOffset, png.length);
  const announced = announcedBytes(view);
  if (announced === undefined) return 'broken';
  if (announced > most) return 'too-large';
  const parts = compressedParts(png, view);
  if (!parts) return 'broken';
  const inflate = createInflate();
  let inflated = 0;
  const counted = (async (): Promise<Inflation> => {
    for await (const part of inflate) {
      inflated += (part as Buffer).length;
      if (inflated > announced + SLACK) return 'too-large';
    }
    return 'fits';
  })().catch(() => 'broken' as const);
  for (const part of parts) inflate.write(part);
  inflate.end();
  return counted;
}

/** Bytes of the picture's rows, before they are compressed; undefined when the header is none. */
function announcedBytes(view: DataView): number | undefined {
  if (view.byteLength < 33) return undefined;
  const [width, height] = [view.getUint32(16), view.getUint32(20)];
  const [depth, samples] = [view.getUint8(24), samplesOf[view.getUint8(25)]];
  if (samples === undefined || ![1, 2, 4, 8, 16].includes(depth)) return undefined;
  const rows = height * (1 + Math.ceil((width * samples * depth) / 8));
  return view.getUint8(28) === 0 ? rows : rows + INTERLACING * (width + height);
}

/**
 * The contents of the IDAT chunks, which together are one zlib stream; the end of a file that is cut short ends it. Undefined for
 * Apple's own kind (CgBI), whose stream a decoder may read in another way.
 */
function compressedParts(png: Uint8Array, view: DataView): readonly Uint8Array[] | undefined {
  const parts: Uint8Array[] = [];
  for (let at = 8; at + 12 <= png.length; ) {
    const length = view.getUint32(at);
    const type = String.fromCharCode(...png.subarray(at + 4, at + 8));
    if (type === 'CgBI') return undefined;
    if (type === 'IEND') break;
    if (type === 'IDAT') parts.push(png.subarray(at + 8, at + 8 + length));
    at += 12 + length;
  }
  return parts;
}
