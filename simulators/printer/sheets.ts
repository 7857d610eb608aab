import type { Paper, Raster } from './paper.ts';
import { rasterToPng } from './png.ts';

/** A piece of paper that came out, or is coming out. */
export interface Sheet {
  /** In the order they came out, from 1. */
  readonly id: number;
  /** What the bytes said, line by line; images say nothing. */
  readonly text: string;
  /** True once cut, unless the printer lost part of it (power, buffers emptied) on the way: then never. */
  readonly complete: boolean;
  /** False while it still hangs in the printer. */
  readonly cut: boolean;
  /** The paper as it looks, one pixel a dot at 203 dpi. */
  png(): Buffer;
}

/** The sheets of one printer. A strip of blank paper is not one. */
export class Sheets {
  #cut: Sheet[] = [];
  #current: Sheet | undefined;
  #interrupted = false;
  #nextId = 1;

  /** Finished ones first, then the one that is coming out. */
  all(): readonly Sheet[] {
    return this.#current ? [...this.#cut, this.#current] : this.#cut;
  }

  /** Notes that more of `paper` came out. */
  comeOut(paper: Paper): void {
    if (this.#current || !paper.inked) return;
    const id = this.#nextId;
    this.#nextId += 1;
    this.#current = {
      id,
      complete: false,
      cut: false,
      get text() {
        return paper.text;
      },
      png: () => rasterToPng(paper.raster()),
    };
  }

  /** Part of what should have been on the current sheet is lost. */
  interrupt(): void {
    this.#interrupted = true;
  }

  /** Cuts `paper`. What is still under the cutter begins the next sheet. */
  cut(paper: Paper): void {
    const { raster, text, inked } = paper.cut();
    if (!this.#current || !inked) return;
    this.#cut.push(finished(this.#current.id, raster, text, !this.#interrupted));
    this.#current = undefined;
    this.#interrupted = false;
    this.comeOut(paper);
  }

  /** Throws the finished sheets away. */
  clear(): void {
    this.#cut = [];
  }
}

function finished(id: number, raster: Raster, text: string, complete: boolean): Sheet {
  let image: Buffer | undefined;
  return {
    id,
    text,
    complete,
    cut: true,
    png: () => {
      image ??= rasterToPng(raster);
      return image;
    },
  };
}
