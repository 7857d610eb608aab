/** The ESC/POS commands that Borne sends, by the names of Epson's reference. */

const ESC = 0x1b;
const GS = 0x1d;
const DLE = 0x10;
const EOT = 0x04;
const DC4 = 0x14;

const bytes = (...values: number[]) => Uint8Array.from(values);

/** `ESC @`: default modes, line buffer emptied, automatic status off. */
export const initialise = bytes(ESC, 0x40);
/** `ESC t 16`: Windows-1252, the only common table with both `œ` and `’`. */
export const windows1252Table = 16;
export const lineFeed = bytes(0x0a);
/** `ESC E n`: emphasized. */
export const emphasized = (on: boolean) => bytes(ESC, 0x45, on ? 1 : 0);
/** `GS V 66 n`: feeds to the cutter and `n` dots more, then cuts all but one point. */
export const feedAndCut = bytes(GS, 0x56, 66, 0);
/** `GS v 0`: a bit image, 8 dots a byte, first dot in the high bit, of `rows.length / widthBytes` rows. */
export const raster = (widthBytes: number, rows: Uint8Array) => {
  const height = rows.length / widthBytes;
  return Uint8Array.of(
    GS,
    0x76,
    0x30,
    0,
    widthBytes & 0xff,
    widthBytes >> 8,
    height & 0xff,
    height >> 8,
    ...rows,
  );
};

/** `DLE EOT n`: one byte of status, in real time. */
export const realTimeStatus = (n: 1 | 2 | 3 | 4) => bytes(DLE, EOT, n);
/** `DLE DC4 8`: empties the receive and print buffers in real time, and says so (`37 25 00`). */
export const clearBuffers = bytes(DLE, DC4, 8, 1, 3, 20, 1, 6, 2, 8);
/** `GS a n`: four bytes of status now and at every change of online/offline, error and paper. */
export const automaticStatus = bytes(GS, 0x61, 0b1110);
/** `GS r 1`: one byte of paper status, once everything before it is done. */
export const transmitPaperStatus = bytes(GS, 0x72, 1);
/** `GS ( H` function 48: the four characters of `id` come back (`37 22 id 00`) once everything before it is done. */
export const requestProcessId = (id: string) =>
  bytes(GS, 0x28, 0x48, 6, 0, 48, 48, ...[...id].map((character) => character.charCodeAt(0)));
