import { word } from '../parser/lengths.ts';
import type { Counter } from '../printing.ts';
import { at, choice, type Handlers } from './handler.ts';

const alignments = ['left', 'zeros', 'spaces'] as const;

/** The counter's value as it prints. */
function written({ value, digits, align }: Counter): string {
  const text = String(value);
  if (digits === 0 || align === 'left') return text;
  return text.slice(-digits).padStart(digits, align === 'zeros' ? '0' : ' ');
}

/** The value after it, once it was printed as often as it should be. */
function advance(counter: Counter): void {
  counter.repeated += 1;
  if (counter.repeated < counter.repeat || counter.step === 0) return;
  counter.repeated = 0;
  const isUp = counter.from <= counter.to;
  const next = counter.value + (isUp ? counter.step : -counter.step);
  counter.value = (isUp ? next > counter.to : next < counter.to) ? counter.from : next;
}

/** The serial-number counter. */
export const counterCommands = {
  'GS C 0': ({ counter }, parameters) => {
    counter.digits = Math.min(5, at(parameters, 0));
    counter.align = (['zeros', 'spaces', 'left'] as const)[choice(at(parameters, 1))] ?? alignments[0];
  },
  'GS C 1': ({ counter }, parameters) => {
    counter.from = word(parameters, 0);
    counter.to = word(parameters, 2);
    counter.step = at(parameters, 4);
    counter.repeat = at(parameters, 5);
  },
  'GS C 2': ({ counter }, parameters) => {
    counter.value = word(parameters, 0);
  },
  'GS C ;': ({ counter }, parameters) => {
    const numbers = Buffer.from(parameters).toString('latin1').split(';').map(Number);
    const [from = 1, to = 65_535, step = 1, repeat = 1, value = 1] = numbers;
    Object.assign(counter, { from, to, step, repeat, value });
  },
  'GS c': (printing) => {
    printing.printText(written(printing.counter));
    advance(printing.counter);
  },
} satisfies Partial<Handlers>;
