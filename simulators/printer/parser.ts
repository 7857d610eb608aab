import type { Command } from './command.ts';
import type { PrinterModel } from './models.ts';

const ESC = 0x1b;
const GS = 0x1d;
const DLE = 0x10;

/** Rows of a bit image handed on at once: the height of a line of text. */
const bandHeight = 24;

type Grammar = Generator<undefined, void, number>;
type Emit = (command: Command) => void;

/**
 * Reads ESC/POS one byte at a time; returns the command that `byte` completes, if any. Real-time commands
 * (`DLE …`) are skipped: the printer acts on them when they arrive, before they get here.
 */
export function createParser(model: PrinterModel): (byte: number) => Command | undefined {
  let completed: Command | undefined;
  const grammar = commands((command) => {
    completed = command;
  }, model);
  grammar.next();
  return (byte) => {
    completed = undefined;
    grammar.next(byte);
    return completed;
  };
}

function* commands(emit: Emit, model: PrinterModel): Grammar {
  for (;;) {
    const byte = yield;
    if (byte === ESC) yield* escapeCommand(emit);
    else if (byte === GS) yield* groupSeparatorCommand(emit, model);
    else if (byte === DLE) yield* dataLink();
    else if (byte === 0x0a) emit({ kind: 'line-feed' });
    else if (byte === 0x09) emit({ kind: 'tab' });
    else if (byte >= 0x20) emit({ kind: 'character', byte });
    // Carriage return, NUL and the other control characters do nothing in standard mode.
  }
}

const alignments = ['left', 'center', 'right'] as const;
/** Arguments may be given as numbers or as their digits: 1 or `'1'`. */
const choice = (byte: number) => (byte >= 0x30 ? byte - 0x30 : byte);
const isOn = (byte: number) => (byte & 1) === 1;

/** Lengths of the arguments of ESC commands that this printer skips. */
const skippedEscape = new Map(
  Object.entries({
    ' ': 1,
    $: 2,
    '%': 1,
    '=': 1,
    '?': 1,
    L: 0,
    S: 0,
    T: 1,
    V: 1,
    W: 8,
    '\\': 2,
    c: 2,
    e: 1,
    p: 3,
    r: 1,
  }),
);

function* escapeCommand(emit: Emit): Grammar {
  const command = String.fromCharCode(yield);
  switch (command) {
    case '@':
      return emit({ kind: 'initialise' });
    case 't':
      return emit({ kind: 'code-table', table: yield });
    case 'R':
      return emit({ kind: 'international', set: yield });
    case 'a':
      return emit({ kind: 'justify', align: alignments[choice(yield)] ?? 'left' });
    case 'E':
    case 'G':
      return emit({ kind: 'emphasize', on: isOn(yield) });
    case '-': {
      const thickness = choice(yield);
      return emit({ kind: 'underline', thickness: thickness === 1 || thickness === 2 ? thickness : 0 });
    }
    case '{':
      return emit({ kind: 'upside-down', on: isOn(yield) });
    case 'M':
      return emit({ kind: 'font', font: choice(yield) === 1 ? 'b' : 'a' });
    case 'i':
    case 'm':
      return emit({ kind: 'cut' });
    case '2':
      return emit({ kind: 'line-spacing', dots: 30 });
    case '3':
      return emit({ kind: 'line-spacing', dots: yield });
    case 'd':
      return emit({ kind: 'feed-lines', lines: yield });
    case 'J':
      return emit({ kind: 'feed-dots', dots: yield });
    case '!':
      return emit({ kind: 'print-mode', ...printMode(yield) });
  }
  const skipped = yield* take(skippedEscape.get(command) ?? 0);
  emit({ kind: 'unknown', bytes: [ESC, command.charCodeAt(0), ...skipped] });
}

function printMode(byte: number) {
  const has = (bit: number) => (byte & (1 << bit)) !== 0;
  return {
    font: has(0) ? ('b' as const) : ('a' as const),
    bold: has(3),
    height: has(4) ? 2 : 1,
    width: has(5) ? 2 : 1,
    underline: has(7),
  };
}

/** Lengths of the arguments of GS commands that this printer skips. */
const skippedGroupSeparator = new Map(
  Object.entries({
    H: 1,
    L: 2,
    P: 2,
    W: 2,
    h: 1,
    w: 1,
    f: 1,
    $: 2,
    '\\': 2,
    ':': 0,
    '^': 3,
    b: 1,
    j: 1,
    c: 0,
  }),
);

