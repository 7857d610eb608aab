import { after, type CommandShape } from './lengths.ts';

const at = (bytes: Uint8Array, index: number) => bytes[index] ?? 0;

/** Parameters of `DLE DC4 fn`, without fn. */
const pulseLengths = new Map([
  [1, 2],
  [2, 2],
  [3, 5],
  [7, 1],
  [8, 7],
]);

/**
 * Commands that begin with `DLE` (10). The printer obeyed them when they arrived; in the stream they do nothing more,
 * and inside the data of another command they are that data (Epson: not to be used within another command's data).
 */
export const dataLinkCommands = {
  'DLE EOT': {
    title: 'Transmit real-time status',
    parameters: after(1, (bytes) => ([7, 8, 18].includes(at(bytes, 0)) ? 1 : 0)),
  },
  'DLE ENQ': { title: 'Send real-time request to printer', parameters: 1 },
  'DLE DC4': {
    title: 'Real-time control',
    parameters: after(1, (bytes) => pulseLengths.get(at(bytes, 0)) ?? 0),
  },
} as const satisfies Record<string, CommandShape>;

/** Commands that begin with `DC2` (12), of small panel printers. */
export const panelCommands = {
  'DC2 #': { title: 'Set print density (other makers)', parameters: 1 },
  'DC2 *': {
    title: 'Print bitmap (other makers)',
    parameters: after(2, (bytes) => at(bytes, 0) * at(bytes, 1)),
  },
  'DC2 T': { title: 'Print test page (other makers)', parameters: 0 },
} as const satisfies Record<string, CommandShape>;

/** Commands of one byte. */
export const singleByteCommands = {
  HT: { title: 'Horizontal tab', parameters: 0 },
  LF: { title: 'Print and line feed', parameters: 0 },
  FF: { title: 'Print and return to standard mode (in page mode)', parameters: 0 },
  CR: { title: 'Print and carriage return', parameters: 0 },
  CAN: { title: 'Cancel print data in page mode', parameters: 0 },
} as const satisfies Record<string, CommandShape>;
