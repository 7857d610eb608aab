import { ok } from '@borne/domain/result';
import { automaticStatus, realTimeStatus } from './commands.ts';
import {
  type HardwareStatus,
  hardwareStatus,
  hasBit,
  type StatusDialect,
  type StatusReply,
} from './status.ts';

/** Answers to `DLE EOT 1` to `4`: online or not, why not, which error, which paper. */
export interface RealTimeAnswers {
  readonly printer: number;
  readonly offlineCause: number;
  readonly error: number;
  readonly paper: number;
}

/**
 * Epson's reference, `DLE EOT`. Where a sensor has two bits, either counts: the pair differs only on a printer that
 * is itself at odds, and then paper is not to be trusted. Offline for no reason that another bit gives is a fault of
 * its own: the feed button is held, or the printer waits to be put online again.
 */
export function statusFromRealTime({ printer, offlineCause, error, paper }: RealTimeAnswers): HardwareStatus {
  const paperOut = hasBit(paper, 5) || hasBit(paper, 6) || hasBit(offlineCause, 5);
  const coverOpen = hasBit(offlineCause, 2);
  const explained = paperOut || coverOpen;
  return hardwareStatus({
    paperOut,
    nearEnd: hasBit(paper, 2) || hasBit(paper, 3),
    coverOpen,
    faults: {
      ...errorFaults(error),
      offline: !explained && (hasBit(printer, 3) || hasBit(offlineCause, 3) || hasBit(offlineCause, 6)),
    },
  });
}

/** Epson's reference, `GS a`, bytes 1 to 3 (the fourth is reserved). */
function statusFromAutomatic([first = 0, second = 0, third = 0]: readonly number[]): HardwareStatus {
  const paperOut = hasBit(third, 2) || hasBit(third, 3);
  const coverOpen = hasBit(first, 5);
  return hardwareStatus({
    paperOut,
    nearEnd: hasBit(third, 0) || hasBit(third, 1),
    coverOpen,
    faults: { ...errorFaults(second), offline: !paperOut && !coverOpen && hasBit(first, 3) },
  });
}

/** The error bits are the same in `DLE EOT 3` and in the second byte of `GS a`. */
const errorFaults = (byte: number) => ({
  mechanical: hasBit(byte, 2),
  cutter: hasBit(byte, 3),
  unrecoverable: hasBit(byte, 5),
  overheated: hasBit(byte, 6),
});

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
function createParser(): (bytes: Uint8Array) => readonly StatusReply[] {
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
    return whole({ kind: 'complete', status });
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

/** Epson's, and that of the many who imitate it. */
export const epsonDialect: StatusDialect = {
  async look(ask) {
    const answers: number[] = [];
    // One request at a time, since an answer does not say what it answers.
    for (const n of [1, 2, 3, 4] as const) {
      const reply = await ask(realTimeStatus(n), 'real-time');
      if (!reply.ok) return reply;
      answers.push(reply.value.byte);
    }
    const [printer = 0, offlineCause = 0, error = 0, paper = 0] = answers;
    return ok(statusFromRealTime({ printer, offlineCause, error, paper }));
  },
  automatic: automaticStatus,
  createParser,
};
