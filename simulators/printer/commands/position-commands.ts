import { word } from '../parser/lengths.ts';
import type { Printing } from '../printing.ts';
import { at, choice, type Handler, type Handlers, isOn, nothing, signedWord } from './handler.ts';

const alignments = ['left', 'center', 'right'] as const;

/** Width of a character in the present style, with its spacing. */
function columnWidth({ cells, style, layout }: Printing): number {
  return (cells.font(style).width + layout.across(style.spacing)) * style.scaleX;
}

/** What only counts where a line begins. */
const atLineStart =
  (handler: Handler): Handler =>
  (printing, parameters) => {
    if (printing.inPageMode || printing.surface.atLineStart) handler(printing, parameters);
  };

/** Where things go: positions, margins, tabs, units, justification. */
export const positionCommands = {
  HT: (printing) => {
    const { surface, layout } = printing;
    const tab = layout.tabAfter(surface.x, printing.cells.font({ ...printing.style, font: 'a' }).width);
    if (tab !== undefined) surface.moveTo(Math.min(tab, surface.lineWidth));
  },
  'ESC D': (printing, parameters) => {
    const end = parameters.indexOf(0);
    const columns = end < 0 ? parameters : parameters.subarray(0, end);
    printing.layout.setTabs(columns, columnWidth(printing));
  },
  'ESC $': (printing, parameters) => printing.surface.moveTo(printing.layout.across(word(parameters, 0))),
  'ESC \\': (printing, parameters) => {
    const [low = 0, high = 0] = parameters;
    printing.surface.moveTo(printing.surface.x + printing.layout.across(signedWord(low, high)));
  },
  'ESC a': atLineStart((printing, parameters) => {
    printing.layout.align = alignments[choice(at(parameters, 0))] ?? printing.layout.align;
  }),
  'ESC {': atLineStart((printing, parameters) => {
    printing.layout.upsideDown = isOn(parameters);
  }),
  'GS L': atLineStart((printing, parameters) => {
    const margin = printing.layout.across(word(parameters, 0));
    if (margin < printing.model.dots) printing.layout.leftMargin = margin;
  }),
  'GS W': atLineStart((printing, parameters) => {
    printing.layout.areaWidth = printing.layout.across(word(parameters, 0));
  }),
  'GS P': (printing, parameters) => printing.layout.setMotionUnits(at(parameters, 0), at(parameters, 1)),
  'GS T': (printing, parameters) => {
    // Begins the line again: without what it has (0), or after having printed it (1).
    if (choice(at(parameters, 0)) === 0) printing.surface.clear();
    else if (!printing.surface.atLineStart) printing.surface.endLine(printing.layout.lineSpacing);
  },
  'ESC 2': ({ layout }) => layout.setDefaultLineSpacing(),
  'ESC 3': ({ layout }, parameters) => {
    layout.lineSpacing = layout.along(at(parameters, 0));
  },
  'ESC A': ({ layout }, parameters) => {
    layout.lineSpacing = layout.along(at(parameters, 0));
  },
  'ESC U': nothing,
  'ESC <': nothing,
} satisfies Partial<Handlers>;
