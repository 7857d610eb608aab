import { decode } from './code-tables.ts';
import type { Command } from './command.ts';
import { type Font, fonts } from './font.ts';
import type { PrinterModel } from './models.ts';
import type { Paper } from './paper.ts';

/** What the printer has to do besides marking paper, once a command is executed. */
export type Effect =
  /** The paper moves; `rows` is how far, which is what takes time. */
  | { readonly kind: 'fed'; readonly rows: number }
  | { readonly kind: 'cut' }
  | { readonly kind: 'cut-now' }
  /** Bytes for the host. */
  | { readonly kind: 'reply'; readonly bytes: Uint8Array }
  | { readonly kind: 'transmit-paper-status' }
  | { readonly kind: 'automatic-status'; readonly mask: number }
  /** Custom's: the whole of the full status at each change. */
  | { readonly kind: 'automatic-full-status'; readonly on: boolean }
  | { readonly kind: 'presenter'; readonly action: 'present' | 'retract' | 'eject' | 'status' }
  | { readonly kind: 'transmit-paper-left' }
  | { readonly kind: 'unknown'; readonly bytes: readonly number[] };

/** A character waiting in the line buffer, with the style it came in. */
interface Cell {
  readonly character: string;
  readonly font: Font;
  readonly scaleX: number;
  readonly scaleY: number;
  readonly underline: number;
  readonly reverse: boolean;
}

const defaults = {
  align: 'left' as 'left' | 'center' | 'right',
  bold: false,
  underline: 0,
  reverse: false,
  upsideDown: false,
  font: 'a' as 'a' | 'b',
  scaleX: 1,
  scaleY: 1,
  lineSpacing: 30,
  table: 0,
  set: 0,
};

const tabColumns = 8;

/** Executes commands: keeps the modes and the line buffer of standard mode, and puts dots on `paper`. */
export class Interpreter {
  #modes = { ...defaults };
  #line: Cell[] = [];
  readonly #model: PrinterModel;
  readonly #paper: () => Paper;

  /** @param paper the paper under the head now: another one after each cut. */
  constructor(model: PrinterModel, paper: () => Paper) {
    this.#model = model;
    this.#paper = paper;
  }

  /** Forgets modes and line buffer, as at power-on. */
  reset(): void {
    this.#modes = { ...defaults };
    this.#line = [];
  }

  /** Forgets the line that was not printed yet. */
  clearLine(): void {
    this.#line = [];
  }

