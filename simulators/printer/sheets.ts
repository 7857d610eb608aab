import type { Paper } from './paper.ts';
import { type Picture, pictureToPng } from './png.ts';

/**
 * Where a piece of paper is: hanging in the printer, held inside its presenter, held out by it, out of the printer, or
 * taken back in.
 */
export type SheetPlace = 'uncut' | 'held' | 'presented' | 'out' | 'retracted';

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
  readonly place: SheetPlace;
  /** The paper as it looks, dot for dot. */
  picture(): Picture;
  /** The same as an image, one pixel a dot. */
  png(): Buffer;
}

/** Bytes of finished sheets that are remembered: some thousand receipts. */
const mostKept = 128 * 1024 * 1024;

interface CutSheet extends Sheet {
  place: SheetPlace;
}

/** The sheets of one printer. A strip of blank paper is not one. */
export class Sheets {
  readonly #hasPresenter: boolean;
  #cut: CutSheet[] = [];
  #retracted: CutSheet[] = [];
  #current: Sheet | undefined;
  #interrupted = false;
  #nextId = 1;

  constructor(hasPresenter: boolean) {
    this.#hasPresenter = hasPresenter;
  }

  /** Finished ones first, then the one that is coming out. Without those that were taken back in. */
  all(): readonly Sheet[] {
    return this.#current ? [...this.#cut, this.#current] : this.#cut;
  }

  retracted(): readonly Sheet[] {
    return this.#retracted;
  }

  /** What the presenter has, if there is one. */
  get presenter(): 'none' | 'empty' | 'held' | 'presented' {
    if (!this.#hasPresenter) return 'none';
    const place = this.#inPresenter()?.place;
    return place === 'held' || place === 'presented' ? place : 'empty';
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
      place: 'uncut',
      get text() {
        return paper.text;
      },
      picture: () => paper.picture(),
      png: () => pictureToPng(paper.picture()),
    };
  }

  /** Part of what should have been on the current sheet is lost. */
  interrupt(): void {
    this.#interrupted = true;
  }

  /** Cuts or tears `paper`. What is still under the cutter begins the next sheet. */
  cut(paper: Paper): void {
    const { picture, text, inked } = paper.cut();
    if (!this.#current || !inked) return;
    // A ticket that is still there is pushed out by the next one.
    this.eject();
    const place = this.#hasPresenter ? 'held' : 'out';
    this.#cut.push({ ...finished(this.#current.id, picture, text, !this.#interrupted), place });
    this.#dropOldest();
    this.#current = undefined;
    this.#interrupted = false;
    this.comeOut(paper);
  }

  /** The presenter holds its ticket out. */
  present(): void {
    this.#move('presented');
  }

  /** The presenter lets its ticket fall out. */
  eject(): void {
    this.#move('out');
  }

  /** The presenter takes its ticket back in, for nobody to find. */
  retract(): void {
    const sheet = this.#inPresenter();
    if (!sheet) return;
    sheet.place = 'retracted';
    this.#cut = this.#cut.filter((one) => one !== sheet);
    this.#retracted.push(sheet);
  }

  /** Throws the finished sheets away, but for one in the presenter. */
  clear(): void {
    const kept = this.#inPresenter();
    this.#cut = kept ? [kept] : [];
    this.#retracted = [];
  }

  /** A printer that nobody empties must not fill the memory. */
  #dropOldest(): void {
    let bytes = 0;
    const kept = this.#cut.findLastIndex((sheet) => {
      bytes += sheet.picture().rows.length;
      return bytes > mostKept;
    });
    this.#cut.splice(0, kept + 1);
  }

  #inPresenter(): CutSheet | undefined {
    return this.#cut.find(({ place }) => place === 'held' || place === 'presented');
  }

  #move(place: SheetPlace): void {
    const sheet = this.#inPresenter();
    if (sheet) sheet.place = place;
  }
}

function finished(id: number, picture: Picture, text: string, complete: boolean): Omit<Sheet, 'place'> {
  let image: Buffer | undefined;
  return {
    id,
    text,
    complete,
    cut: true,
    picture: () => picture,
    png: () => {
      image ??= pictureToPng(picture);
      return image;
    },
  };
}
