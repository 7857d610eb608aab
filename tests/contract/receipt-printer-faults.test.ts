import { createEscposEncoder } from '@borne/device-drivers/receipt-printer/escpos-encoder';
import type { PrintOutcome } from '@borne/device-drivers/receipt-printer/port';
import { printerProfiles } from '@borne/device-drivers/receipt-printer/profiles/catalogue';
import type { Fault as SimulatedFault } from '@borne/simulators/printer/faults';
import type { SimulatedPrinter } from '@borne/simulators/printer/simulated-printer';
import { afterAll, describe, expect, it } from 'vitest';
import {
  arrange,
  checkAgainstPaper,
  first,
  isReady,
  patient,
  type Subject,
  second,
  until,
} from './receipt-printer-bench.ts';
import { inProcess } from './receipt-printer-cables.ts';

/**
 * Everything that can go wrong with a printer, in each phase of a job, on one printer of each kind: Epson's, Custom's
 * with a presenter, and one without a name or a cutter. In simulated time, so that every patience runs out at once.
 */

type Outcome = PrintOutcome['outcome'];

interface Fault {
  readonly name: string;
  /** What may come of the document, when the fault strikes before it and when it strikes during it. */
  readonly before: readonly Outcome[];
  readonly during: readonly Outcome[];
  strike(printer: SimulatedPrinter): void;
  /** What a person does once the driver waits for it, or once the job is over. Nothing for what passes by itself. */
  repair(subject: Subject): void;
}

/** A fault of the simulated printer that lasts until a person mends it. */
const lasting = (name: string, fault: SimulatedFault, outcomes: Pick<Fault, 'before' | 'during'>): Fault => ({
  name,
  ...outcomes,
  strike: (printer) => printer.strike(fault),
  repair: ({ printer }) => printer.mend(fault),
});

const harmless = { before: ['printed'], during: ['printed'] } as const;
const waitedFor = { before: ['not-printed'], during: ['printed'] } as const;
const fatal = { before: ['not-printed'], during: ['in-doubt'] } as const;

const says = (name: string, ...bytes: number[]): Fault => ({
  name,
  before: ['printed'],
  // What says that something is wrong, and is not true, may make a job end in doubt; never the other way round.
  during: ['printed', 'in-doubt'],
  strike: (printer) => printer.sendGarbage(Uint8Array.from(bytes)),
  repair: () => {},
});

const faults: readonly Fault[] = [
  lasting('near-end', 'near-end', harmless),
  lasting('paper out', 'paper-out', waitedFor),
  lasting('cover open', 'cover-open', waitedFor),
  lasting('cutter jam', 'cutter-jam', fatal),
  lasting('mechanical jam', 'mechanical-jam', fatal),
  lasting('unrecoverable error', 'unrecoverable-error', fatal),
  { ...lasting('overheated', 'overheated', waitedFor), repair: () => {} },
  lasting('feed button held', 'feed-button', waitedFor),
  lasting('power lost', 'unplugged', fatal),
  // The other end of the cable is not plugged in again: it opens the link anew.
  {
    ...lasting('cable pulled', 'cable-pulled', { before: ['printed', 'not-printed'], during: ['in-doubt'] }),
  },
  lasting('busy', 'busy', fatal),
  lasting('silent', 'silent', fatal),
  says('garbage', 0xff, 0x80, 0x9f, 0x11, 0x13, 0xff),
  // Custom's status has nothing but its head to tell where it begins: the next one is misread, on the side of caution.
  { ...says('half a status', 0x10, 0x0f, 0x37, 0x22), before: ['printed', 'not-printed'] },
  says('unsolicited status, all well (Epson)', 0x12, 0x10, 0, 0, 0, 0x12),
  says('unsolicited status, all well (Custom)', 0x10, 0x0f, 0, 0, 0, 0),
  says('unsolicited status, no paper', 0x18, 0, 0x0c, 0, 0x10, 0x0f, 1, 0, 0, 0),
];

