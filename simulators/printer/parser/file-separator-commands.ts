import { after, type CommandShape, counted, word } from './lengths.ts';

const at = (bytes: Uint8Array, index: number) => bytes[index] ?? 0;

/** Bytes of a user-defined Kanji character of 24 × 24 dots. */
const kanjiBytes = 72;

/** `FS q n [xL xH yL yH d …] …`: `n` images of (x × 8) × (y × 8) dots. */
function images(bytes: Uint8Array): number {
  if (bytes.length === 0) return 1;
  let length = 1;
  for (let image = 0; image < at(bytes, 0); image += 1) {
    if (bytes.length < length + 4) return length + 4;
    length += 4 + word(bytes, length) * word(bytes, length + 2) * 8;
  }
  return length;
}

/** Commands that begin with `FS` (1C). */
export const fileSeparatorCommands = {
  'FS !': { title: 'Select print mode(s) for Kanji characters', parameters: 1 },
  'FS &': { title: 'Select Kanji character mode', parameters: 0 },
  'FS -': { title: 'Turn underline mode on/off for Kanji characters', parameters: 1 },
  'FS .': { title: 'Cancel Kanji character mode', parameters: 0 },
  'FS 2': { title: 'Define user-defined Kanji characters', parameters: 2 + kanjiBytes },
  'FS ?': { title: 'Cancel user-defined Kanji characters', parameters: 2 },
  'FS C': { title: 'Select Kanji character code system', parameters: 1 },
  'FS S': { title: 'Set Kanji character spacing', parameters: 2 },
  'FS W': { title: 'Turn quadruple-size mode on/off for Kanji characters', parameters: 1 },
  'FS g 1': {
    title: 'Write to NV user memory',
    parameters: after(7, (bytes) => word(bytes, 5)),
  },
  'FS g 2': { title: 'Read from NV user memory', parameters: 7 },
  'FS p': { title: 'Print NV bit image', parameters: 2 },
  'FS q': { title: 'Define NV bit image', parameters: images },
  'FS ( A': { title: 'Select Kanji character style(s)', parameters: counted },
  'FS ( C': { title: 'Select character encode system', parameters: counted },
  'FS ( E': { title: 'Control receipt enhancement', parameters: counted },
  'FS ( L': { title: 'Control label or black mark paper', parameters: counted },
  'FS ( e': {
    title: 'Enable/disable Automatic Status Back (ASB) for optional functions',
    parameters: counted,
  },
} as const satisfies Record<string, CommandShape>;
