/** A size of character cell that this simulator can draw, in dots. */
export type CellSize = '12x24' | '10x24' | '9x17';

/** How full status is asked for: Epson's commands alone, or Custom's `DLE EOT 20` beside them. */
export type StatusDialect = 'epson' | 'custom';

/** What differs from one receipt printer to the next, as far as a host on its cable or a hand on its paper can tell. */
export interface PrinterModel {
  /** Maker and name, for people. */
  readonly title: string;
  /** Dots across the printable width. */
  readonly dots: 576 | 512 | 384;
  /** Dots per inch, across and along. */
  readonly dpi: 203 | 180;
  /** Width of the paper, in dots: the printable width and its margins. */
  readonly paperDots: number;
  /** Cells of Font A, B and C (`ESC M`). Where there is no C, it prints as B. */
  readonly fonts: { readonly a: CellSize; readonly b: CellSize; readonly c?: CellSize };
  /** Motion units in an inch, across and along, until `GS P` sets others. */
  readonly motionUnits: { readonly x: number; readonly y: number };
  /** Length of the page mode's print area until `ESC W` sets another, in dots. */
  readonly pageRows: number;
  /** Dots between the print head and the cutter, or the tear bar, above it. */
  readonly headToCutter: number;
  /** Receive buffer, in bytes. */
  readonly receiveBuffer: number;
  /** Without one, the paper waits for a hand to tear it. */
  readonly cutter: boolean;
  /** Holds a cut ticket out for a person to take, and can take it back in. */
  readonly presenter: boolean;
  readonly status: StatusDialect;
  /** Whether it answers `GS ( H`, which names a job once it is printed. */
  readonly processId: boolean;
  /** Graphics it keeps for good (`NV`) and until power-off (`download`), in bytes. */
  readonly memory: { readonly nv: number; readonly download: number };
  readonly identity: PrinterIdentity;
}

/** Answers to `GS I n`. */
export interface PrinterIdentity {
  /** n = 1, 2 and 3. */
  readonly model: number;
  readonly type: number;
  readonly rom: number;
  /** n = 65 to 69. */
  readonly firmware: string;
  readonly maker: string;
  readonly name: string;
  readonly serial: string;
  readonly fonts: string;
}

const at203 = { dpi: 203, motionUnits: { x: 203, y: 203 }, pageRows: 1662 } as const;
const wide203 = { ...at203, dots: 576, paperDots: 640 } as const;
const wide180 = {
  dpi: 180,
  motionUnits: { x: 180, y: 360 },
  pageRows: 831,
  dots: 512,
  paperDots: 568,
} as const;

/** Type byte of `GS I 2`: bit 1, an autocutter. */
const withCutter = 0b10;

function identity(maker: string, name: string, type = withCutter): PrinterIdentity {
  return {
    model: 0x20,
    type,
    rom: 0x01,
    firmware: '1.00 ESC/POS',
    maker,
    name,
    serial: 'SIMULATED1',
    fonts: '',
  };
}

const epson = {
  receiveBuffer: 4096,
  cutter: true,
  presenter: false,
  status: 'epson',
  processId: true,
  memory: { nv: 262_144, download: 12_288 },
} as const;

const custom = {
  ...epson,
  ...wide203,
  fonts: { a: '12x24', b: '9x17' },
  status: 'custom',
  processId: false,
} as const;

/**
 * The printers that can be simulated. Widths, resolutions and columns are the makers'; distances to the cutter, buffers
 * and memories are a common value where none was found (see docs/printer-simulator.md for what is known of each).
 */
export const printerModels = {
  'tm-t20iii': {
    ...epson,
    ...wide203,
    title: 'Epson TM-T20III',
    fonts: { a: '12x24', b: '9x17' },
    headToCutter: 96,
    identity: identity('EPSON', 'TM-T20III'),
  },
  'tm-t88vi': {
    ...epson,
    ...wide180,
    title: 'Epson TM-T88VI',
    fonts: { a: '12x24', b: '9x17' },
    headToCutter: 99,
    memory: { nv: 393_216, download: 12_288 },
    identity: identity('EPSON', 'TM-T88VI'),
  },
  'tm-t88vii': {
    ...epson,
    ...wide180,
    title: 'Epson TM-T88VII',
    fonts: { a: '12x24', b: '10x24', c: '9x17' },
    headToCutter: 99,
    memory: { nv: 393_216, download: 12_288 },
    identity: identity('EPSON', 'TM-T88VII'),
  },
  'tm-m30': {
    ...epson,
    ...wide203,
    title: 'Epson TM-m30',
    fonts: { a: '12x24', b: '10x24', c: '9x17' },
    headToCutter: 96,
    identity: identity('EPSON', 'TM-m30'),
  },
  k80: {
    ...custom,
    title: 'Custom K80',
    headToCutter: 96,
    identity: identity('CUSTOM', 'K80'),
  },
  vkp80iii: {
    ...custom,
    title: 'Custom VKP80III',
    presenter: true,
    headToCutter: 95,
    identity: identity('CUSTOM', 'VKP80III'),
  },
  'generic-58': {
    ...epson,
    title: 'generic 58 mm',
    ...at203,
    dots: 384,
    paperDots: 464,
    fonts: { a: '12x24', b: '9x17' },
    headToCutter: 80,
    cutter: false,
    processId: false,
    identity: identity('_', 'POS58 Printer', 0),
  },
} as const satisfies Record<string, PrinterModel>;

export type PrinterModelName = keyof typeof printerModels;

/** Rows of dots in a millimetre of `model`'s paper. */
export const dotsPerMillimetre = ({ dpi }: Pick<PrinterModel, 'dpi'>) => (dpi === 203 ? 8 : dpi / 25.4);
