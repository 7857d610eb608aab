import { type CommandName, commandSet } from '../parser/command-set.ts';
import type { CommandShape } from '../parser/lengths.ts';
import type { Token } from '../parser/parser.ts';

/** How many parameters are written out. */
const written = 24;
const nameWidth = 22;
const placeWidth = 7;

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
      if (this.#text) this.#text.bytes.push(...token.bytes);
      else this.#text = { at, bytes: [...token.bytes] };
      return;
    }
    this.#endText();
    if (token.kind === 'command') this.#lines.push(commandLine(token.name, token.parameters, at));
    else if (token.kind === 'unknown') this.#lines.push(line(at, 'unknown', hexadecimal(token.bytes)));
  }

  /** Something about the command before. */
  remark(text: string): void {
    this.#endText();
    this.#lines.push(`${' '.repeat(placeWidth)} ; ${text}`);
  }

  /** The lines so far, which are not kept. */
  take(): readonly string[] {
    this.#endText();
    return this.#lines.splice(0);
  }

  #endText(): void {
    if (this.#text) this.#lines.push(line(this.#text.at, 'text', quoted(this.#text.bytes)));
    this.#text = undefined;
  }
}

function commandLine(name: CommandName, parameters: Uint8Array, at: number): string {
  const shape: CommandShape = commandSet[name];
  const fn = functionOf(name, parameters);
  const data = shape.streams?.(parameters) ?? 0;
  const numbers = [...parameters.subarray(0, written)].join(' ');
  const more = parameters.length - written + data;
  const rest = parameters.length > written || data > 0 ? ` … ${Math.max(more, data)} bytes` : '';
  return line(at, fn ? `${name} <Function ${fn}>` : name, `${numbers}${rest}`, shape.title);
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
