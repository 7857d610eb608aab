import { calendarDateAt } from '@borne/domain/calendar-date';
import { milliseconds } from '@borne/domain/time';
import type { ShelvedCard } from '@borne/simulators/card/shelf';
import type { SimulatedCard } from '@borne/simulators/card/simulated-card';
import type { CardTrace } from '@borne/simulators/card/traced-card';
import { Command, InvalidArgumentError } from 'commander';
import { systemClock } from '../clock.ts';
import { fail } from './fail.ts';

interface Options {
  readonly list?: true;
  readonly pullAfter?: number;
  readonly mute?: true;
  readonly slow: number;
  readonly host: string;
  readonly port: number;
  readonly trace?: true;
}

/** vsmartcard's own default, 0x8C7B; written out so that `--help` needs no simulator. */
const vpcdPort = 35_963;

export const cardCommand = new Command('card')
  .description('Put a simulated card in the virtual reader of the real pcscd (vpcd), until stopped')
  .argument('[card]', 'a card of the bench’s shelf, by its id: see --list')
  .option('-l, --list', 'list the cards')
  .option('--pull-after <apdus>', 'pull the card as it is about to receive one more APDU', wholeNumber)
  .option('--mute', 'the card does not answer to reset')
  .option('--slow <milliseconds>', 'time the card takes for each answer', wholeNumber, 0)
  .option('--host <address>', 'address of the virtual reader', '127.0.0.1')
  .option(
    '-p, --port <number>',
    'port of the virtual reader; the second slot has the next one',
    wholeNumber,
    vpcdPort,
  )
  .option('-t, --trace', 'print each reset and each APDU')
  .action(async (id: string | undefined, options: Options) => {
    const { createShelf } = await import('@borne/simulators/card/shelf');
    const shelf = createShelf(calendarDateAt(systemClock.now()));
    if (options.list) return list(shelf);
    if (id === undefined) fail('which card? `borne card --list` shows them');
    const shelved = shelf.find((one) => one.id === id);
    if (!shelved) fail(`no card "${id}": expected one of ${shelf.map((one) => one.id).join(', ')}`);
    await present(shelved, options);
  });

function list(shelf: readonly ShelvedCard[]): void {
  const width = Math.max(...shelf.map(({ id }) => id.length));
  for (const { id, label, story } of shelf) console.log(`${id.padEnd(width)}  ${label}. ${story}`);
}

async function present({ label, card }: ShelvedCard, options: Options): Promise<void> {
  const { VpcdReader } = await import('@borne/simulators/card-reader/vpcd-reader');
  const { muteCard } = await import('@borne/simulators/card/other-cards');
  const { tracedCard } = await import('@borne/simulators/card/traced-card');
  const { host, port, slow, pullAfter } = options;
  // The reader is never unplugged from here: pcscd belongs to somebody else.
  const service = { start: async () => {}, stop: async () => {} };
  const reader = new VpcdReader(service, { host, port, thinking: milliseconds(slow) });
  const dropped = reader.dropped();
  const presented: SimulatedCard = options.mute ? muteCard() : card;
  try {
    await reader.insert(options.trace ? tracedCard(presented, print) : presented);
  } catch (cause) {
    const problem = cause instanceof Error ? cause.message : String(cause);
    fail(
      `no virtual reader at ${host}:${port} (${problem}): is pcscd running, with vsmartcard-vpcd installed?`,
    );
  }
  console.log(`${label}: in the virtual reader at ${host}:${port}. Ctrl+C takes it out.`);

  if (pullAfter !== undefined) reader.pullAfter(pullAfter);
  const pulled = new Promise<void>((resolve) => reader.onChange((inserted) => inserted ?? resolve()));
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void reader.remove());
  const ended = await Promise.race([
    pulled.then(() => 'out' as const),
    dropped.then(() => 'dropped' as const),
  ]);
  if (ended === 'dropped') fail('the virtual reader is gone: pcscd was stopped');
  console.log('card out');
}

function print(trace: CardTrace): void {
  if (trace.seen === 'reset') console.log(`reset  ${hex(trace.atr) || 'no answer'}`);
  else console.log(`→ ${hex(trace.command)}\n← ${hex(trace.answer) || 'no answer'}`);
}

const hex = (bytes: Uint8Array) =>
  Array.from(bytes, (byte) => byte.toString(16).toUpperCase().padStart(2, '0')).join(' ');

function wholeNumber(text: string): number {
  if (!/^\d{1,9}$/.test(text)) throw new InvalidArgumentError('expected a whole number, 0 or more.');
  return Number(text);
}
