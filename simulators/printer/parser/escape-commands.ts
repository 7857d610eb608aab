import { after, type CommandShape, counted, untilNul, word } from './lengths.ts';

const at = (bytes: Uint8Array, index: number) => bytes[index] ?? 0;

/** Bytes in a column of an `ESC *` image, by its mode. */
const columnBytes = new Map([
  [0, 1],
  [1, 1],
  [32, 3],
  [33, 3],
]);

/** `ESC & y c1 c2 [x d1 … d(y × x)] …`: each character says how wide it is. */
function definedCharacters(bytes: Uint8Array): number {
  if (bytes.length < 3) return 3;
  const [y = 0, first = 0, last = 0] = bytes;
  let length = 3;
  for (let code = first; code <= last && y > 0 && y <= 3; code += 1) {
    if (bytes.length <= length) return length + 1;
    length += 1 + y * at(bytes, length);
  }
  return length;
}

/** Commands that begin with `ESC` (1B). */
export const escapeCommands = {
  'ESC SP': { title: 'Set right-side character spacing', parameters: 1 },
  'ESC !': { title: 'Select print mode(s)', parameters: 1 },
  'ESC $': { title: 'Set absolute print position', parameters: 2 },
  'ESC %': { title: 'Select/cancel user-defined character set', parameters: 1 },
  'ESC &': { title: 'Define user-defined characters', parameters: definedCharacters },
  'ESC *': {
    title: 'Select bit-image mode',
    parameters: after(3, (bytes) => word(bytes, 1) * (columnBytes.get(at(bytes, 0)) ?? 0)),
  },
  'ESC -': { title: 'Turn underline mode on/off', parameters: 1 },
  'ESC 2': { title: 'Select default line spacing', parameters: 0 },
  'ESC 3': { title: 'Set line spacing', parameters: 1 },
  'ESC 4': { title: 'Begin italics (other makers)', parameters: 0 },
  'ESC 5': { title: 'End italics (other makers)', parameters: 0 },
  'ESC 7': { title: 'Set heating dots, time and interval (other makers)', parameters: 3 },
  'ESC 9': { title: 'Select the encoding of Chinese (other makers)', parameters: 1 },
  'ESC <': { title: 'Return home', parameters: 0 },
  'ESC =': { title: 'Select peripheral device', parameters: 1 },
  'ESC ?': { title: 'Cancel user-defined characters', parameters: 1 },
  'ESC @': { title: 'Initialize printer', parameters: 0 },
  'ESC A': { title: 'Set line spacing (other makers)', parameters: 1 },
  'ESC B': { title: 'Sound the buzzer (other makers)', parameters: 2 },
  'ESC D': { title: 'Set horizontal tab positions', parameters: (bytes) => untilNul(bytes, 0, 33) },
  'ESC E': { title: 'Turn emphasized mode on/off', parameters: 1 },
  'ESC G': { title: 'Turn double-strike mode on/off', parameters: 1 },
  'ESC J': { title: 'Print and feed paper', parameters: 1 },
  'ESC K': { title: 'Print and reverse feed', parameters: 1 },
  'ESC L': { title: 'Select page mode', parameters: 0 },
  'ESC M': { title: 'Select character font', parameters: 1 },
  'ESC R': { title: 'Select an international character set', parameters: 1 },
  'ESC S': { title: 'Select standard mode', parameters: 0 },
  'ESC T': { title: 'Select print direction in page mode', parameters: 1 },
  'ESC U': { title: 'Turn unidirectional print mode on/off', parameters: 1 },
  'ESC V': { title: 'Turn 90° clockwise rotation mode on/off', parameters: 1 },
  'ESC W': { title: 'Set print area in page mode', parameters: 8 },
  'ESC Z': {
    title: 'Print a 2D code (other makers)',
    parameters: after(5, (bytes) => word(bytes, 3)),
  },
  'ESC \\': { title: 'Set relative print position', parameters: 2 },
  'ESC a': { title: 'Select justification', parameters: 1 },
  'ESC c 0': { title: 'Select paper types for printing', parameters: 1 },
  'ESC c 1': { title: 'Select paper types for command settings', parameters: 1 },
  'ESC c 3': { title: 'Select paper sensor(s) to output paper-end signals', parameters: 1 },
  'ESC c 4': { title: 'Select paper sensor(s) to stop printing', parameters: 1 },
  'ESC c 5': { title: 'Enable/disable panel buttons', parameters: 1 },
  'ESC d': { title: 'Print and feed n lines', parameters: 1 },
  'ESC e': { title: 'Print and reverse feed n lines', parameters: 1 },
  'ESC f': { title: 'Set cut sheet wait time', parameters: 2 },
  'ESC i': { title: 'Partial cut (one point left uncut)', parameters: 0 },
  'ESC m': { title: 'Partial cut (three points left uncut)', parameters: 0 },
  'ESC p': { title: 'Generate pulse', parameters: 3 },
  'ESC r': { title: 'Select print color', parameters: 1 },
  'ESC t': { title: 'Select character code table', parameters: 1 },
  'ESC u': { title: 'Transmit peripheral device status', parameters: 1 },
  'ESC v': { title: 'Transmit paper sensor status', parameters: 0 },
  'ESC {': { title: 'Turn upside-down print mode on/off', parameters: 1 },
  'ESC ( A': { title: 'Control beeper tones', parameters: counted },
  'ESC ( Y': { title: 'Specify batch print', parameters: counted },
  'ESC FF': { title: 'Print data in page mode', parameters: 0 },
} as const satisfies Record<string, CommandShape>;