/** Where in the document a fault strikes: after how many of its bytes, counted from its first. */
type Phase = 'before' | 'first chunk' | 'mid-raster' | 'before the cut' | 'after the cut' | 'presented';

const profiles = ['tm-t20iii', 'vkp80iii', 'generic-58'] as const;
type Profile = (typeof profiles)[number];

/** `GS v 0`. */
const rasterHead = Buffer.of(0x1d, 0x76, 0x30, 0);

/** The 2D code comes in several bands, between the white above it and the white below. */
function middleBand(bytes: Buffer): number {
  const heads: number[] = [];
  for (let at = bytes.indexOf(rasterHead); at >= 0; at = bytes.indexOf(rasterHead, at + 1)) heads.push(at);
  return heads[Math.floor(heads.length / 2)] ?? Number.NaN;
}

function offsetOf(phase: Exclude<Phase, 'before'>, profile: Profile): number {
  const bytes = Buffer.from(createEscposEncoder(printerProfiles[profile]).encode(first));
  const { sheetEnd } = printerProfiles[profile];
  const beginOfEnd = bytes.length - sheetEnd.commands.length;
  switch (phase) {
    case 'first chunk':
      return 40;
    case 'mid-raster':
      return middleBand(bytes) + 700;
    case 'before the cut':
      return beginOfEnd + 2;
    case 'after the cut':
      // One byte into what follows the cut: the presenting of the ticket, or the request to confirm.
      return sheetEnd.kind === 'present' ? bytes.length - 3 : bytes.length + 1;
    case 'presented':
      return bytes.length + 1;
  }
}

const phasesOf = (profile: Profile): readonly Phase[] => [
  'before',
  'first chunk',
  'mid-raster',
  'before the cut',
  'after the cut',
  ...(printerProfiles[profile].sheetEnd.kind === 'present' ? (['presented'] as const) : []),
];

/** Long enough for anything that the driver and the printer still have to do by themselves. */
const whileNothingHappens = ({ timers }: Subject) =>
  new Promise<void>((resolve) => timers.setTimeout(resolve, 600_000));

/** Whoever stands there takes what comes out, or tears it off. */
async function takePaper(subject: Subject): Promise<void> {
  await whileNothingHappens(subject);
  subject.printer.take();
  await whileNothingHappens(subject);
}

const noneYet = () => ({ printed: 0, 'not-printed': 0, 'in-doubt': 0 });
const tally: Record<Profile, Record<Outcome, number>> = {
  'tm-t20iii': noneYet(),
  vkp80iii: noneYet(),
  'generic-58': noneYet(),
};

describe.each(profiles)('on a %s', (profile) => {
  describe.each(phasesOf(profile))('%s', (phase) => {
    it.each(faults)('$name', async ({ before, during, strike, repair }) => {
      const subject = await arrange(inProcess, { profile, delays: { ...patient, heartbeat: patient.stall } });
      const { printer, driver } = subject;
      await until(driver, isReady);
      await takePaper(subject);

      let struck = phase === 'before';
      if (phase === 'before') strike(printer);
      const outcome = await driver.print(first, {
        onProgress: (progress) => {
          if (progress === 'printing' && phase !== 'before' && !struck)
            printer.afterBytes(offsetOf(phase, profile), () => {
              struck = true;
              strike(printer);
            });
          if (progress !== 'printing') repair(subject);
        },
      });
      expect(struck).toBe(true);
      expect(phase === 'before' ? before : during).toContain(outcome.outcome);

      repair(subject);
      await until(driver, isReady);
      await takePaper(subject);
      expect(await driver.print(second)).toEqual({ outcome: 'printed' });
      await takePaper(subject);
      checkAgainstPaper(subject, outcome);

      tally[profile][outcome.outcome] += 1;
    });
  });
});

afterAll(() => {
  for (const [profile, counts] of Object.entries(tally)) {
    const told = Object.entries(counts).map(([outcome, count]) => `${count} ${outcome}`);
    process.stderr.write(`printer faults on a ${profile}: ${told.join(', ')}, all true to the paper\n`);
  }
});
