/** What a printer's status bytes say, whichever command they answer. */
export interface HardwareStatus {
  readonly paper: 'ok' | 'near-end' | 'out';
  readonly cover: 'closed' | 'open';
  readonly fault?: 'cutter' | 'mechanical';
}

/** One thing the printer sent. */
export type StatusReply =
  /** One byte that answers some `DLE EOT`; the byte does not say which. */
  | { readonly kind: 'real-time'; readonly byte: number }
  /** Automatic status (`GS a`): complete in itself. */
  | { readonly kind: 'automatic'; readonly status: HardwareStatus }
  /** One byte that answers `GS r` or `GS I`. */
  | { readonly kind: 'transmitted'; readonly byte: number }
  /** The answer to `GS ( H`. */
  | { readonly kind: 'process-id'; readonly id: string }
  /** The answer to `DLE DC4 8`. */
  | { readonly kind: 'buffers-cleared' };

/** Answers to `DLE EOT 2`, `3` and `4`: why it is offline, which error, which paper. */
export interface RealTimeAnswers {
  readonly offlineCause: number;
  readonly error: number;
  readonly paper: number;
}

const has = (byte: number, bit: number) => (byte & (1 << bit)) !== 0;

/**
 * Epson's reference, `DLE EOT`. Where a sensor has two bits, either counts: the pair differs only on a printer that
 * is itself at odds, and then paper is not to be trusted.
 */
export function statusFromRealTime({ offlineCause, error, paper }: RealTimeAnswers): HardwareStatus {
  const out = has(paper, 5) || has(paper, 6) || has(offlineCause, 5);
  const nearEnd = has(paper, 2) || has(paper, 3);
  return hardwareStatus({
    out,
    nearEnd,
    coverOpen: has(offlineCause, 2),
    cutter: has(error, 3),
    mechanical: has(error, 2) || has(error, 5),
  });
}

/** Epson's reference, `GS a`, bytes 1 to 3 (the fourth is reserved). */
function statusFromAutomatic([first = 0, second = 0, third = 0]: readonly number[]): HardwareStatus {
  return hardwareStatus({
    out: has(third, 2) || has(third, 3),
    nearEnd: has(third, 0) || has(third, 1),
    coverOpen: has(first, 5),
    cutter: has(second, 3),
    mechanical: has(second, 2) || has(second, 5),
  });
}

interface Sensors {
  readonly out: boolean;
  readonly nearEnd: boolean;
  readonly coverOpen: boolean;
  readonly cutter: boolean;
  readonly mechanical: boolean;
}

function hardwareStatus({ out, nearEnd, coverOpen, cutter, mechanical }: Sensors): HardwareStatus {
  const fault = cutter ? 'cutter' : mechanical ? 'mechanical' : undefined;
  return {
    paper: out ? 'out' : nearEnd ? 'near-end' : 'ok',
    cover: coverOpen ? 'open' : 'closed',
    ...(fault ? { fault } : {}),
  };
}

const isRealTime = (byte: number) => (byte & 0b1001_0011) === 0b0001_0010;
const isAutomaticHeader = (byte: number) => (byte & 0b1001_0011) === 0b0001_0000;
const isPlain = (byte: number) => (byte & 0b1001_0000) === 0;

/** First byte of an answer that ends with NUL: `37` for process ids and cleared buffers, `5F` for `GS I`. */
const isBlockHeader = (byte: number) => byte === 0x37 || byte === 0x5f;
const longestBlock = 80;

/**
 * Splits what the printer sends into replies. The bit patterns tell the kinds apart (Epson's reference, "Status");
 * a byte that fits nowhere is dropped, XON and XOFF among them, and a reply that is interrupted is dropped with it,
 * so that the parser is in step again at the next whole reply.
 */
export function createStatusParser(): (bytes: Uint8Array) => readonly StatusReply[] {
  let automatic: number[] = [];
  let block: number[] = [];

  const whole = (reply: StatusReply): readonly StatusReply[] => [reply];

  const inBlock = (byte: number): readonly StatusReply[] => {
    if (byte === 0) {
      const reply = blockReply(block);
      block = [];
      return reply ? whole(reply) : [];
    }
    const isIdentifier = block.length === 1;
    if ((byte >= 0x20 && byte < 0x7f) || isIdentifier) {
      block.push(byte);
      if (block.length > longestBlock) block = [];
      return [];
    }
    block = [];
    return outside(byte);
  };

  const outside = (byte: number): readonly StatusReply[] => {
    if (isRealTime(byte)) return whole({ kind: 'real-time', byte });
    if (isAutomaticHeader(byte)) {
      automatic = [byte];
      return [];
    }
    if (isBlockHeader(byte)) {
      automatic = [];
      block = [byte];
      return [];
    }
    if (!isPlain(byte)) return [];
    if (automatic.length === 0) return whole({ kind: 'transmitted', byte });
    automatic.push(byte);
    if (automatic.length < 4) return [];
    const status = statusFromAutomatic(automatic);
    automatic = [];
    return whole({ kind: 'automatic', status });
  };

  return (bytes) => [...bytes].flatMap((byte) => (block.length > 0 ? inBlock(byte) : outside(byte)));
}

function blockReply([header, identifier, ...rest]: readonly number[]): StatusReply | undefined {
  if (header !== 0x37) return undefined;
  if (identifier === 0x25 && rest.length === 0) return { kind: 'buffers-cleared' };
  if (identifier === 0x22 && rest.length === 4)
    return { kind: 'process-id', id: String.fromCharCode(...rest) };
  return undefined;
}
