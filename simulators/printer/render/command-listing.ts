import { type CommandName, commandSet } from '../parser/command-set.ts';
import type { CommandShape } from '../parser/lengths.ts';
import type { Token } from '../parser/parser.ts';

/** How many parameters are written out: more than any command has beside data. */
const written = 12;
const nameWidth = 22;
const placeWidth = 7;
/** The most lines and characters that are kept before they are taken: a stream may go on for ever. */
const mostLines = 500_000;
const mostCharacters = 100_000;

/** Functions of commands that have several, by Epson's numbering. */
function functionOf(name: CommandName, parameters: Uint8Array): string | undefined {
  const at = (index: number) => parameters[index] ?? 0;
  switch (name) {
    case 'GS k':
      return at(0) <= 32 ? 'A' : 'B';
    case 'GS V':
      return cutFunctions.get(at(0));
    case 'GS ( k':
      return String(at(3) + 100 * Math.max(0, at(2) - 48)).padStart(3, '0');
    case 'GS ( L':
      return String(at(3));
    case 'GS 8 L':
      return String(at(5));
    case 'GS ( A':
    case 'GS ( E':
    case 'GS ( H':
    case 'GS ( K':
    case 'GS ( M':
    case 'GS ( N':
    case 'GS ( P':
    case 'FS ( C':
    case 'FS ( E':
      return String(at(2));
    default:
      return undefined;
  }
}

const cutFunctions = new Map(
  (
    [
      ['A', [0, 1, 48, 49]],
      ['B', [65, 66]],
      ['C', [97, 98]],
      ['D', [103, 104]],
    ] as const
  ).flatMap(([name, forms]) => forms.map((form): [number, string] => [form, name])),
);

/** Writes down what a stream says, a command a line, by Epson's names: where it begins, name, parameters, title. */
export class CommandListing {
  #lines: string[] = [];
  /** Characters that stand together, and where they begin. */
  #text: { readonly at: number; bytes: number[] } | undefined;

  add(token: Token, at: number): void {
    if (token.kind === 'text') {
      if (this.#text && this.#text.bytes.length > mostCharacters) this.#endText();
      if (this.#text) this.#text.bytes.push(...token.bytes);
      else this.#text = { at, bytes: [...token.bytes] };
      return;
    }
    this.#endText();
    if (token.kind === 'command') this.#keep(commandLine(token.name, token.parameters, at));
    else if (token.kind === 'unknown')
      this.#keep(line(at, token.name ?? 'unknown', hexadecimal(token.bytes)));
  }

  /** Something about the command before. */
  remark(text: string): void {
    this.#endText();
    this.#keep(`${' '.repeat(placeWidth)}  ; ${text}`);
  }

  /** The lines so far, which are not kept. */
  take(): readonly string[] {
    this.#endText();
    return this.#lines.splice(0);
  }

  #endText(): void {
    if (this.#text) this.#keep(line(this.#text.at, 'text', quoted(this.#text.bytes)));
    this.#text = undefined;
  }

  #keep(written: string): void {
    if (this.#lines.length < mostLines) this.#lines.push(written);
  }
}

function commandLine(name: CommandName, parameters: Uint8Array, at: number): string {
  const shape: CommandShape = commandSet[name];
  const fn = functionOf(name, parameters);
  const fixed = parameters.subarray(0, textAt(name, parameters) ?? written);
  const text = parameters.subarray(fixed.length);
  const data = shape.streams?.(parameters) ?? 0;
  const parts = [...fixed].map(String);
  if (textAt(name, parameters) !== undefined) parts.push(quoted([...text]));
  else if (text.length + data > 0) parts.push(`… ${text.length + data} bytes`);
  return line(at, fn ? `${name} <Function ${fn}>` : name, parts.join(' '), shape.title);
}

/** Where the text of a bar code or a 2D code begins in the parameters. */
function textAt(name: CommandName, [first = 0, , , fn]: Uint8Array): number | undefined {
  if (name === 'GS k') return first <= 32 ? 1 : 2;
  return name === 'GS ( k' && fn === 80 ? 5 : undefined;
}

function line(at: number, name: string, parameters: string, title?: string): string {
  const start = `${String(at).padStart(placeWidth)}  ${name.padEnd(nameWidth)} ${parameters}`;
  return title ? `${start.padEnd(placeWidth + nameWidth + 24)}  ; ${title}` : start;
}

/** Printable ASCII as it is, the rest as `\xNN`. */
function quoted(bytes: readonly number[]): string {
  const characters = bytes.map((byte) => {
    if (byte === 0x22 || byte === 0x5c) return `\\${String.fromCharCode(byte)}`;
    if (byte >= 0x20 && byte < 0x7f) return String.fromCharCode(byte);
    return `\\x${byte.toString(16).padStart(2, '0')}`;
  });
  return `"${characters.join('')}"`;
}

const hexadecimal = (bytes: Uint8Array) =>
  Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join(' ');
