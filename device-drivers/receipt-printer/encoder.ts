import type { PrintedLine } from '@borne/domain/printed-line';

/**
 * The longest command in what an encoder makes, in bytes. A printer that lost the host in the middle of one waits for
 * no more than that before it listens again. Short enough for the buffer of a small printer that is out of paper.
 */
export const longestCommand = 1024;

/**
 * Turns laid-out lines into the bytes of one printer language: the whole document, up to and including its end (the
 * cut, as a rule). The printer has just been initialised (`ESC @`) by the driver, which then sets what it needs for
 * itself.
 */
export interface Encoder {
  encode(lines: readonly PrintedLine[]): Uint8Array;
}
