import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createCharacterDeviceTransport } from '@borne/device-drivers/receipt-printer/character-device-transport';
import { createTcpTransport } from '@borne/device-drivers/receipt-printer/tcp-transport';
import type { PrinterTransport } from '@borne/device-drivers/receipt-printer/transport';
import type { Timers } from '@borne/domain/time';
import type { SimulatedPrinter } from '@borne/simulators/printer/simulated-printer';
import { joinStream } from '@borne/simulators/printer/stream-front';
import { startTcpFront } from '@borne/simulators/printer/tcp-front';
import { hurriedTimers } from './hurried-timers.ts';
import { missingPty, openPty } from './pty.ts';

/** One way from the driver to the simulated printer. */
export interface Cable {
  readonly transport: PrinterTransport;
  /** After the printer is powered again, or its cable was pulled. */
  plug(): Promise<void>;
  close(): Promise<void>;
}

export interface Bench {
  readonly name: string;
  /** Whose time it is. A cable that is in this process alone needs none, so that every delay is over at once. */
  readonly timers: () => Timers;
  /** Where things go wrong: at how many of the edges, and at one byte of how many. Coarser on a slow cable. */
  readonly edges: 'one side' | 'both sides';
  readonly step: number;
  connect(printer: SimulatedPrinter): Promise<Cable>;
}

export const inProcess: Bench = {
  name: 'an in-process cable',
  timers: hurriedTimers,
  edges: 'both sides',
  step: 199,
  connect: async ({ transport }) => ({ transport, plug: async () => {}, close: async () => {} }),
};

const tcp: Bench = {
  name: 'TCP',
  timers: () => globalThis,
  edges: 'both sides',
  step: 1009,
  connect: async ({ engine }) => {
    const front = await startTcpFront(engine);
    return {
      transport: createTcpTransport({ host: '127.0.0.1', port: front.port }),
      plug: async () => {},
      close: () => front.close(),
    };
  },
};

const characterDevice: Bench = {
  name: 'a character device',
  timers: () => globalThis,
  edges: 'one side',
  step: Number.POSITIVE_INFINITY,
  connect: async ({ engine }) => {
    const folder = mkdtempSync(join(tmpdir(), 'borne-pty-'));
    const path = join(folder, 'lp0');
    let stream = await openPty(path);
    joinStream(engine, stream);
    return {
      transport: createCharacterDeviceTransport({ path }),
      plug: async () => {
        stream = await openPty(path);
        joinStream(engine, stream);
      },
      close: async () => {
        stream.destroy();
        rmSync(folder, { recursive: true });
      },
    };
  },
};

/** Why the character device cannot be had here, if so. */
export const withoutPty = missingPty();
export const benches = [inProcess, tcp, ...(withoutPty ? [] : [characterDevice])];
if (withoutPty)
  process.stderr.write(`receipt printer contract over a character device: not run, ${withoutPty}\n`);
