/** The longest macro, in bytes: Epson's printers'. */
const longest = 2048;
/** `GS :`, which ends a definition, is not of it. */
const ending = 2;

/** A sequence of commands that the printer remembers (`GS :`) and executes by itself (`GS ^`). */
export class Macro {
  #defining: number[] | undefined;
  #bytes = new Uint8Array();

  get bytes(): Uint8Array {
    return this.#bytes;
  }

  /** Begins a definition, or ends it. One that is too long is none. */
  toggle(): void {
    if (!this.#defining) {
      this.#defining = [];
      return;
    }
    const bytes = this.#defining.slice(0, -ending);
    this.#bytes = Uint8Array.from(bytes.length <= longest ? bytes : []);
    this.#defining = undefined;
  }

  /** Notes bytes that were just read. */
  record(bytes: Uint8Array): void {
    if (this.#defining && this.#defining.length <= longest + ending) this.#defining.push(...bytes);
  }

  /** Forgets it all, as at power-off. */
  clear(): void {
    this.#defining = undefined;
    this.#bytes = new Uint8Array();
  }
}
