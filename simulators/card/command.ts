/** A command as it reaches a T=0 card: P3 is Lc when data follow, Le when none do (ISO/IEC 7816-3 §10.3.2). */
export interface Command {
  readonly cla: number;
  readonly ins: number;
  readonly p1: number;
  readonly p2: number;
  readonly data: Uint8Array;
  /** 1 to 256, meaningful when there are no data. */
  readonly le: number;
}

/** Reads the bytes a reader sent; nothing when their number does not fit their P3. */
export function parseCommand(bytes: Uint8Array): Command | undefined {
  const [cla, ins, p1, p2, p3 = 0] = bytes;
  if (cla === undefined || ins === undefined || p1 === undefined || p2 === undefined) return undefined;
  const data = bytes.subarray(5);
  if (data.length !== 0 && data.length !== p3) return undefined;
  return { cla, ins, p1, p2, data, le: p3 || 256 };
}

/** A response: data, then the status word. */
export const respond = (sw: number, data: Uint8Array = new Uint8Array()): Uint8Array =>
  Uint8Array.from([...data, sw >> 8, sw & 0xff]);

/** Status words of ISO/IEC 7816-4 §5.6 that the simulated cards use. */
export const SW = {
  ok: 0x9000,
  wrongLength: 0x6700,
  securityNotSatisfied: 0x6982,
  blocked: 0x6983,
  conditionsNotSatisfied: 0x6985,
  notAllowed: 0x6986,
  wrongData: 0x6a80,
  fileNotFound: 0x6a82,
  wrongParameters: 0x6a86,
  referenceNotFound: 0x6a88,
  wrongOffset: 0x6b00,
  instructionUnknown: 0x6d00,
  classUnknown: 0x6e00,
} as const;
