import { createCanvas } from '@napi-rs/canvas';
import encodeQR from 'qr';
import { describe, expect, it } from 'vitest';
import { codeInPicture } from './code-in-picture.ts';
import { pictureSize } from './picture-size.ts';

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
