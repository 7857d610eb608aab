import { once } from 'node:events';
import { createServer } from 'node:net';
import { createReceiptPrinter } from '@borne/device-drivers/receipt-printer/driver';
import { createEscposEncoder } from '@borne/device-drivers/receipt-printer/escpos-encoder';
import type { ReceiptPrinterPort } from '@borne/device-drivers/receipt-printer/port';
import { tmT20iii } from '@borne/device-drivers/receipt-printer/profiles/tm-t20iii';
import { createTcpTransport } from '@borne/device-drivers/receipt-printer/tcp-transport';
import type { PrinterTransport } from '@borne/device-drivers/receipt-printer/transport';
import type { PrintedLine } from '@borne/domain/printed-line';
import type { Clock } from '@borne/domain/time';
import { createSimulatedPrinter } from '@borne/simulators/printer/simulated-printer';
import { startTcpFront } from '@borne/simulators/printer/tcp-front';
import { type Measurement, spread } from '../measurement.ts';

const documents = 40;
/** Round trips before a document: `DLE EOT 1` to `4`, twice. */
const questions = 8;

/**
 * From the call of `print` to the first byte of the document at the transport, over TCP to a printer on this machine:
 * what the driver and its questions cost, without the cable's own time. Beside it, as many bare round trips of one byte.
 */
export async function firstByte(clock: Clock, lines: readonly PrintedLine[]): Promise<Measurement> {
  const printer = createSimulatedPrinter({ timers: globalThis });
  const front = await startTcpFront(printer.engine);
  const encoder = createEscposEncoder(tmT20iii);
  let documentStarts = (): void => {};
  const length = encoder.encode(lines).length;
  const transport = heard(createTcpTransport({ host: '127.0.0.1', port: front.port }), (bytes) => {
    if (bytes.length === Math.min(length, 4096)) documentStarts();
  });
  const driver = createReceiptPrinter({ transport, timers: globalThis, encoder, profile: tmT20iii });
  await connected(driver);
  const times: number[] = [];
  for (let index = 0; index < documents; index += 1) {
    const started = clock.monotonic();
    documentStarts = () => {
      times.push(clock.monotonic() - started);
      documentStarts = () => {};
    };
    const { outcome } = await driver.print(lines);
    if (outcome !== 'printed') throw new Error(`a document ended ${outcome}`);
    printer.clear();
  }
  await driver.close();
  await front.close();
  const { median, least, most } = spread(times.slice(1));
  const bare = await roundTrips(clock);
  return {
    subject: 'from print to the first byte of the document at the transport (TCP, this machine)',
    result: `${median.toFixed(2)} ms (${least.toFixed(2)} to ${most.toFixed(2)}); ${questions} bare round trips: ${bare.toFixed(2)} ms`,
  };
}

const connected = (driver: ReceiptPrinterPort) =>
  new Promise<void>((resolve) => {
    driver.subscribe(({ printer }) => printer === 'connected' && resolve());
  });

function heard(transport: PrinterTransport, listener: (bytes: Uint8Array) => void): PrinterTransport {
  return {
    open: async (ends) => {
      const opened = await transport.open(ends);
      if (!opened.ok) return opened;
      const link = opened.value;
      const write = (bytes: Uint8Array) => {
        listener(bytes);
        return link.write(bytes);
      };
      return { ok: true, value: { write, close: () => link.close() } };
    },
  };
}

/** Median milliseconds of `questions` exchanges of one byte each on a socket of this machine. */
async function roundTrips(clock: Clock): Promise<number> {
  const server = createServer({ noDelay: true }, (socket) => socket.pipe(socket));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('a TCP server has a port');
  const { connect } = await import('node:net');
  const socket = connect({ host: '127.0.0.1', port: address.port, noDelay: true });
  const times: number[] = [];
  for (let index = 0; index < documents; index += 1) {
    const started = clock.monotonic();
    for (let question = 0; question < questions; question += 1) {
      socket.write('?');
      await once(socket, 'data');
    }
    times.push(clock.monotonic() - started);
  }
  socket.destroy();
  server.close();
  return spread(times.slice(1)).median;
}
