import type { Direction } from '../modes/page-mode.ts';
import { word } from '../parser/lengths.ts';
import { at, choice, type Handlers, nothing, signedWord } from './handler.ts';

const directions: readonly Direction[] = [0, 1, 2, 3];

/** Page mode, and the commands that mean something in it alone. */
export const pageModeCommands = {
  'ESC L': (printing) => {
    if (printing.surface.atLineStart) printing.enterPageMode();
  },
  'ESC S': (printing) => printing.enterStandardMode(),
  FF: (printing) => {
    if (!printing.inPageMode) {
      // Out of page mode, it goes to the next label: on a plain roll, it ends the line.
      if (!printing.surface.atLineStart) printing.surface.endLine(printing.layout.lineSpacing);
      return;
    }
    printing.page.print();
    printing.enterStandardMode();
  },
  'ESC FF': (printing) => {
    if (printing.inPageMode) printing.page.print();
  },
  CAN: (printing) => {
    if (printing.inPageMode) printing.page.cancel();
  },
  'ESC T': (printing, parameters) => {
    const direction = directions[choice(at(parameters, 0))];
    if (printing.inPageMode && direction !== undefined) printing.page.setDirection(direction);
  },
  'ESC W': (printing, parameters) => {
    const { layout } = printing;
    const area = {
      x: layout.across(word(parameters, 0)),
      y: layout.along(word(parameters, 2)),
      width: layout.across(word(parameters, 4)),
      height: layout.along(word(parameters, 6)),
    };
    if (printing.inPageMode && !printing.page.setArea(area))
      printing.notice(
        `ESC W: nothing of ${area.width} × ${area.height} at ${area.x}, ${area.y} is on the page`,
      );
  },
  'GS $': (printing, parameters) => {
    if (printing.inPageMode) printing.page.moveDownTo(printing.layout.along(word(parameters, 0)));
  },
  'GS \\': (printing, parameters) => {
    const [low = 0, high = 0] = parameters;
    if (printing.inPageMode) printing.page.moveDownBy(printing.layout.along(signedWord(low, high)));
  },
  'GS ( P': nothing,
  'GS ( Q': nothing,
} satisfies Partial<Handlers>;
