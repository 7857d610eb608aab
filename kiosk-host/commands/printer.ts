import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import type { PrinterModel } from '@borne/simulators/printer/models';
import { Command, InvalidArgumentError } from 'commander';
import { fail } from './fail.ts';
import { portNumber } from './port-number.ts';

interface Options {
  readonly tcp?: number;
  readonly host: string;
  readonly out?: string;
  readonly speed?: number;
  readonly render?: string;
  readonly png?: string;
  readonly text?: string;
  readonly commands?: string;
  readonly model: string;
}

export const printerCommand = new Command('printer')
  .description('Simulate an ESC/POS printer: for any program to print to, or for a captured stream')
  .option('--tcp <port>', 'listen on this port as a network printer does (9100), until stopped', portNumber)
  .option('--host <address>', 'address to listen on', '127.0.0.1')
  .option('--out <directory>', 'where each sheet that is cut goes: NNNN.png, NNNN.txt, NNNN.commands.txt')
  .option('--speed <millimetres>', 'speed of the paper, in millimetres a second; at once without', positive)
  .option('--render <file>', 'print a captured stream; - for standard input')
  .option('--png <file>', 'the paper, dot for dot, sheets one below the other; - for standard output')
  .option('--text <file>', 'what people read on it; - for standard output, which is the default')
  .option('--commands <file>', 'the commands, one a line, by their names in Epson’s reference; - likewise')
  .option(
    '--model <name>',
    'the printer: tm-t20iii, tm-t88vi, tm-t88vii, tm-m30, k80, vkp80iii, generic-58',
    'tm-t20iii',
  )
  .action(async (options: Options) => {
    const { tcp, render, out } = options;
    if ((tcp === undefined) === (render === undefined))
      fail('expected either --tcp <port> or --render <file>');
    const model = await modelNamed(options.model);
    if (render !== undefined) return renderFile(render, model, options);
    if (out === undefined) fail('--tcp: expected --out <directory>, for the sheets');
    await serve(tcp ?? 0, out, model, options);
  });

async function modelNamed(name: string): Promise<PrinterModel> {
  const { printerModels } = await import('@borne/simulators/printer/models');
  const model = Object.entries(printerModels).find(([one]) => one === name)?.[1];
  if (!model) fail(`--model ${name}: expected one of ${Object.keys(printerModels).join(', ')}`);
  return model;
}

async function renderFile(
  file: string,
  model: PrinterModel,
  { png, text, commands }: Options,
): Promise<void> {
  const outputs = [png, text, commands];
  if (outputs.filter((output) => output === '-').length > 1)
    fail('only one of --png, --text and --commands can go to standard output (-)');
  const stream = attempt(() => readFileSync(file === '-' ? 0 : file), `--render ${file}: expected a file: `);
  const { renderStream } = await import('@borne/simulators/printer/render/render-stream');
  const { pictureToPng } = await import('@borne/simulators/printer/png');
  const rendering = renderStream(stream, model);
  const isPlain = outputs.every((output) => output === undefined);
  if (png !== undefined) write(png, pictureToPng(rendering.picture));
  if (text !== undefined || isPlain) write(text ?? '-', rendering.text);
  if (commands !== undefined) write(commands, rendering.commands.map((line) => `${line}\n`).join(''));
  for (const remark of rendering.remarks) console.error(`borne: ${file}: ${remark}`);
}

async function serve(
  port: number,
  out: string,
  model: PrinterModel,
  { host, speed }: Options,
): Promise<void> {
  const { createSimulatedPrinter } = await import('@borne/simulators/printer/simulated-printer');
  const { startTcpFront } = await import('@borne/simulators/printer/tcp-front');
  const { collectSheets } = await import('@borne/simulators/printer/render/collect-sheets');
  attempt(() => mkdirSync(out, { recursive: true }));
  const printer = createSimulatedPrinter({ timers: globalThis, model, ...(speed ? { speed } : {}) });
  collectSheets(printer, ({ id, sheet, commands }) => {
    const path = `${out}/${String(id).padStart(4, '0')}`;
    write(`${path}.png`, sheet.png());
    write(`${path}.txt`, `${sheet.text}\n`);
    write(`${path}.commands.txt`, commands.map((line) => `${line}\n`).join(''));
    console.log(`${path}.png`);
  });
  const front = await startTcpFront(printer.engine, { port, host, hungUp: () => printer.take() }).catch(
    (cause: Error) => fail(`cannot listen on ${host}:${port}: ${cause.message}`),
  );
  console.log(`${model.title} at ${host}:${front.port}. Ctrl+C switches it off.`);
  for (const signal of ['SIGINT', 'SIGTERM'] as const)
    process.once(signal, () => void front.close().then(() => process.exit(0)));
}

function write(file: string, content: string | Uint8Array): void {
  attempt(() => writeFileSync(file === '-' ? 1 : file, content));
}

/** What the file system refuses is the caller's business, not a bug. */
function attempt<T>(action: () => T, what = ''): T {
  try {
    return action();
  } catch (cause) {
    return fail(`${what}${cause instanceof Error ? cause.message : cause}`);
  }
}

function positive(text: string): number {
  const number = Number(text);
  if (!(number > 0) || !Number.isFinite(number)) throw new InvalidArgumentError('expected a number above 0.');
  return number;
}
