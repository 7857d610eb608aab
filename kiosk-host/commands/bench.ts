import { Command } from 'commander';
import { systemClock } from '../clock.ts';

export const benchCommand = new Command('bench')
  .description('Measure speed as ratios against floors taken in the same run')
  .action(async () => {
    const { journalAppend } = await import('@borne/benchmarks/journal-append');
    const { cardRead } = await import('@borne/benchmarks/card-read');
    for (const comparison of [await journalAppend(systemClock), await cardRead(systemClock)]) {
      const { subject, floor, subjectMicroseconds, floorMicroseconds, ratio, spread } = comparison;
      console.log(
        `${subject}: ${ratio.toFixed(2)} of the floor (${spread.map((end) => end.toFixed(2)).join(' to ')})`,
      );
      console.log(`  ${subjectMicroseconds.toFixed(0)} µs; ${floor}: ${floorMicroseconds.toFixed(0)} µs`);
    }
  });
