/** The paper of a receipt printer, as far as a layout and a drawing need to know it. */
export interface PaperFormat {
  /** Printable width: 576 or 512 dots on 80 mm paper, 384 on 58 mm. */
  readonly dots: number;
  /** Dots in an inch, both ways: 203 or 180. */
  readonly dpi: number;
  /** Characters of the printer's Font A on one line: 48, 42, 32. */
  readonly columns: number;
}
