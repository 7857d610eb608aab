import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { KioskBench } from '@borne/state-machines/testing/kiosk-bench';
import type { Measurement } from './measurement.ts';

const FIRST = 1000;
const VISITS = Number(process.env.VISITS ?? 2000);

/** What the machines of a kiosk still hold after many visits, each with a printed attestation: as much as after the first thousand, or they leak. */
export async function hostMemory(): Promise<Measurement[]> {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  const held = () => {
    collect();
    const { heapUsed, rss } = process.memoryUsage();
    return { heap: heapUsed / 1024 / 1024, rss: rss / 1024 / 1024 };
  };
  const bench = new KioskBench();
  let early = held();
  for (let visit = 1; visit <= VISITS; visit += 1) {
    await printOnce(bench);
    if (visit === FIRST) early = held();
  }
  const late = held();
  const megabytes = ({ heap, rss }: typeof late) => `${heap.toFixed(1)} MB (RSS ${rss.toFixed(0)} MB)`;
  return [
    {
      subject: `heap of the machines after ${FIRST} visits, and after ${VISITS}`,
      result: `${megabytes(early)}, ${megabytes(late)}`,
    },
  ];
}

async function printOnce(bench: KioskBench): Promise<void> {
  const { ports } = bench;
  await bench.reachPrinting();
  ports.printer.jobs.answer({ outcome: 'printed' });
  await bench.settle();
  await bench.touch({ type: 'leave' });
  ports.cardReader.pull();
  await bench.wait(1000);
  if (bench.screen !== 'attract') throw new Error(`a visit ended at ${bench.screen}`);
  // What the fakes remember of it is not the machines'.
  bench.views.length = 0;
  ports.journal.operations.clear();
  ports.journal.occurrences.length = 0;
  for (const { made } of [
    ports.cardReader.reads,
    ports.printer.jobs,
    ports.central.asked,
    ports.cardUpdates.flags,
    ports.journal.begins,
    ports.uplink.deliveries,
  ])
    made.length = 0;
}
