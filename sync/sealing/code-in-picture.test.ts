import { randomBytes } from 'node:crypto';
import { crc32, deflateSync } from 'node:zlib';
import { createCanvas } from '@napi-rs/canvas';
import encodeQR from 'qr';
import { describe, expect, it } from 'vitest';
import { codeInPicture } from './code-in-picture.ts';
import { pictureSize } from './picture-size.ts';
import { inflationOf } from './png-inflation.ts';

/** Codes side by side, four pixels a module. */
function drawn(...texts: readonly string[]) {
  const canvas = createCanvas(400 * Math.max(texts.length, 1), 400);
  const context = canvas.getContext('2d');
  context.fillStyle = 'white';
  context.fillRect(0, 0, canvas.width, canvas.height);
  context.fillStyle = 'black';
  for (const [index, text] of texts.entries())
    for (const [y, row] of encodeQR(text, 'raw').entries())
      for (const [x, dark] of row.entries())
        if (dark) context.fillRect(index * 400 + 40 + x * 4, 40 + y * 4, 4, 4);
  return canvas;
}

describe('a code in a picture', () => {
  it('is read from a PNG and from a JPEG', async () => {
    const canvas = drawn('KFRMI6ABC');
    expect(await codeInPicture(await canvas.encode('png'), 'KFRMI6')).toEqual({
      ok: true,
      value: 'KFRMI6ABC',
    });
    expect(await codeInPicture(await canvas.encode('jpeg', 80), 'KFRMI6')).toEqual({
      ok: true,
      value: 'KFRMI6ABC',
    });
  });

  it('is the one looked for when there are others', async () => {
    const picture = await drawn('https://example.org', 'KFRMI6ABC', 'WIFI:').encode('png');
    expect(await codeInPicture(picture, 'KFRMI6')).toEqual({ ok: true, value: 'KFRMI6ABC' });
  });

  it('is any other when the one looked for is not there, and none on a blank page', async () => {
    expect(await codeInPicture(await drawn('https://example.org').encode('png'), 'KFRMI6')).toEqual({
      ok: true,
      value: 'https://example.org',
    });
    expect(await codeInPicture(await drawn().encode('png'), 'KFRMI6')).toEqual({
      ok: false,
      error: 'no-code',
    });
  });

  it('is not looked for in what is no picture, or announces more pixels than a telephone has', async () => {
    const png = await drawn('KFRMI6ABC').encode('png');
    const bomb = Buffer.from(png);
    bomb.writeUInt32BE(60_000, 16);
    bomb.writeUInt32BE(60_000, 20);
    expect(await codeInPicture(bomb, 'KFRMI6')).toEqual({ ok: false, error: 'too-large' });
    for (const bytes of [Buffer.alloc(0), Buffer.from('GIF89a'), Buffer.from('<svg/>'), png.subarray(0, 10)])
      expect(await codeInPicture(bytes, 'KFRMI6')).toEqual({ ok: false, error: 'not-a-picture' });
  });

  it('is not found in a picture that is broken, whatever it announces', async () => {
    const png = await drawn('KFRMI6ABC').encode('png');
    expect(await codeInPicture(png.subarray(0, 60), 'KFRMI6')).toEqual({ ok: false, error: 'no-code' });
    const jpeg = Buffer.from(await drawn('KFRMI6ABC').encode('jpeg', 80));
    jpeg.fill(0xff, 700);
    expect(await codeInPicture(jpeg, 'KFRMI6')).toEqual({ ok: false, error: 'no-code' });
  });
});

const chunk = (type: string, data: Uint8Array) => {
  const [length, check] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(data.length);
  const named = Buffer.concat([Buffer.from(type), data]);
  check.writeUInt32BE(crc32(named));
  return Buffer.concat([length, named, check]);
};

/** A grey PNG that announces a size, whatever its data holds, in as many IDAT chunks as there are parts. */
function announcing(width: number, height: number, parts: readonly Uint8Array[]) {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header[8] = 8;
  const data = parts.map((part) => chunk('IDAT', part));
  const signature = Buffer.from('89504e470d0a1a0a', 'hex');
  return Buffer.concat([signature, chunk('IHDR', header), ...data, chunk('IEND', Buffer.alloc(0))]);
}

describe('a picture that inflates to more than it announces', () => {
  const zeros = deflateSync(Buffer.alloc(64 * 1024 * 1024));

  it('is refused before anything decodes it, in one chunk or in many', async () => {
    const before = process.memoryUsage().rss;
    const halves = [zeros.subarray(0, 30_000), zeros.subarray(30_000)];
    for (const parts of [[zeros], halves])
      expect(await codeInPicture(announcing(1, 1, parts), 'KFRMI6')).toEqual({
        ok: false,
        error: 'too-large',
      });
    expect(process.memoryUsage().rss - before).toBeLessThan(32 * 1024 * 1024);
  });

  it('is none when its data is that of its rows, interlaced or not', async () => {
    const rows = deflateSync(Buffer.alloc(100 * 101));
    expect(await inflationOf(announcing(100, 100, [rows]), 20_000)).toBe('fits');
    expect(await inflationOf(announcing(100, 100, [rows]), 10_000)).toBe('too-large');
    const interlaced = announcing(100, 100, [rows]);
    interlaced[28] = 1;
    expect(await inflationOf(interlaced, 20_000)).toBe('fits');
  });

  it('is broken when its data is cut short, is none, or is of Apple’s own kind', async () => {
    const rows = deflateSync(randomBytes(100 * 101));
    expect(await inflationOf(announcing(100, 100, [rows.subarray(0, 500)]), 20_000)).toBe('broken');
    expect(await inflationOf(announcing(100, 100, []), 20_000)).toBe('broken');
    expect(await inflationOf(announcing(100, 100, [Buffer.from('no zlib')]), 20_000)).toBe('broken');
    const apple = announcing(100, 100, [rows]);
    const marked = Buffer.concat([apple.subarray(0, 33), chunk('CgBI', Buffer.alloc(4)), apple.subarray(33)]);
    expect(await inflationOf(marked, 20_000)).toBe('broken');
  });
});

describe('the size of a picture', () => {
  it('is what its header says', async () => {
    const canvas = createCanvas(321, 123);
    expect(pictureSize(await canvas.encode('png'))).toEqual({ width: 321, height: 123 });
    expect(pictureSize(await canvas.encode('jpeg', 50))).toEqual({ width: 321, height: 123 });
  });

  it('is unknown for a JPEG that never gets to its frame', () => {
    expect(pictureSize(Buffer.from('ffd8ffffffffffffffffffffffffff', 'hex'))).toBeUndefined();
    expect(pictureSize(Buffer.from('ffd8ffe0000000000000000000000000', 'hex'))).toBeUndefined();
    expect(
      pictureSize(Buffer.concat([Buffer.from('ffd8', 'hex'), Buffer.alloc(100_000, 0xff)])),
    ).toBeUndefined();
  });
});
