import { type CommandName, commandSet } from './command-set.ts';
import { type CommandShape, counted } from './lengths.ts';

/** Bytes that commands begin with, and what each next byte makes of them. */
export interface Beginning {
  readonly kind: 'more';
  readonly next: ReadonlyMap<number, Prefix>;
  /** What any other byte makes of them. */
  readonly otherwise?: CommandShape;
}

/** What the bytes that came so far are: the beginning of commands, or the name of one. */
export type Prefix =
  | Beginning
  | { readonly kind: 'command'; readonly name: CommandName; readonly shape: CommandShape };

const controls: Readonly<Record<string, number>> = {
  EOT: 0x04,
  ENQ: 0x05,
  HT: 0x09,
  LF: 0x0a,
  FF: 0x0c,
  CR: 0x0d,
  DLE: 0x10,
  DC2: 0x12,
  DC4: 0x14,
  CAN: 0x18,
  ESC: 0x1b,
  FS: 0x1c,
  GS: 0x1d,
  SP: 0x20,
};

/** The byte that a part of a command's name stands for: a control's name, one character, or two hexadecimal digits. */
const byteOf = (part: string) =>
  controls[part] ?? (part.length === 1 ? part.charCodeAt(0) : Number.parseInt(part, 16));

/** Extended families: whatever the third byte, a length follows. */
const families = new Set(['ESC (', 'FS (', 'GS (']);
const unknownOfFamily: CommandShape = { title: 'Unknown', parameters: counted };

/** The bytes that `name` stands for. */
export const nameBytes = (name: CommandName): readonly number[] => name.split(' ').map(byteOf);

type Beginnings = Map<number, Prefix>;

/** Files `name` under the bytes of its parts. */
function add(into: Beginnings, parts: readonly string[], path: string, name: CommandName): void {
  const [part = '', ...rest] = parts;
  const byte = byteOf(part);
  if (rest.length === 0) {
    into.set(byte, { kind: 'command', name, shape: commandSet[name] });
    return;
  }
  const here = `${path} ${part}`.trim();
  const known = into.get(byte);
  const next: Beginnings = known?.kind === 'more' ? new Map(known.next) : new Map();
  add(next, rest, here, name);
  into.set(byte, { kind: 'more', next, ...(families.has(here) ? { otherwise: unknownOfFamily } : {}) });
}

const beginnings: Beginnings = new Map();
for (const name of Object.keys(commandSet) as CommandName[]) add(beginnings, name.split(' '), '', name);

/** The beginnings of all commands. */
export const prefixes: Beginning = { kind: 'more', next: beginnings };
