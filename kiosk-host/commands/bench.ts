import type { Comparison } from '@borne/benchmarks/compare';
import type { Measurement } from '@borne/benchmarks/measurement';
import { Command } from 'commander';
import { centralReports } from '../central-reports-thread.ts';
import { systemClock } from '../clock.ts';
import { portNumber } from './port-number.ts';

type Result = Comparison | Measurement | { readonly skipped: string };

interface FleetArguments {
  readonly kiosks: number;
  readonly backlog: number;
  readonly visits: number;
  readonly steady: number;
  readonly haste: number;
  readonly folder: string;
  readonly port: number;
}

const fleetCommand = new Command('fleet')
  .description('Run a fleet of simulated kiosks against one centre, through a day without it')
  .option('--kiosks <number>', 'kiosks, each with its own identity and connection', Number, 3000)
  .option('--backlog <records>', 'records that each makes while the centre is gone', Number, 1200)
  .option('--visits <number>', 'visits in the whole fleet in a second', Number, 20)
  .option('--steady <seconds>', 'length of the steady phase', Number, 120)
  .option('--haste <factor>', 'divides every wait of the kiosks', Number, 1)
  .option(
    '--folder <path>',
    'where identities and recorded days are kept from one run to the next',
    'var/bench-fleet',
  )
  .option('--port <number>', 'port of the centre', portNumber, 8190)
  .action(async ({ visits, ...options }: FleetArguments) => {
    const { fleetReport, runFleet } = await import('@borne/benchmarks/fleet/fleet');
    const [, program = ''] = process.argv;
    const say = (text: string) => console.log(text);
    const run = await runFleet({ ...options, program, visitsPerSecond: visits, clock: systemClock, say });
    for (const line of fleetReport(run)) say(line);
    process.exit(0);
  });

const intakeCommand = new Command('intake')
  .argument('<store>', 'of the centre')
  .action(async (store: string) => {
    const { serveIntake } = await import('@borne/benchmarks/ingest/intake-process');
    await serveIntake(systemClock, store, centralReports(store, { port: 0, host: '127.0.0.1' }));
  });

const peopleCommand = new Command('people').action(async () => {
  const { bePeople } = await import('@borne/benchmarks/fleet/people');
  await bePeople(systemClock);
});

const kiosksCommand = new Command('kiosks').action(async () => {
  const { playKiosks } = await import('@borne/benchmarks/fleet/played-kiosks');
  playKiosks(systemClock);
});

export const benchCommand = new Command('bench')
  .addCommand(fleetCommand)
  .addCommand(intakeCommand, { hidden: true })
  .addCommand(kiosksCommand, { hidden: true })
  .addCommand(peopleCommand, { hidden: true })
  .description('Measure speed as ratios against floors taken in the same run')
  .action(async () => {
    const [, program = ''] = process.argv;
    const { journalAppend } = await import('@borne/benchmarks/journal-append');
    const { sealedSize } = await import('@borne/benchmarks/sealed-size');
    const { hostMemory } = await import('@borne/benchmarks/host-memory');
    const { cardRead } = await import('@borne/benchmarks/card-read');
    const { cardReadPcsc } = await import('@borne/benchmarks/card-read-pcsc');
    const { cardUpdate } = await import('@borne/benchmarks/card-update');
    const { handshakes } = await import('@borne/benchmarks/handshakes');
    const { ingest } = await import('@borne/benchmarks/ingest');
    const { oppositionLookup } = await import('@borne/benchmarks/opposition');
    const { recordReading } = await import('@borne/benchmarks/record-reading');
    const { printing } = await import('@borne/benchmarks/printing');
    for (const measure of [
      journalAppend,
      cardRead,
      cardReadPcsc,
      cardUpdate,
      handshakes,
      ingest,
      recordReading,
      oppositionLookup,
      printing,
      sealedSize,
      hostMemory,
    ])
      for (const result of [await measure(systemClock, program)].flat()) tell(result);
  });

function tell(result: Result): void {
  if ('skipped' in result) {
    console.log(`skipped: ${result.skipped}`);
  } else if ('result' in result) {
    console.log(`${result.subject}\n  ${result.result}`);
  } else {
    const { subject, floor, subjectMicroseconds, floorMicroseconds, ratio, spread } = result;
    const ends = spread.map((end) => end.toFixed(2)).join(' to ');
    console.log(`${subject}: ${ratio.toFixed(2)} of the floor (${ends})`);
    console.log(`  ${duration(subjectMicroseconds)}; ${floor}: ${duration(floorMicroseconds)}`);
  }
}

const duration = (microseconds: number) => `${microseconds.toFixed(microseconds < 10 ? 2 : 0)} µs`;
