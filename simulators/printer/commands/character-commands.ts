import { fromColumns } from '../graphics/bit-image.ts';
import { definedKey } from '../text/character-cells.ts';
import type { CharacterStyle } from '../text/character-style.ts';
import { at, choice, type Handlers, isOn, nothing } from './handler.ts';

const has = (byte: number, bit: number) => (byte & (1 << bit)) !== 0;

/** `ESC M n`: 0 to 2, or their digits; the others are as A. */
function fontOf(n: number): CharacterStyle['font'] {
  const chosen = choice(n);
  if (chosen === 1) return 'b';
  return chosen === 2 ? 'c' : 'a';
}

const thickness = (n: number): 0 | 1 | 2 => {
  const chosen = choice(n);
  return chosen === 1 || chosen === 2 ? chosen : 0;
};

/** How characters look and which they are. */
export const characterCommands = {
  'ESC !': (printing, parameters) => {
    const n = at(parameters, 0);
    printing.changeStyle({
      font: has(n, 0) ? 'b' : 'a',
      emphasized: has(n, 3),
      scaleY: has(n, 4) ? 2 : 1,
      scaleX: has(n, 5) ? 2 : 1,
      underline: has(n, 7) ? 1 : 0,
    });
  },
  'GS !': (printing, parameters) => {
    const n = at(parameters, 0);
    printing.changeStyle({ scaleX: ((n >> 4) & 7) + 1, scaleY: (n & 7) + 1 });
  },
  'ESC M': (printing, parameters) => printing.changeStyle({ font: fontOf(at(parameters, 0)) }),
  'ESC E': (printing, parameters) => printing.changeStyle({ emphasized: isOn(parameters) }),
  'ESC G': (printing, parameters) => printing.changeStyle({ doubleStrike: isOn(parameters) }),
  'ESC -': (printing, parameters) => printing.changeStyle({ underline: thickness(at(parameters, 0)) }),
  'GS B': (printing, parameters) => printing.changeStyle({ reverse: isOn(parameters) }),
  'ESC V': (printing, parameters) => printing.changeStyle({ rotated: choice(at(parameters, 0)) !== 0 }),
  'ESC SP': (printing, parameters) => printing.changeStyle({ spacing: at(parameters, 0) }),
  'ESC t': (printing, parameters) => {
    printing.decoder.table = at(parameters, 0);
  },
  'ESC R': (printing, parameters) => {
    printing.decoder.internationalSet = at(parameters, 0);
  },
  'ESC %': (printing, parameters) => {
    printing.usesDefinedCharacters = isOn(parameters);
  },
  'ESC &': (printing, parameters) => {
    const [y = 0, first = 0, last = 0] = parameters;
    let from = 3;
    for (let code = first; code <= last && from < parameters.length; code += 1) {
      const width = at(parameters, from);
      const bytes = parameters.subarray(from + 1, from + 1 + width * y);
      printing.definedCharacters.set(definedKey(printing.style.font, code), fromColumns(bytes, width, y));
      from += 1 + width * y;
    }
  },
  'ESC ?': (printing, parameters) => {
    printing.definedCharacters.delete(definedKey(printing.style.font, at(parameters, 0)));
  },
  // One colour, no smoothing and one style of letters: what these change is not to be seen here.
  'ESC 4': nothing,
  'ESC 5': nothing,
  'ESC r': nothing,
  'GS b': nothing,
  'GS ( N': nothing,
} satisfies Partial<Handlers>;
