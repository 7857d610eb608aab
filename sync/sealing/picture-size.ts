/** Width and height of a picture, in pixels. */
export interface PictureSize {
  readonly width: number;
  readonly height: number;
}

/** The size that a PNG or a JPEG announces, before anything of it is decoded; undefined when it is neither. */
export function pictureSize(bytes: Uint8Array): PictureSize | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  return pngSize(view) ?? jpegSize(view);
}

const PNG_SIGNATURE = 0x89504e470d0a1a0an;

/** Whether it begins as a PNG does. */
export const isPng = (bytes: Uint8Array): boolean =>
  bytes.length >= 8 &&
  new DataView(bytes.buffer, bytes.byteOffset, bytes.length).getBigUint64(0) === PNG_SIGNATURE;

/** The first chunk is IHDR, which begins with the size (PNG, third edition, §11.2.1). */
function pngSize(view: DataView): PictureSize | undefined {
  if (view.byteLength < 24 || view.getBigUint64(0) !== PNG_SIGNATURE) return undefined;
  return { width: view.getUint32(16), height: view.getUint32(20) };
}

/** Start of frame, of every kind: C0 to CF but for DHT (C4), JPG (C8) and DAC (CC) (ITU-T T.81, table B.1). */
const startsFrame = (marker: number) =>
  marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker);

/** Segments follow each other, each with its length, up to the frame. */
function jpegSize(view: DataView): PictureSize | undefined {
  if (view.byteLength < 4 || view.getUint16(0) !== 0xffd8) return undefined;
  let at = 2;
  while (at + 9 <= view.byteLength && view.getUint8(at) === 0xff) {
    const marker = view.getUint8(at + 1);
    if (startsFrame(marker)) return { width: view.getUint16(at + 7), height: view.getUint16(at + 5) };
    // A marker may be preceded by any number of FF.
    at += marker === 0xff ? 1 : 2 + view.getUint16(at + 2);
  }
  return undefined;
}
