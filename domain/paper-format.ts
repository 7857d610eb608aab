/** The paper of a receipt printer, as far as a layout and a drawing need to know it. */
export interface PaperFormat {
  /** Printable width: 576 or 512 dots on 80 mm paper, 384 on 58 mm. */
  readonly dots: number;
  /** Dots in an inch, both ways: 203 or 180. */
  readonly dpi: number;
  /** Characters of the printer's Font A on one line: 48, 42, 32. */
  readonly columns: number;
}

/** 80 mm paper at 203 dpi, as most kiosks have it. */
export const paper80: PaperFormat = { dots: 576, dpi: 203, columns: 48 };
/** 80 mm paper at 180 dpi. */
export const paper80At180: PaperFormat = { dots: 512, dpi: 180, columns: 42 };
/** 58 mm paper at 203 dpi. */
export const paper58: PaperFormat = { dots: 384, dpi: 203, columns: 32 };
