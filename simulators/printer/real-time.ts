/** A command that the printer obeys when it arrives, whatever waits before it and whatever state it is in. */
export type RealTimeCommand =
  /** `DLE EOT n`. */
  | { readonly kind: 'status'; readonly what: number }
  /** `DLE ENQ 1` and `2`: go on after an error, without or with the buffers. */
  | { readonly kind: 'recover'; readonly clear: boolean }
  /** `DLE DC4 8`. */
  | { readonly kind: 'clear' };

const DLE = 0x10;
const clearArguments = [8, 1, 3, 20, 1, 6, 2, 8];

/**
 * Recognises real-time commands in whatever arrives, also inside the data of an image, as Epson's printers do:
 * returns the command that `byte` completes, if any.
 */
export function createRealTimeScanner(): (byte: number) => RealTimeCommand | undefined {
  let seen: number[] = [];
  return (byte) => {
    seen.push(byte);
    const command = complete(seen);
    if (command || !isPrefix(seen)) seen = byte === DLE && !command ? [DLE] : [];
    return command;
  };
}

/** Length of the real-time command that `bytes` starts with, or 0. */
export function realTimeLength(bytes: Uint8Array): number {
  for (const length of [3, 10]) if (complete([...bytes.subarray(0, length)])) return length;
  return 0;
}

function complete([first, second, third, ...rest]: readonly number[]): RealTimeCommand | undefined {
  if (first !== DLE || third === undefined) return undefined;
  if (second === 0x04 && third >= 1 && third <= 4 && rest.length === 0)
    return { kind: 'status', what: third };
  if (second === 0x05 && (third === 1 || third === 2) && rest.length === 0)
    return { kind: 'recover', clear: third === 2 };
  const all = [third, ...rest];
  const clears =
    all.length === clearArguments.length && all.every((byte, index) => byte === clearArguments[index]);
  return second === 0x14 && clears ? { kind: 'clear' } : undefined;
}

function isPrefix([first, second, ...rest]: readonly number[]): boolean {
  if (first !== DLE) return false;
  if (second === undefined) return true;
  if (second === 0x04 || second === 0x05) return rest.length === 0;
  return second === 0x14 && rest.length < 8 && rest.every((byte, index) => byte === clearArguments[index]);
}
