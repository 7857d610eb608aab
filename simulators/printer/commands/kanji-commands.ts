import { at, choice, type Handlers, isOn, nothing } from './handler.ts';

const has = (byte: number, bit: number) => (byte & (1 << bit)) !== 0;
const codeSystems = ['jis', 'shiftjis', 'shiftjis'] as const;

/** Characters of two bytes, and UTF-8. */
export const kanjiCommands = {
  'FS &': (printing) => {
    printing.decoder.kanji = true;
  },
  'FS .': (printing) => {
    printing.decoder.kanji = false;
  },
  'FS C': (printing, parameters) => {
    printing.decoder.doubleByteCode = codeSystems[choice(at(parameters, 0))] ?? 'shiftjis';
  },
  'FS !': (printing, parameters) => {
    const n = at(parameters, 0);
    printing.kanjiStyle = {
      ...printing.kanjiStyle,
      scaleX: has(n, 2) ? 2 : 1,
      scaleY: has(n, 3) ? 2 : 1,
      underline: has(n, 7) ? 1 : 0,
    };
  },
  'FS W': (printing, parameters) => {
    const scale = isOn(parameters) ? 2 : 1;
    printing.kanjiStyle = { ...printing.kanjiStyle, scaleX: scale, scaleY: scale };
  },
  'FS -': (printing, parameters) => {
    const n = choice(at(parameters, 0));
    printing.kanjiStyle = { ...printing.kanjiStyle, underline: n === 1 || n === 2 ? n : 0 };
  },
  'FS S': (printing, parameters) => {
    const [spacingLeft = 0, spacingRight = 0] = parameters;
    printing.kanjiStyle = { ...printing.kanjiStyle, spacingLeft, spacingRight };
  },
  'FS ( C': (printing, parameters) => {
    const [, , fn, m = 0] = parameters;
    if (fn === 48) printing.decoder.utf8 = choice(m) === 2;
  },
  'ESC 9': (printing, parameters) => {
    printing.decoder.utf8 = at(parameters, 0) === 1;
  },
  'FS ( A': nothing,
  'FS 2': nothing,
  'FS ?': nothing,
} satisfies Partial<Handlers>;
