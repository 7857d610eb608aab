import { BarcodeSettings } from './barcodes/barcode-settings.ts';
import { SymbolSettings } from './barcodes/symbol-settings.ts';
import type { Bitmap } from './bitmap.ts';
import type { Effect } from './effect.ts';
import { GraphicsMemory } from './graphics/graphics-memory.ts';
import type { PrinterModel } from './models.ts';
import { Layout } from './modes/layout.ts';
import { PageMode } from './modes/page-mode.ts';
import { StandardMode } from './modes/standard-mode.ts';
import type { RowSink, Surface } from './modes/surface.ts';
import type { Paper } from './paper.ts';
import { CharacterCells, definedKey } from './text/character-cells.ts';
import { CharacterDecoder, type DecodedCharacter } from './text/character-decoder.ts';
import {
  type CharacterStyle,
  defaultKanjiStyle,
  defaultStyle,
  type KanjiStyle,
} from './text/character-style.ts';

/** What `GS c` prints next, and how. */
export interface Counter {
  value: number;
  digits: number;
  align: 'zeros' | 'spaces' | 'left';
  from: number;
  to: number;
  step: number;
  repeat: number;
  repeated: number;
}

const newCounter = (): Counter => ({
  value: 1,
  digits: 0,
  align: 'left',
  from: 1,
  to: 65_535,
  step: 1,
  repeat: 1,
  repeated: 0,
});

/** Everything that commands read and change: modes, what is being put together, what is kept; and what they cause. */
export class Printing {
  readonly model: PrinterModel;
  readonly layout: Layout;
  readonly decoder = new CharacterDecoder();
  readonly cells: CharacterCells;
  readonly standard: StandardMode;
  readonly page: PageMode;
  readonly barcode = new BarcodeSettings();
  readonly symbols = new SymbolSettings();
  readonly nvGraphics: GraphicsMemory;
  readonly downloadGraphics: GraphicsMemory;
  style: CharacterStyle = defaultStyle;
  kanjiStyle: KanjiStyle = defaultKanjiStyle;
  /** Where printing goes: `standard` or `page`. */
  surface: Surface;
  /** `ESC &`, and whether `ESC %` has them used. */
  readonly definedCharacters = new Map<string, Bitmap>();
  usesDefinedCharacters = false;
  /** What `GS ( L` function 112 left for function 50 to print. */
  storedGraphics: { bitmap: Bitmap; scaleX: number; scaleY: number } | undefined;
  counter = newCounter();
  /** `ESC =`: while false, everything is ignored. */
  selected = true;
  /** Takes the data that comes after the last command. */
  image: RowSink | undefined;
  readonly #effects: Effect[] = [];

  constructor(model: PrinterModel, paper: Paper) {
    this.model = model;
    this.layout = new Layout(model);
    this.cells = new CharacterCells(model);
    const fed = (rows: number) => this.cause({ kind: 'fed', rows });
    const columnWidth = () => this.cells.font(this.style).width;
    this.standard = new StandardMode(paper, this.layout, fed, columnWidth);
    this.page = new PageMode(paper, this.layout, fed, columnWidth);
    this.surface = this.standard;
    this.nvGraphics = new GraphicsMemory(model.memory.nv);
    this.downloadGraphics = new GraphicsMemory(model.memory.download);
  }

  /** Modes and what is not printed yet, as `ESC @` leaves them. Graphics and macros stay. */
  initialise(): void {
    this.style = defaultStyle;
    this.kanjiStyle = defaultKanjiStyle;
    this.layout.reset();
    this.decoder.reset();
    this.barcode.reset();
    this.symbols.reset();
    this.definedCharacters.clear();
    this.usesDefinedCharacters = false;
    this.counter = newCounter();
    this.selected = true;
    this.clearLine();
    this.enterStandardMode();
  }

  /** As at power-on. */
  restart(): void {
    this.initialise();
    this.downloadGraphics.clear();
    this.storedGraphics = undefined;
  }

  /** Forgets what is not printed yet. */
  clearLine(): void {
    this.surface.clear();
    this.decoder.interrupt();
    this.image = undefined;
  }

  enterPageMode(): void {
    if (this.surface === this.page) return;
    this.surface.clear();
    this.page.open();
    this.surface = this.page;
  }

  enterStandardMode(): void {
    if (this.surface === this.page) this.page.clear();
    this.surface = this.standard;
  }

  get inPageMode(): boolean {
    return this.surface === this.page;
  }

  cause(effect: Effect): void {
    this.#effects.push(effect);
  }

  reply(...bytes: readonly number[]): void {
    this.cause({ kind: 'reply', bytes: Uint8Array.from(bytes) });
  }

  notice(text: string): void {
    this.cause({ kind: 'notice', text });
  }

  /** What was caused since it was last asked. */
  takeEffects(): readonly Effect[] {
    return this.#effects.splice(0);
  }

  get hasEffects(): boolean {
    return this.#effects.length > 0;
  }

  /** Prints one character in the present style. */
  print(character: DecodedCharacter): void {
    const { layout, style, kanjiStyle } = this;
    const wanted = layout.across(character.wide ? kanjiStyle.spacingRight : style.spacing);
    const spacing = Math.min(wanted, this.model.dots);
    const defined =
      this.usesDefinedCharacters && character.code !== undefined
        ? this.definedCharacters.get(definedKey(style.font, character.code))
        : undefined;
    this.surface.add(
      defined
        ? this.cells.definedCell(defined, character.text, style, spacing)
        : this.cells.cell(character, style, kanjiStyle, spacing),
    );
  }

  /** Prints plain characters, each as itself. */
  printText(text: string): void {
    for (const character of text) this.print({ text: character, code: undefined, wide: false });
  }

  changeStyle(change: Partial<CharacterStyle>): void {
    this.style = { ...this.style, ...change };
  }
}
