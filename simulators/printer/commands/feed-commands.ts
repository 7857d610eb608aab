import { at, type Handlers, nothing } from './handler.ts';

/** How far the paper can be pulled back at once (Epson, TM-T88). */
const mostUnitsBack = 48;
const mostLinesBack = 2;

/** What ends a line and moves the paper. */
export const feedCommands = {
  LF: ({ surface, layout }) => surface.endLine(layout.lineSpacing),
  // Printers are delivered with automatic line feed off: CR does nothing.
  CR: nothing,
  'ESC d': ({ surface, layout }, parameters) => {
    const lines = at(parameters, 0);
    surface.endLine(lines === 0 ? 0 : layout.lineSpacing);
    if (lines > 1) surface.feed((lines - 1) * layout.lineSpacing);
  },
  'ESC J': ({ surface, layout }, parameters) => surface.endLine(layout.along(at(parameters, 0))),
  'ESC K': ({ surface, layout }, parameters) => {
    if (!surface.atLineStart) surface.endLine(0);
    const units = at(parameters, 0);
    if (units <= mostUnitsBack) surface.feed(-layout.along(units));
  },
  'ESC e': ({ surface, layout }, parameters) => {
    if (!surface.atLineStart) surface.endLine(0);
    const lines = at(parameters, 0);
    if (lines <= mostLinesBack) surface.feed(-lines * layout.lineSpacing);
  },
} satisfies Partial<Handlers>;
