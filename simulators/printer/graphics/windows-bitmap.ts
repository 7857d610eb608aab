import { Bitmap } from '../bitmap.ts';

const headers = 62;

/** Reads a Windows bitmap of one bit a dot, uncompressed; undefined for any other. */
export function readWindowsBitmap(bytes: Uint8Array): Bitmap | undefined {
  if (bytes.length < headers) return undefined;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const start = view.getUint32(10, true);
  const width = view.getInt32(18, true);
  const signedHeight = view.getInt32(22, true);
  const height = Math.abs(signedHeight);
  const isPlain = view.getUint16(28, true) === 1 && view.getUint32(30, true) === 0;
  const rowBytes = Math.ceil(width / 32) * 4;
  if (!isPlain || width <= 0 || height === 0 || start + rowBytes * height > bytes.length) return undefined;
  // The first colour of the palette is what a 0 means: black or white.
  const zeroIsBlack = (bytes[54] ?? 0) + (bytes[55] ?? 0) + (bytes[56] ?? 0) < 384;
  const image = new Bitmap(width, height);
  for (let y = 0; y < height; y += 1) {
    const row = start + rowBytes * (signedHeight > 0 ? height - 1 - y : y);
    for (let x = 0; x < width; x += 1) {
      const bit = ((bytes[row + (x >> 3)] ?? 0) & (0x80 >> (x & 7))) !== 0;
      if (bit !== zeroIsBlack) image.set(x, y);
    }
  }
  return image;
}