function* groupSeparatorCommand(emit: Emit, model: PrinterModel): Grammar {
  const code = yield;
  const command = String.fromCharCode(code);
  if (model.status === 'custom' && [0x65, 0xe0, 0xe1].includes(code)) return yield* customCommand(emit, code);
  switch (command) {
    case '!': {
      const byte = yield;
      return emit({ kind: 'size', width: ((byte >> 4) & 7) + 1, height: (byte & 7) + 1 });
    }
    case 'B':
      return emit({ kind: 'reverse', on: isOn(yield) });
    case 'V':
      return yield* cut(emit);
    case 'a':
      return emit({ kind: 'automatic-status', mask: yield });
    case 'r':
      return emit({ kind: 'transmit-status', what: choice(yield) });
    case 'I':
      return emit({ kind: 'transmit-identity', what: yield });
    case '(':
      return yield* extended(emit, model);
    case 'v':
      return yield* rasterImage(emit);
  }
  const skipped = yield* take(skippedGroupSeparator.get(command) ?? 0);
  emit({ kind: 'unknown', bytes: [GS, command.charCodeAt(0), ...skipped] });
}

const presenterActions = { 2: 'retract', 3: 'present', 5: 'eject', 6: 'status' } as const;

/** Custom's `GS e n [m]` (presenter), `GS E0 n` and `GS E1` (status). */
function* customCommand(emit: Emit, code: number): Grammar {
  if (code === 0xe0) return emit({ kind: 'automatic-full-status', on: (yield) !== 0 });
  if (code === 0xe1) return emit({ kind: 'transmit-paper-left' });
  const n = yield;
  if (n === 3) yield;
  if (n === 2 || n === 3 || n === 5 || n === 6) emit({ kind: 'presenter', action: presenterActions[n] });
  else emit({ kind: 'unknown', bytes: [GS, code, n] });
}

/** `GS V`, whole or but for one point: this printer has one knife. Functions A; B and D; C, which it lacks. */
function* cut(emit: Emit): Grammar {
  const form = yield;
  if ([0, 1, 48, 49].includes(form)) emit({ kind: 'cut' });
  else if ([65, 66, 103, 104].includes(form)) emit({ kind: 'cut', feed: yield });
  else if ([97, 98].includes(form)) emit({ kind: 'unknown', bytes: [GS, 0x56, form, yield] });
  else emit({ kind: 'unknown', bytes: [GS, 0x56, form] });
}

/** `GS ( x pL pH …`: the length comes with it, so that an unknown one can be skipped whole. */
function* extended(emit: Emit, model: PrinterModel): Grammar {
  const name = yield;
  const low = yield;
  const high = yield;
  const content = yield* take(low + 256 * high);
  const isProcessId =
    model.processId &&
    name === 0x48 &&
    content.length === 6 &&
    choice(content[0] ?? 0) === 0 &&
    choice(content[1] ?? 0) === 0;
  if (isProcessId) emit({ kind: 'process-id', id: Uint8Array.from(content.slice(2)) });
  else emit({ kind: 'unknown', bytes: [GS, 0x28, name, low, high, ...content.slice(0, 8)] });
}

function* rasterImage(emit: Emit): Grammar {
  yield;
  const mode = choice(yield);
  const widthBytes = (yield) + 256 * (yield);
  let rowsLeft = (yield) + 256 * (yield);
  while (rowsLeft > 0 && widthBytes > 0) {
    const height = Math.min(rowsLeft, bandHeight);
    const rows = yield* take(height * widthBytes);
    rowsLeft -= height;
    emit({
      kind: 'raster',
      widthBytes,
      rows: Uint8Array.from(rows),
      scaleX: mode & 1 ? 2 : 1,
      scaleY: mode & 2 ? 2 : 1,
    });
  }
}

/** `DLE EOT n`, `DLE ENQ n`, `DLE DC4 fn …`. */
function* dataLink(): Grammar {
  const command = yield;
  if (command === 0x04 || command === 0x05) yield;
  if (command === 0x14) yield* take((yield) === 8 ? 7 : 2);
}

function* take(count: number): Generator<undefined, number[], number> {
  const bytes: number[] = [];
  while (bytes.length < count) bytes.push(yield);
  return bytes;
}
