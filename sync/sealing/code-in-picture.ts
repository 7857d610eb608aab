import { err, ok, type Result } from '@borne/domain/result';
import { codesIn } from './picture-decoder.ts';
import { isPng, pictureSize } from './picture-size.ts';
import { inflationOf } from './png-inflation.ts';

/** Largest picture that is read: what a telephone sends, with room to spare. In bytes, and in pixels. */
export const LARGEST_PICTURE = 12 * 1024 * 1024;
const MOST_PIXELS = 26_000_000;
/** Bytes of a PNG's rows: four a pixel. */
const MOST_INFLATED = 4 * MOST_PIXELS;

/** Why there is no text. */
export type NoCode = 'not-a-picture' | 'too-large' | 'no-code';

/**
 * What the QR codes in a picture say: a PNG or a JPEG, as drawn or as photographed (turned, tilted, grey). The first that begins
 * with `prefix` when there are several, else the first.
 */
export async function codeInPicture(picture: Uint8Array, prefix: string): Promise<Result<string, NoCode>> {
  const size = pictureSize(picture);
  if (!size) return err('not-a-picture');
  if (picture.length > LARGEST_PICTURE || size.width * size.height > MOST_PIXELS) return err('too-large');
  const inflation = isPng(picture) ? await inflationOf(picture, MOST_INFLATED) : 'fits';
  if (inflation !== 'fits') return err(inflation === 'broken' ? 'no-code' : inflation);
  const texts = await codesIn(picture, prefix, globalThis);
  const text = texts.find((one) => one.startsWith(prefix)) ?? texts[0];
  return text === undefined ? err('no-code') : ok(text);
}
