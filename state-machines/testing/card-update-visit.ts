import { err, ok } from '@borne/domain/result';
import type { VitaleContent } from '@borne/domain/rights';
import type { CardUpdateFlag } from '@borne/sync/central/port';
import { nextIsWriting, openedRelay, toCheck } from './card-update-answers.ts';
import { type FakePorts, failure } from './fake-ports.ts';
import { KioskBench } from './kiosk-bench.ts';
import { family, single } from './people.ts';

/** Visits in which a card is updated, as far as a test wants them. */

export const unreachable = err(failure('central-api', 'unreachable'));

/** The card after the update: the son is on another one now. */
export const changed: VitaleContent = {
  ...single,
  serial: family.serial,
  updates: { version: 1, open: false },
};

/** From the attract screen to the centre being asked. */
export async function asking(vitale = family, prepare?: (ports: FakePorts) => void): Promise<KioskBench> {
  const bench = new KioskBench(prepare);
  await bench.openVisit(vitale);
  await bench.touch({ type: 'choose', option: 'mise-a-jour' });
  return bench;
}

/** From the attract screen to a card that is being read for the centre. */
export async function reading(vitale = family): Promise<KioskBench> {
  const bench = await asking(vitale);
  bench.ports.cardUpdates.flags.answer(toCheck);
  await bench.settle();
  bench.ports.cardUpdates.openings.answer(ok(openedRelay));
  await bench.settle();
  return bench;
}

/** From the attract screen to a card on which everything was written, but for the centre's word. */
export async function writing(vitale = family): Promise<KioskBench> {
  const bench = await reading(vitale);
  bench.ports.cardUpdates.exchanges.answer(ok(nextIsWriting));
  await bench.settle();
  return bench;
}

export async function told(flag: CardUpdateFlag): Promise<KioskBench> {
  const bench = await asking();
  bench.ports.cardUpdates.flags.answer(ok(flag));
  await bench.settle();
  return bench;
}

export const cautions = (bench: KioskBench) => bench.view.kind === 'progress' && bench.view.caution;
