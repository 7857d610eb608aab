import { ok } from '@borne/domain/result';
import { automaticFullStatus, fullStatus } from './commands.ts';
import {
  type HardwareStatus,
  hardwareStatus,
  hasBit,
  type StatusDialect,
  type StatusReply,
} from './status.ts';

/**
 * Custom's full status: paper, user, recoverable and unrecoverable errors (command manuals of the KPM and VKP
 * families). A raised head and an open cutter are covers that somebody opened; "virtual paper end", which the printer
 * counts, is little paper; a supply voltage out of bounds comes back by itself. Errors of the serial line, unknown
 * commands and the search for a black mark keep nothing of ours from printing.
 */
export function statusFromFull([
  paper = 0,
  user = 0,
  recoverable = 0,
  unrecoverable = 0,
]: readonly number[]): HardwareStatus {
  const status = hardwareStatus({
    paperOut: hasBit(paper, 0),
    nearEnd: hasBit(paper, 2) || hasBit(paper, 6),
    coverOpen: hasBit(user, 0) || hasBit(user, 1) || hasBit(unrecoverable, 1),
    faults: {
      cutter: hasBit(unrecoverable, 0),
      mechanical: hasBit(recoverable, 6) || hasBit(unrecoverable, 7),
      unrecoverable: hasBit(unrecoverable, 2) || hasBit(unrecoverable, 3),
      overheated: hasBit(recoverable, 0),
      offline: hasBit(recoverable, 3) || hasBit(user, 5) || hasBit(user, 6),
    },
  });
  return { ...status, presenter: hasBit(paper, 5) ? 'ticket' : 'empty' };
}

const header = [0x10, 0x0f] as const;
const frameLength = header.length + 4;
const isRealTime = (byte: number) => (byte & 0b1001_0011) === 0b0001_0010;
const isPlain = (byte: number) => (byte & 0b1001_0000) === 0;

/**
 * Splits what the printer sends into replies. The bytes of a full status may have any value, so that only its header
 * keeps the parser in step: what follows a header that nobody sent is misread until the frame is over, and no longer.
 */
function createParser(): (bytes: Uint8Array) => readonly StatusReply[] {
  let frame: number[] = [];

  const next = (byte: number): readonly StatusReply[] => {
    if (frame.length === 0 && byte !== header[0]) return alone(byte);
    if (frame.length === 1 && byte !== header[1]) {
      frame = [];
      return next(byte);
    }
    frame.push(byte);
    if (frame.length < frameLength) return [];
    const status = statusFromFull(frame.slice(header.length));
    frame = [];
    return [{ kind: 'complete', status }];
  };

  return (bytes) => [...bytes].flatMap(next);
}

function alone(byte: number): readonly StatusReply[] {
  if (isRealTime(byte)) return [{ kind: 'real-time', byte }];
  return isPlain(byte) ? [{ kind: 'transmitted', byte }] : [];
}

/** Custom's kiosk printers: one request says everything, what waits in the mouth included. */
export const customDialect: StatusDialect = {
  async look(ask) {
    const reply = await ask(fullStatus, 'complete');
    return reply.ok ? ok(reply.value.status) : reply;
  },
  automatic: automaticFullStatus,
  createParser,
};
