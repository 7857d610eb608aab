/** A command that the printer obeys when it arrives, whatever waits before it and whatever state it is in. */
export type RealTimeCommand =
  /** `DLE EOT n`. */
  | { readonly kind: 'status'; readonly what: number }
  /** `DLE ENQ 1` and `2`: go on after an error, without or with the buffers. */
  | { readonly kind: 'recover'; readonly clear: boolean }
  /** `DLE DC4 8`. */
  | { readonly kind: 'clear' };

const DLE = 0x10;
const longest = 10;
const clearArguments = [8, 1, 3, 20, 1, 6, 2, 8];

/**
 * Recognises real-time commands in whatever arrives, also inside the data of an image, as Epson's printers do.
 * Remembers a command that has only begun to arrive.
 */
export class RealTimeScanner {
  readonly #seen = new Uint8Array(longest);
  #length = 0;

  /**
   * Looks at `bytes` from `from` on, as far as the first place where something happens: a real-time command begins
   * (so that what stands before it can be executed first), or ends. Returns that place, and the command if one ended.
   */
  scan(bytes: Uint8Array, from: number): { readonly end: number; readonly command?: RealTimeCommand } {
    let at = from;
    if (this.#length === 0) {
      at = bytes.indexOf(DLE, from);
      if (at !== from) return { end: at < 0 ? bytes.length : at };
    }
    for (; at < bytes.length; at += 1) {
      const byte = bytes[at] ?? 0;
      this.#seen[this.#length] = byte;
      this.#length += 1;
      const seen = this.#seen.subarray(0, this.#length);
      const command = complete(seen);
      if (command) {
        this.reset();
        return { end: at + 1, command };
      }
      if (isPrefix(seen)) continue;
      this.reset();
      if (byte !== DLE) return { end: at + 1 };
      // A DLE that breaks one command off may begin another.
      this.#seen[0] = DLE;
      this.#length = 1;
    }
    return { end: bytes.length };
  }

  reset(): void {
    this.#length = 0;
  }
}

/** Length of the real-time command that `bytes` starts with, or 0. */
export function realTimeLength(bytes: Uint8Array): number {
  for (const length of [3, longest])
    if (bytes.length >= length && complete(bytes.subarray(0, length))) return length;
  return 0;
}

function complete(bytes: Uint8Array): RealTimeCommand | undefined {
  const [first, second, third] = bytes;
  if (first !== DLE || third === undefined) return undefined;
  if (bytes.length === 3 && second === 0x04 && ((third >= 1 && third <= 4) || third === 20))
    return { kind: 'status', what: third };
  if (bytes.length === 3 && second === 0x05 && (third === 1 || third === 2))
    return { kind: 'recover', clear: third === 2 };
  return bytes.length === longest && isPrefix(bytes) ? { kind: 'clear' } : undefined;
}

function isPrefix(bytes: Uint8Array): boolean {
  const [first, second] = bytes;
  if (first !== DLE) return false;
  if (second === undefined) return true;
  if (second === 0x04 || second === 0x05) return bytes.length < 3;
  if (second !== 0x14) return false;
  return bytes.subarray(2).every((byte, index) => byte === clearArguments[index]);
}
