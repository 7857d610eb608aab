import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { err, ok, type Result } from '@borne/domain/result';
import { prepareZXingModule, type ReadResult, readBarcodes } from 'zxing-wasm/reader';
import { pictureSize } from './picture-size.ts';

/** Largest picture that is read: what a telephone sends, with room to spare. In bytes, and in pixels. */
export const LARGEST_PICTURE = 12 * 1024 * 1024;
const MOST_PIXELS = 26_000_000;

/** Why there is no text, in words for whoever sent the picture (French, as on the page and at the command line). */
export interface NoCode {
  readonly why: 'not-a-picture' | 'too-large' | 'no-code';
  readonly detail: string;
}

let prepared = false;

/** The decoder comes as a file beside its package: nothing is fetched. */
function prepare(): void {
  if (prepared) return;
  const wasmBinary = readFileSync(
    createRequire(import.meta.url).resolve('zxing-wasm/reader/zxing_reader.wasm'),
  );
  prepareZXingModule({ overrides: { wasmBinary: new Uint8Array(wasmBinary).buffer } });
  prepared = true;
}

/**
 * What the QR codes in a picture say: a PNG or a JPEG, as drawn or as photographed (turned, tilted, grey). The first that begins
 * with `prefix` when there are several, else the first.
 */
export async function codeInPicture(picture: Uint8Array, prefix: string): Promise<Result<string, NoCode>> {
  const size = pictureSize(picture);
  if (!size) return err({ why: 'not-a-picture', detail: 'une image PNG ou JPEG est attendue' });
  if (picture.length > LARGEST_PICTURE || size.width * size.height > MOST_PIXELS)
    return err({ why: 'too-large', detail: 'cette image est trop grande' });
  prepare();
  let found: readonly ReadResult[];
  try {
    found = await readBarcodes(picture, { formats: ['QRCode'], tryHarder: true, maxNumberOfSymbols: 8 });
  } catch {
    found = [];
  }
  const texts = found.filter(({ isValid }) => isValid).map(({ text }) => text);
  const text = texts.find((one) => one.startsWith(prefix)) ?? texts[0];
  return text === undefined
    ? err({ why: 'no-code', detail: 'aucun code n’a pu être lu sur cette image' })
    : ok(text);
}
