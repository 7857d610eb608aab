import type { Effect } from '../effect.ts';
import type { Printing } from '../printing.ts';
import { at, choice, type Handler, type Handlers, nothing } from './handler.ts';

/** Cuts once the line that waits is printed: Epson's printers ignore a cut in the middle of a line, most others do not. */
function cut(printing: Printing, feed: number): void {
  const { standard, layout } = printing;
  if (!standard.atLineStart) standard.endLine(layout.lineSpacing);
  if (feed > 0) standard.feed(feed);
  printing.cause({ kind: 'cut' });
}

/** `GS V`: whole or but for one point, which is the same knife here. */
const selectCut: Handler = (printing, parameters) => {
  const [form = 0, n = 0] = parameters;
  const { model, layout } = printing;
  // Functions A; B and D, which feed to the cutter first; C, which cuts when the paper gets there.
  if ([0, 1, 48, 49].includes(form)) cut(printing, 0);
  else if ([65, 66, 97, 98, 103, 104].includes(form)) cut(printing, model.headToCutter + layout.along(n));
  else printing.cause({ kind: 'unknown', bytes: Uint8Array.of(0x1d, 0x56, form) });
};

/** What only Custom's printers have. */
const ofCustom =
  (second: number, handler: Handler): Handler =>
  (printing, parameters) => {
    if (printing.model.status === 'custom') handler(printing, parameters);
    else printing.cause({ kind: 'unknown', bytes: Uint8Array.of(0x1d, second, ...parameters) });
  };

const presenterActions = new Map<number, Effect>([
  [2, { kind: 'presenter', action: 'retract' }],
  [3, { kind: 'presenter', action: 'present' }],
  [5, { kind: 'presenter', action: 'eject' }],
  [6, { kind: 'report', what: 'presenter' }],
]);

/** Cutter, presenter, drawer, buzzer, and the printer as a whole. */
export const mechanismCommands = {
  'GS V': selectCut,
  'ESC i': (printing) => cut(printing, 0),
  'ESC m': (printing) => cut(printing, 0),
  'GS e': ofCustom(0x65, (printing, parameters) => {
    const action = presenterActions.get(at(parameters, 0));
    printing.cause(action ?? { kind: 'unknown', bytes: Uint8Array.of(0x1d, 0x65, ...parameters) });
  }),
  'GS E0': ofCustom(0xe0, (printing, parameters) =>
    printing.cause({ kind: 'report', what: { automaticFull: at(parameters, 0) !== 0 } }),
  ),
  'GS E1': ofCustom(0xe1, (printing) => printing.cause({ kind: 'report', what: 'paper-left' })),
  'GS F8': ofCustom(0xf8, () => {}),
  'ESC @': (printing) => {
    printing.initialise();
    printing.cause({ kind: 'report', what: { automatic: 0 } });
  },
  'ESC =': (printing, parameters) => {
    printing.selected = (at(parameters, 0) & 1) === 1;
  },
  'GS ( A': (printing, parameters) => {
    const [, , , m = 0] = parameters;
    const { surface, layout, model } = printing;
    if (!surface.atLineStart) surface.endLine(layout.lineSpacing);
    for (const line of [model.title, `test print ${choice(m)}`, '!"#$%&\'()*+,-./0123456789:;<=>?@ABCDEF']) {
      printing.printText(line);
      surface.endLine(layout.lineSpacing);
    }
    cut(printing, model.headToCutter);
  },
  'DC2 T': (printing) => {
    printing.printText(printing.model.title);
    printing.surface.endLine(printing.layout.lineSpacing);
  },
  'GS :': (printing) => printing.cause({ kind: 'macro-definition' }),
  'GS ^': (printing, parameters) => printing.cause({ kind: 'macro-execution', times: at(parameters, 0) }),
  // A drawer opens, a buzzer sounds: neither is seen on paper. The others set up what a simulation has not.
  'ESC p': nothing,
  'ESC ( A': nothing,
  'ESC B': nothing,
  'ESC ( Y': nothing,
  'ESC 7': nothing,
  'DC2 #': nothing,
  'ESC c 0': nothing,
  'ESC c 1': nothing,
  'ESC c 3': nothing,
  'ESC c 4': nothing,
  'ESC c 5': nothing,
  'ESC f': nothing,
  'GS ( K': nothing,
  'GS ( M': nothing,
  'FS ( E': nothing,
  'FS ( L': nothing,
} satisfies Partial<Handlers>;
