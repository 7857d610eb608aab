/** The ESC/POS commands that Borne sends, by the names of Epson's reference. */

const ESC = 0x1b;
const GS = 0x1d;
const DLE = 0x10;
const EOT = 0x04;
const ENQ = 0x05;
const DC4 = 0x14;

const bytes = (...values: number[]) => Uint8Array.from(values);

/** `ESC @`: default modes, line buffer emptied, automatic status off. */
export const initialise = bytes(ESC, 0x40);
export const lineFeed = bytes(0x0a);
/** `ESC E n`: emphasized. */
export const emphasized = (on: boolean) => bytes(ESC, 0x45, on ? 1 : 0);
/** `GS V 66 n`: feeds to the cutter and `n` dots more, then cuts all but one point. */
export const feedAndCut = bytes(GS, 0x56, 66, 0);
/** `ESC J n`: prints what is in the line and feeds `n` dots. */
export const feedDots = (dots: number) => bytes(ESC, 0x4a, dots);
/** `ESC i`: cuts where the paper is. */
export const totalCut = bytes(ESC, 0x69);
/** `GS e 3 m` (Custom): holds the cut ticket out by `steps`. */
export const presentTicket = (steps: number) => bytes(GS, 0x65, 3, steps);
/** `GS e 2` (Custom): takes the ticket back in, into the printer's bin. */
export const retractTicket = bytes(GS, 0x65, 2);
/**
 * `GS v 0`: a bit image, 8 dots a byte, first dot in the high bit, of `rows.length / widthBytes` rows; each dot is printed
 * twice as wide and high when `doubled`.
 */
export const raster = (widthBytes: number, rows: Uint8Array, doubled = false) => {
  const height = rows.length / widthBytes;
  const mode = doubled ? 3 : 0;
  const header = [GS, 0x76, 0x30, mode, widthBytes & 0xff, widthBytes >> 8, height & 0xff, height >> 8];
  const command = new Uint8Array(header.length + rows.length);
  command.set(header);
  command.set(rows, header.length);
  return command;
};

/** `DLE EOT n`: one byte of status, in real time. */
export const realTimeStatus = (n: 1 | 2 | 3 | 4) => bytes(DLE, EOT, n);
/** `DLE EOT 20` (Custom): full status, `10 0F` and four bytes, in real time. */
export const fullStatus = bytes(DLE, EOT, 20);
/** `DLE ENQ 2`: ends a recoverable error, in real time, and empties the buffers. */
export const recoverAndClear = bytes(DLE, ENQ, 2);
/** `DLE DC4 8`: empties the receive and print buffers in real time, and says so (`37 25 00`). */
export const clearBuffers = bytes(DLE, DC4, 8, 1, 3, 20, 1, 6, 2, 8);
/** `GS a n`: four bytes of status now and at every change of online/offline, error and paper. */
export const automaticStatus = bytes(GS, 0x61, 0b1110);
/** `GS E0 n` (Custom): full status now and at every change of any of its four bytes. */
export const automaticFullStatus = bytes(GS, 0xe0, 0b1111);
/** `GS r 1`: one byte of paper status, once everything before it is done. */
export const transmitPaperStatus = bytes(GS, 0x72, 1);
/** `GS ( H` function 48: the four characters of `id` come back (`37 22 id 00`) once everything before it is done. */
export const requestProcessId = (id: string) =>
  bytes(GS, 0x28, 0x48, 6, 0, 48, 48, ...[...id].map((character) => character.charCodeAt(0)));