  execute(command: Command): readonly Effect[] {
    const modes = this.#modes;
    switch (command.kind) {
      case 'character':
        return this.#add(decode(command.byte, modes.table, modes.set));
      case 'tab':
        return this.#tab();
      case 'line-feed':
        return this.#printLine();
      case 'feed-lines':
        return command.lines === 0
          ? this.#printLine(0)
          : [...this.#printLine(), ...this.#feed((command.lines - 1) * modes.lineSpacing)];
      case 'feed-dots':
        return this.#printLine(command.dots);
      case 'raster':
        return this.#printRaster(command);
      case 'cut':
        return [
          ...(command.feed === undefined ? [] : this.#feed(this.#model.headToCutter + command.feed)),
          { kind: 'cut' },
        ];
      case 'transmit-status':
        return command.what === 1 ? [{ kind: 'transmit-paper-status' }] : reply(0);
      case 'transmit-identity':
        return identity(command.what, this.#model);
      case 'presenter':
      case 'automatic-full-status':
      case 'transmit-paper-left':
        return [command];
      case 'process-id':
        return reply(0x37, 0x22, ...command.id, 0);
      case 'automatic-status':
        return [{ kind: 'automatic-status', mask: command.mask }];
      case 'unknown':
        return [{ kind: 'unknown', bytes: command.bytes }];
      case 'initialise':
        this.reset();
        return [{ kind: 'automatic-status', mask: 0 }];
      default:
        this.#modes = { ...modes, ...change(command) };
        return [];
    }
  }

  #add(character: string): readonly Effect[] {
    const { font, bold, scaleX, scaleY, underline, reverse } = this.#modes;
    const cell: Cell = {
      character,
      font: fonts[font][bold ? 'bold' : 'regular'],
      scaleX,
      scaleY,
      underline,
      reverse,
    };
    const full = widthOf(this.#line) + widthOf([cell]) > this.#model.dots;
    const effects = full ? this.#printLine() : [];
    this.#line.push(cell);
    return effects;
  }

  #tab(): readonly Effect[] {
    const missing = tabColumns - (this.#line.length % tabColumns);
    return Array.from({ length: missing }, () => this.#add(' ')).flat();
  }

  /** Prints the line buffer and feeds one line, or `rows` when given. */
  #printLine(rows: number = this.#modes.lineSpacing): readonly Effect[] {
    const { align, upsideDown } = this.#modes;
    const line = upsideDown ? this.#line.toReversed() : this.#line;
    const height = Math.max(0, ...line.map(({ font, scaleY }) => font.height * scaleY));
    const paper = this.#paper();
    let x = startOf(align, widthOf(line), this.#model.dots);
    for (const cell of line) {
      drawCell(paper, cell, { x, y: height - cell.font.height * cell.scaleY, upsideDown });
      x += cell.font.width * cell.scaleX;
    }
    paper.write(this.#line.map(({ character }) => character).join(''), height);
    this.#line = [];
    return this.#feed(Math.max(rows, height));
  }

  #printRaster({
    widthBytes,
    rows,
    scaleX,
    scaleY,
  }: Extract<Command, { kind: 'raster' }>): readonly Effect[] {
    const height = rows.length / widthBytes;
    const width = Math.min(widthBytes * 8, Math.ceil(this.#model.dots / scaleX));
    const start = startOf(this.#modes.align, Math.min(width * scaleX, this.#model.dots), this.#model.dots);
    const paper = this.#paper();
    for (let y = 0; y < height; y += 1)
      for (let x = 0; x < width; x += 1) {
        const black = ((rows[y * widthBytes + (x >> 3)] ?? 0) & (0x80 >> (x & 7))) !== 0;
        if (black) block(paper, { x: start + x * scaleX, y: y * scaleY, scaleX, scaleY });
      }
    return this.#feed(height * scaleY);
  }

  #feed(rows: number): readonly Effect[] {
    if (rows <= 0) return [];
    this.#paper().feed(rows);
    return [{ kind: 'fed', rows }];
  }
}

type ModeCommand = Extract<
  Command,
  {
    kind:
      | 'justify'
      | 'emphasize'
      | 'underline'
      | 'reverse'
      | 'upside-down'
      | 'font'
      | 'size'
      | 'print-mode'
      | 'code-table'
      | 'international'
      | 'line-spacing';
  }
>;

function change(command: ModeCommand): Partial<typeof defaults> {
  switch (command.kind) {
    case 'justify':
      return { align: command.align };
    case 'emphasize':
      return { bold: command.on };
    case 'underline':
      return { underline: command.thickness };
    case 'reverse':
      return { reverse: command.on };
    case 'upside-down':
      return { upsideDown: command.on };
    case 'font':
      return { font: command.font };
    case 'size':
      return { scaleX: command.width, scaleY: command.height };
    case 'print-mode':
      return {
        font: command.font,
        bold: command.bold,
        scaleX: command.width,
        scaleY: command.height,
        underline: command.underline ? 1 : 0,
      };
    case 'code-table':
      return { table: command.table };
    case 'international':
      return { set: command.set };
    case 'line-spacing':
      return { lineSpacing: command.dots };
  }
}

const widthOf = (cells: readonly Cell[]) =>
  cells.reduce((sum, { font, scaleX }) => sum + font.width * scaleX, 0);

function startOf(align: 'left' | 'center' | 'right', width: number, printableDots: number): number {
  if (align === 'left') return 0;
  return align === 'right' ? printableDots - width : Math.floor((printableDots - width) / 2);
}

interface Place {
  readonly x: number;
  readonly y: number;
  readonly upsideDown: boolean;
}

function drawCell(paper: Paper, cell: Cell, { x, y, upsideDown }: Place): void {
  const { character, font, scaleX, scaleY, underline, reverse } = cell;
  for (let row = 0; row < font.height; row += 1)
    for (let column = 0; column < font.width; column += 1) {
      const [sourceX, sourceY] = upsideDown
        ? [font.width - 1 - column, font.height - 1 - row]
        : [column, row];
      const underlined = !reverse && sourceY >= font.height - underline;
      if ((font.dot(character, sourceX, sourceY) || underlined) !== reverse)
        block(paper, { x: x + column * scaleX, y: y + row * scaleY, scaleX, scaleY });
    }
}

/** One dot of a glyph or image, enlarged. */
function block(
  paper: Paper,
  { x, y, scaleX, scaleY }: { x: number; y: number; scaleX: number; scaleY: number },
) {
  for (let dy = 0; dy < scaleY; dy += 1) for (let dx = 0; dx < scaleX; dx += 1) paper.print(x + dx, y + dy);
}

const reply = (...bytes: number[]): readonly Effect[] => [{ kind: 'reply', bytes: Uint8Array.from(bytes) }];

function identity(what: number, { identity: known }: PrinterModel): readonly Effect[] {
  const texts = [known.firmware, known.maker, known.name, known.serial, known.fonts];
  const text = texts[what - 65];
  if (text !== undefined) return reply(0x5f, ...Buffer.from(text, 'latin1'), 0);
  return reply([known.model, known.type, known.rom][choiceOf(what) - 1] ?? 0);
}

const choiceOf = (what: number) => (what >= 0x30 && what < 0x40 ? what - 0x30 : what);
