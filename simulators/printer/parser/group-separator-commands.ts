import { after, type CommandShape, counted, countedLong, untilNul, withForm, word } from './lengths.ts';

const at = (bytes: Uint8Array, index: number) => bytes[index] ?? 0;

/** The longest data of a bar code that ends with NUL. */
const longestBarcode = 255;

/** `GS k m d … NUL` (function A) or `GS k m n d …` (function B). */
function barcode(bytes: Uint8Array): number {
  if (bytes.length === 0) return 1;
  if (at(bytes, 0) <= 32) return untilNul(bytes, 1, longestBarcode);
  return bytes.length < 2 ? 2 : 2 + at(bytes, 1);
}

/** `GS C ; a ; b ; n ; r ; c ;`: five numbers in digits. */
function counterText(bytes: Uint8Array): number {
  let ends = 0;
  for (const [index, byte] of bytes.entries()) {
    if (byte === 0x3b) ends += 1;
    else if (byte < 0x30 || byte > 0x39) return index + 1;
    if (ends === 5) return index + 1;
  }
  return bytes.length + 1;
}

/** `GS D m fn a kc1 kc2 b c` and a Windows bitmap, whose header says how large it is. */
function windowsBitmap(bytes: Uint8Array): number {
  if (bytes.length < 7) return 7;
  const isPrintable = at(bytes, 0) === 48 && [67, 83].includes(at(bytes, 1));
  if (!isPrintable) return 7;
  if (bytes.length < 13) return 13;
  const isBitmap = at(bytes, 7) === 0x42 && at(bytes, 8) === 0x4d;
  return isBitmap ? 7 + Math.max(6, word(bytes, 9) + 65_536 * word(bytes, 11)) : 13;
}

/** Commands that begin with `GS` (1D). */
export const groupSeparatorCommands = {
  'GS !': { title: 'Select character size', parameters: 1 },
  'GS $': { title: 'Set absolute vertical print position in page mode', parameters: 2 },
  'GS *': {
    title: 'Define downloaded bit image',
    parameters: after(2, (bytes) => at(bytes, 0) * at(bytes, 1) * 8),
  },
  'GS /': { title: 'Print downloaded bit image', parameters: 1 },
  'GS :': { title: 'Start/end macro definition', parameters: 0 },
  'GS B': { title: 'Turn white/black reverse print mode on/off', parameters: 1 },
  'GS C 0': { title: 'Select counter print mode', parameters: 2 },
  'GS C 1': { title: 'Select counter mode (A)', parameters: 6 },
  'GS C 2': { title: 'Set counter', parameters: 2 },
  'GS C ;': { title: 'Select counter mode (B)', parameters: counterText },
  'GS D': { title: 'Define Windows BMP graphics data', parameters: windowsBitmap },
  'GS H': { title: 'Select print position of HRI characters', parameters: 1 },
  'GS I': { title: 'Transmit printer ID', parameters: 1 },
  'GS L': { title: 'Set left margin', parameters: 2 },
  'GS P': { title: 'Set horizontal and vertical motion units', parameters: 2 },
  'GS Q 0': {
    title: 'Print variable vertical size bit image',
    parameters: after(5, (bytes) => word(bytes, 1) * word(bytes, 3)),
  },
  'GS T': { title: 'Set print position to the beginning of print line', parameters: 1 },
  'GS V': {
    title: 'Select cut mode and cut paper',
    parameters: withForm([65, 66, 97, 98, 103, 104], 1),
  },
  'GS W': { title: 'Set print area width', parameters: 2 },
  'GS Z': { title: 'Select the type of 2D code (other makers)', parameters: 1 },
  'GS \\': { title: 'Set relative vertical print position in page mode', parameters: 2 },
  'GS ^': { title: 'Execute macro', parameters: 3 },
  'GS a': { title: 'Enable/disable Automatic Status Back (ASB)', parameters: 1 },
  'GS b': { title: 'Turn smoothing mode on/off', parameters: 1 },
  'GS c': { title: 'Print counter', parameters: 0 },
  'GS f': { title: 'Select font for HRI characters', parameters: 1 },
  'GS g 0': { title: 'Initialize maintenance counter', parameters: 3 },
  'GS g 2': { title: 'Transmit maintenance counter', parameters: 3 },
  'GS h': { title: 'Set bar code height', parameters: 1 },
  'GS j': { title: 'Enable/disable Automatic Status Back (ASB) for ink', parameters: 1 },
  'GS k': { title: 'Print bar code', parameters: barcode },
  'GS r': { title: 'Transmit status', parameters: 1 },
  'GS v 0': {
    title: 'Print raster bit image',
    parameters: 5,
    streams: (bytes) => word(bytes, 1) * word(bytes, 3),
  },
  'GS w': { title: 'Set bar code width', parameters: 1 },
  'GS z 0': { title: 'Set online recovery wait time', parameters: 2 },
  'GS 8 L': { title: 'Set graphics data', parameters: countedLong },
  'GS e': { title: 'Drive the presenter (Custom)', parameters: withForm([3], 1) },
  'GS E0': { title: 'Enable/disable automatic full status (Custom)', parameters: 1 },
  'GS E1': { title: 'Transmit the length of paper left (Custom)', parameters: 0 },
  'GS F8': { title: 'Align the paper at the cutter (Custom)', parameters: 0 },
  'GS ( A': { title: 'Execute test print', parameters: counted },
  'GS ( C': { title: 'Edit NV user memory', parameters: counted },
  'GS ( D': { title: 'Enable/disable real-time command', parameters: counted },
  'GS ( E': { title: 'Set user setup commands', parameters: counted },
  'GS ( H': { title: 'Request transmission of response or status', parameters: counted },
  'GS ( K': { title: 'Select print control method(s)', parameters: counted },
  'GS ( L': { title: 'Set graphics data', parameters: counted },
  'GS ( M': { title: 'Customize printer control value(s)', parameters: counted },
  'GS ( N': { title: 'Select character effects', parameters: counted },
  'GS ( P': { title: 'Page mode control', parameters: counted },
  'GS ( Q': { title: 'Print graphics data', parameters: counted },
  'GS ( k': { title: 'Set up and print the symbol', parameters: counted },
} as const satisfies Record<string, CommandShape>;
