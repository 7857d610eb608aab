import { createEscposEncoder } from '@borne/device-drivers/receipt-printer/escpos-encoder';
import { tmT20iii } from '@borne/device-drivers/receipt-printer/profiles/tm-t20iii';
import type { PrintedLine } from '@borne/domain/printed-line';
import type { Clock } from '@borne/domain/time';
import { createSimulatedPrinter } from '@borne/simulators/printer/simulated-printer';
import { type Measurement, spread } from '../measurement.ts';

/** Millimetres of paper a second of a fast printer. */
const fastPrinter = 300;
const rounds = 7;
const millimetresOfImage = 1000;

/** How fast the simulated printer turns bytes into dots: a document of text with its 2D code, and an image edge to edge. */
export function interpreterThroughput(clock: Clock, lines: readonly PrintedLine[]): readonly Measurement[] {
  return [
    measure(
      'an attestation with its 2D code',
      repeated(createEscposEncoder(tmT20iii).encode(lines), 10),
      clock,
    ),
    measure('an image as wide as the paper', imageOf(millimetresOfImage), clock),
  ];
}

function measure(what: string, bytes: Uint8Array, clock: Clock): Measurement {
  const rates = Array.from({ length: rounds }, () => {
    const printer = createSimulatedPrinter({ timers: globalThis });
    const cable = printer.engine.connect({ received: () => {}, lost: () => {} });
    const paper = printer.state().millimetresLeft;
    const started = clock.monotonic();
    const taken = cable?.offer(bytes);
    const seconds = (clock.monotonic() - started) / 1000;
    if (taken !== bytes.length) throw new Error(`the printer took ${taken} of ${bytes.length} bytes`);
    const millimetres = paper - printer.state().millimetresLeft;
    return { megabytes: bytes.length / 1e6 / seconds, millimetres: millimetres / seconds };
  }).slice(1);
  const megabytes = spread(rates.map((rate) => rate.megabytes)).median;
  const millimetres = spread(rates.map((rate) => rate.millimetres)).median;
  return {
    subject: `the interpreter on ${what}`,
    result: `${megabytes.toFixed(2)} MB/s, ${Math.round(millimetres)} mm of paper a second: ${(millimetres / fastPrinter).toFixed(0)} × a printer of ${fastPrinter} mm/s`,
  };
}

function repeated(bytes: Uint8Array, times: number): Uint8Array {
  const all = new Uint8Array(bytes.length * times);
  for (let index = 0; index < times; index += 1) all.set(bytes, index * bytes.length);
  return all;
}

/** `GS v 0` in bands of 128 rows, every other dot black. */
function imageOf(millimetres: number): Uint8Array {
  const { dots } = tmT20iii.format;
  const widthBytes = dots / 8;
  const rows = 128;
  const band = new Uint8Array(8 + widthBytes * rows).fill(0xaa);
  band.set([0x1d, 0x76, 0x30, 0, widthBytes, 0, rows, 0]);
  return repeated(band, Math.ceil((millimetres * 8) / rows));
}
