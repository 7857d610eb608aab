import type { PrintedLine } from '@borne/domain/printed-line';

/**
 * Turns laid-out lines into the bytes of one printer language: the whole document, up to and including the cut. The
 * printer has just been initialised (`ESC @`) by the driver, which then sets what it needs for itself.
 */
export interface Encoder {
  encode(lines: readonly PrintedLine[]): Uint8Array;
}
