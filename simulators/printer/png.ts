import { deflateSync } from 'node:zlib';

/** The print of one piece of paper, as dots: rows of `dots / 8` bytes, first dot in the high bit. */
export interface Picture {
  /** Dots across the printable width, and across the paper. */
  readonly dots: number;
  readonly paperDots: number;
  readonly height: number;
  readonly rows: Uint8Array;
}

const signature = Buffer.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a);
/** White paper, and ink that is not quite black. */
const palette = Buffer.of(0xff, 0xff, 0xff, 0x1c, 0x1c, 0x1c);
const bitDepth = 1;
const indexed = 3;

/**
 * The paper as a PNG of two colours, one pixel a dot, as wide as the paper. Written here, not by `pngjs`, which takes
 * four bytes a dot: a stream may leave metres of paper.
 */
export function pictureToPng({ dots, paperDots, height, rows }: Picture): Buffer {
  const margin = (paperDots - dots) / 2;
  const rowBytes = Math.ceil(paperDots / 8);
  const [shift, skipped] = [margin & 7, margin >> 3];
  // Before each row stands its filter: none, for dots compress as well without.
  const data = Buffer.alloc((rowBytes + 1) * Math.max(height, 1));
  for (let y = 0; y < height; y += 1) {
    const start = y * (rowBytes + 1) + 1 + skipped;
    for (let byte = 0; byte < dots / 8; byte += 1) {
      const eight = rows[(y * dots) / 8 + byte] ?? 0;
      if (eight === 0) continue;
      const at = start + byte;
      data[at] = (data[at] ?? 0) | (eight >> shift);
      if (shift > 0) data[at + 1] = (data[at + 1] ?? 0) | ((eight << (8 - shift)) & 0xff);
    }
  }
  const header = Buffer.alloc(13);
  header.writeUInt32BE(paperDots, 0);
  header.writeUInt32BE(Math.max(height, 1), 4);
  header[8] = bitDepth;
  header[9] = indexed;
  return Buffer.concat([
    signature,
    chunk('IHDR', header),
    chunk('PLTE', palette),
    chunk('IDAT', deflateSync(data)),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

/** Length, type, data, and a checksum of the last two. */
function chunk(type: string, data: Buffer): Buffer {
  const typed = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const whole = Buffer.alloc(typed.length + 8);
  whole.writeUInt32BE(data.length, 0);
  typed.copy(whole, 4);
  whole.writeUInt32BE(checksum(typed), typed.length + 4);
  return whole;
}

const polynomial = 0xedb8_8320;
const remainders = Uint32Array.from({ length: 256 }, (_, byte) => {
  let remainder = byte;
  for (let bit = 0; bit < 8; bit += 1)
    remainder = remainder & 1 ? polynomial ^ (remainder >>> 1) : remainder >>> 1;
  return remainder;
});

/** CRC-32 (ISO 3309), as PNG has it; Node 20 has none. */
function checksum(bytes: Uint8Array): number {
  let remainder = 0xffff_ffff;
  for (const byte of bytes) remainder = (remainders[(remainder ^ byte) & 0xff] ?? 0) ^ (remainder >>> 8);
  return (remainder ^ 0xffff_ffff) >>> 0;
}
