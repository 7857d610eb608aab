import type { PrinterModel } from '../models.ts';

const defaultLineSpacing = 30;
const defaultTabColumns = 8;
const mostTabs = 32;

/** Where things go on the paper: margins, units, spacing, tabs, justification. Lengths are in dots. */
export class Layout {
  readonly model: PrinterModel;
  align: 'left' | 'center' | 'right' = 'left';
  /** `ESC {`: lines are turned by half a turn. */
  upsideDown = false;
  lineSpacing = defaultLineSpacing;
  leftMargin = 0;
  #areaWidth = Number.POSITIVE_INFINITY;
  #unitsX: number;
  #unitsY: number;
  #tabs: readonly number[] | undefined;

  constructor(model: PrinterModel) {
    this.model = model;
    this.#unitsX = model.motionUnits.x;
    this.#unitsY = model.motionUnits.y;
  }

  /** As `ESC @`. */
  reset(): void {
    this.align = 'left';
    this.upsideDown = false;
    this.lineSpacing = defaultLineSpacing;
    this.leftMargin = 0;
    this.#areaWidth = Number.POSITIVE_INFINITY;
    this.setMotionUnits(0, 0);
    this.#tabs = undefined;
  }

  setDefaultLineSpacing(): void {
    this.lineSpacing = defaultLineSpacing;
  }

  /** `GS P x y`: 1/x and 1/y inch; 0 for the model's own. */
  setMotionUnits(x: number, y: number): void {
    this.#unitsX = x || this.model.motionUnits.x;
    this.#unitsY = y || this.model.motionUnits.y;
  }

  /** Dots across of `n` horizontal motion units. */
  across(n: number): number {
    return Math.round((n * this.model.dpi) / this.#unitsX);
  }

  /** Dots along of `n` vertical motion units. */
  along(n: number): number {
    return Math.round((n * this.model.dpi) / this.#unitsY);
  }

  /** `GS W`: as far as the paper goes. */
  set areaWidth(dots: number) {
    this.#areaWidth = dots;
  }

  get areaWidth(): number {
    return Math.max(1, Math.min(this.#areaWidth, this.model.dots - this.leftMargin));
  }

  /** `ESC D`: columns, which are `columnWidth` dots wide now; they end where they do not grow. */
  setTabs(columns: Uint8Array, columnWidth: number): void {
    const tabs: number[] = [];
    for (const column of columns.subarray(0, mostTabs)) {
      const position = column * columnWidth;
      if (position <= (tabs.at(-1) ?? 0)) break;
      tabs.push(position);
    }
    this.#tabs = tabs;
  }

  /** The tab position behind `x`, if there is one. @param columnWidth that of the tabs nobody set. */
  tabAfter(x: number, columnWidth: number): number | undefined {
    if (this.#tabs) return this.#tabs.find((tab) => tab > x);
    const width = defaultTabColumns * columnWidth;
    return (Math.floor(x / width) + 1) * width;
  }

  /** Where something `width` dots wide begins in the print area. */
  startOf(width: number): number {
    const free = Math.max(0, this.areaWidth - width);
    if (this.align === 'left') return 0;
    return this.align === 'right' ? free : Math.floor(free / 2);
  }
}
