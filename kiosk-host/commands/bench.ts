import { Command } from 'commander';
import { systemClock } from '../clock.ts';

export const benchCommand = new Command('bench')
  .description('Measure speed as ratios against floors taken in the same run')
  .action(async () => {
    const { journalAppend } = await import('@borne/benchmarks/journal-append');
    const { cardRead } = await import('@borne/benchmarks/card-read');
    const { cardReadPcsc } = await import('@borne/benchmarks/card-read-pcsc');
    const { cardUpdate } = await import('@borne/benchmarks/card-update');
    const { oppositionLookup } = await import('@borne/benchmarks/opposition');
    for (const measure of [journalAppend, cardRead, cardReadPcsc, cardUpdate, oppositionLookup]) {
      const comparison = await measure(systemClock);
      if ('skipped' in comparison) {
        console.log(`skipped: ${comparison.skipped}`);
        continue;
      }
      const { subject, floor, subjectMicroseconds, floorMicroseconds, ratio, spread } = comparison;
      console.log(
        `${subject}: ${ratio.toFixed(2)} of the floor (${spread.map((end) => end.toFixed(2)).join(' to ')})`,
      );
      console.log(`  ${duration(subjectMicroseconds)}; ${floor}: ${duration(floorMicroseconds)}`);
    }
  });

const duration = (microseconds: number) => `${microseconds.toFixed(microseconds < 10 ? 2 : 0)} µs`;
