import type { Comparison } from '@borne/benchmarks/compare';
import type { Measurement } from '@borne/benchmarks/measurement';
import { Command } from 'commander';
import { systemClock } from '../clock.ts';

type Result = Comparison | Measurement | { readonly skipped: string };

export const benchCommand = new Command('bench')
  .description('Measure speed as ratios against floors taken in the same run')
  .action(async () => {
    const { journalAppend } = await import('@borne/benchmarks/journal-append');
    const { cardRead } = await import('@borne/benchmarks/card-read');
    const { cardReadPcsc } = await import('@borne/benchmarks/card-read-pcsc');
    const { cardUpdate } = await import('@borne/benchmarks/card-update');
    const { oppositionLookup } = await import('@borne/benchmarks/opposition');
    const { printing } = await import('@borne/benchmarks/printing');
    for (const measure of [journalAppend, cardRead, cardReadPcsc, cardUpdate, oppositionLookup, printing])
      for (const result of [await measure(systemClock)].flat()) tell(result);
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
