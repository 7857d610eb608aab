import { handlers } from './commands/handlers.ts';
import type { Effect } from './effect.ts';
import type { PrinterModel } from './models.ts';
import type { Paper } from './paper.ts';
import type { Token } from './parser/parser.ts';
import { Printing } from './printing.ts';

/** Executes what a stream says: keeps the modes, puts dots on `paper`, and says what else there is to do. */
export class Interpreter {
  readonly #printing: Printing;

  constructor(model: PrinterModel, paper: Paper) {
    this.#printing = new Printing(model, paper);
  }

  /** Forgets modes and what was not printed yet, as at power-on. */
  reset(): void {
    this.#printing.restart();
  }

  /** Forgets what was not printed yet. */
  clearLine(): void {
    this.#printing.clearLine();
  }

  /** Prints the line that waits for its end, if one does. */
  flush(): readonly Effect[] {
    const { surface, layout } = this.#printing;
    if (!surface.atLineStart) surface.endLine(layout.lineSpacing);
    return this.#printing.takeEffects();
  }

  /** Whether characters wait for the end of their line. */
  get pending(): boolean {
    return !this.#printing.surface.atLineStart;
  }

  /**
   * Executes `token`, of text only as much as prints at most one line: `left` is the rest, for the paper may run out
   * in between.
   */
  execute(token: Token): { readonly effects: readonly Effect[]; readonly left?: Token } {
    const printing = this.#printing;
    const isIgnored = !printing.selected && !(token.kind === 'command' && token.name === 'ESC =');
    if (isIgnored) return { effects: [] };
    if (token.kind === 'text') {
      const used = this.#print(token.bytes);
      const effects = printing.takeEffects();
      if (used === token.bytes.length) return { effects };
      return { effects, left: { kind: 'text', bytes: token.bytes.subarray(used) } };
    }
    printing.decoder.interrupt();
    if (token.kind === 'command') handlers[token.name](printing, token.parameters);
    else if (token.kind === 'data') {
      printing.image?.take(token.bytes);
      if (token.last) printing.image = undefined;
    } else {
      printing.cause({ kind: 'unknown', bytes: token.bytes });
      if (token.name) printing.notice(`${token.name}: asks for more than any printer has, and is skipped`);
    }
    return { effects: printing.takeEffects() };
  }

  /** How many of `bytes` were printed. */
  #print(bytes: Uint8Array): number {
    const printing = this.#printing;
    let used = 0;
    for (const byte of bytes) {
      used += 1;
      const character = printing.decoder.decode(byte);
      if (character) printing.print(character);
      if (printing.hasEffects) break;
    }
    return used;
  }
}
