import { randomBytes } from 'node:crypto';
import type { CalendarDate } from '@borne/domain/calendar-date';
import { ok } from '@borne/domain/result';
import { type Hostility, hostileCard, hostilities } from '@borne/simulators/card/hostile-card';
import { pick, type Random, seededRandom } from '@borne/simulators/card/seeded-random';
import { tracedCard } from '@borne/simulators/card/traced-card';
import { InProcessReader } from '@borne/simulators/card-reader/in-process-reader';
import type { CardUpdateResult } from '@borne/state-machines/card-update';
import { updateCard } from '@borne/state-machines/card-update';
import { createCardUpdateClient } from '@borne/sync/central/card-update';
import type { JournalPort, OperationId, Outcome } from '@borne/sync/journal/port';
import { expect, it } from 'vitest';
import { Centre, held, issue, outOfDate, temporaryFolder, wanted } from './card-update-world.ts';
import { memory } from './memory.ts';
import { occupied, openReader } from './opened-reader.ts';

/**
 * Hostile cards in the middle of an update, with the real driver, the kiosk's side and the centre over HTTP: false MACs, old
 * answers, endless `61xx` and the rest. `SEED` chooses how they lie, `UPDATE_RESPONSES` how many answers they give in all.
 */
const seed = Number(process.env.SEED ?? 20_261_122);
const answersWanted = Number(process.env.UPDATE_RESPONSES ?? 4_000);

const today = '2026-11-22' as CalendarDate;
/** What one update may cost: three relays of 200 APDUs, a `GET RESPONSE` for each. */
const MOST_APDUS = 3 * 200 * 2;

/** A hostility that lets nothing through says little of an update: it is the rare one. */
const rare: ReadonlySet<Hostility> = new Set([
  'endless-61',
  'endless-6c',
  'endless-file',
  'dripping-file',
  'garbage',
  'spoiled-files',
  'spoiled-objects',
]);

function hostilityOf(random: Random): Hostility {
  for (;;) {
    const hostility = pick(random, hostilities);
    if (!rare.has(hostility) || random() < 0.05) return hostility;
  }
}

/** A journal that remembers how each update ended. */
function countingJournal() {
  const outcomes: (Outcome | 'open')[] = [];
  const port: Pick<JournalPort, 'begin' | 'settle'> = {
    async begin() {
      outcomes.push('open');
      return ok(String(outcomes.length - 1) as OperationId);
    },
    async settle(operation, outcome) {
      outcomes[Number(operation)] = outcome;
      return ok(undefined);
    },
  };
  return { port, outcomes };
}

const saysDone = ({ update }: CardUpdateResult) =>
  update === 'updated' || update === 'up-to-date' || update === 'rights-ended';

it(`updates no lying card wrongly and believes none, whatever ${answersWanted} answers say (seed ${seed})`, {
  timeout: 1_200_000,
}, async () => {
  const { folder, remove } = temporaryFolder();
  const random = seededRandom(seed);
  const persona = outOfDate(0);
  const { serial } = persona.card;
  const goal = wanted(persona);
  const centre = await Centre.start(folder, [persona]);
  const hands = new InProcessReader();
  const reader = openReader(hands, randomBytes, today);
  const cardUpdates = createCardUpdateClient({
    url: 'https://centre.invalid',
    fetch: centre.fetchAs(await centre.enrol('borne-1')),
    timers: globalThis,
  });
  const told = new Map<string, number>();
  const journaled = new Map<string, number>();
  let answers = 0;
  let cards = 0;
  let healed = 0;
  let warm: ReturnType<typeof memory> | undefined;

  const present = async (card: Parameters<typeof tracedCard>[0]) => {
    let apdus = 0;
    await hands.insert(tracedCard(card, ({ seen }) => (apdus += seen === 'apdu' ? 1 : 0)));
    const { token } = await occupied(reader);
    const journal = countingJournal();
    const ports = { cardReader: reader, cardUpdates, journal: journal.port };
    const before = apdus;
    const updates = { version: Math.floor(random() * 3), open: true };
    const result = await updateCard(ports, { token, serial, updates });
    if (apdus - before > MOST_APDUS) throw new Error(`card ${cards}: ${apdus - before} APDUs`);
    await hands.remove();
    return { result, apdus, outcomes: journal.outcomes };
  };

  while (answers < answersWanted) {
    const genuine = issue(persona);
    const { result, apdus, outcomes } = await present(
      hostileCard(genuine, random, () => hostilityOf(random)),
    );
    answers += apdus;
    cards += 1;
    const word = result.update === 'interrupted' ? `interrupted: ${result.why}` : result.update;
    told.set(word, (told.get(word) ?? 0) + 1);
    for (const outcome of outcomes) journaled.set(outcome, (journaled.get(outcome) ?? 0) + 1);
    const isRight = held(genuine) === goal && genuine.memory?.open === false;
    if (saysDone(result) && !isRight) throw new Error(`card ${cards}: ${word}, of a card that is not right`);
    if (outcomes.includes('open')) throw new Error(`card ${cards}: an update was left open in the journal`);
    if (outcomes.includes('done') && !isRight)
      throw new Error(`card ${cards}: journaled as done, of a card that is not right`);
    if (cards % 5 === 0) {
      const again = await present(genuine);
      if (!saysDone(again.result) || held(genuine) !== goal)
        throw new Error(`card ${cards}: honest again, and ${again.result.update}`);
      healed += 1;
    }
    if (!warm && answers >= answersWanted / 5) warm = memory();
  }

  const alarms = (await centre.api.cardUpdates()).alarms.length;
  await reader.close();
  await centre.close();
  remove();
  const end = memory();
  const heap = end.heap - (warm?.heap ?? 0);
  process.stdout.write(
    `update fuzz: seed ${seed}, ${answers} answers of ${cards} cards, ${alarms} alarms at the centre, ${healed} cards healed; ` +
      `told ${JSON.stringify(Object.fromEntries(told))}; journaled ${JSON.stringify(Object.fromEntries(journaled))}; ` +
      `heap ${heap.toFixed(1)} MiB since a fifth of the run\n`,
  );
  expect(told.get('updated')).toBeGreaterThan(0);
  expect(told.get('interrupted: card') ?? told.get('refused')).toBeGreaterThan(0);
  expect(alarms).toBeGreaterThan(cards / 10);
  expect(heap).toBeLessThan(8);
});
