import type { CardKind, CardReaderPort, InsertionToken } from '@borne/device-drivers/card-reader/port';
import { type CalendarDate, parseCalendarDate } from '@borne/domain/calendar-date';
import type { DeviceError } from '@borne/domain/device-error';
import { parseNir } from '@borne/domain/nir';
import type { Result } from '@borne/domain/result';
import type { RightsPeriod, VitaleContent } from '@borne/domain/rights';
import { type Hostility, hostileCard, hostilities } from '@borne/simulators/card/hostile-card';
import { type Random, randomBytes, seededRandom } from '@borne/simulators/card/seeded-random';
import { createShelf, SIMULATED_PIN } from '@borne/simulators/card/shelf';
import { tracedCard } from '@borne/simulators/card/traced-card';
import { InProcessReader } from '@borne/simulators/card-reader/in-process-reader';
import { expect, it } from 'vitest';
import { memory } from './memory.ts';
import { occupied, openReader } from './opened-reader.ts';

/**
 * Hostile cards against the real driver, in-process: whatever a card answers, every command ends, with something that
 * makes sense or with a typed error. `SEED` chooses the cards, `RESPONSES` how many answers they give in all.
 */
const seed = Number(process.env.SEED ?? 20_261_122);
const wanted = Number(process.env.RESPONSES ?? 100_000);

const today = '2026-11-22' as CalendarDate;
/** What one command may cost: three attempts of 512 APDUs. */
const MOST_APDUS = 3 * 512;

/** Codes with which the driver may answer a card that is there. */
const typed: ReadonlySet<string> = new Set(['protocol', 'refused', 'card-unsupported', 'card-mute']);

/** Of people on the shelf: no error repeats what a card held. */
const personal = /DURAND|NATHALIE|MERCIER|HUGO|LECOEUR|26905/;

/** Cards that are hostile or dead without our help. */
const flawed: ReadonlySet<string> = new Set(['dying', 'hostile']);

/** Lies that never end take most of the APDUs and say little: they are the rare ones. */
const rare: ReadonlySet<Hostility> = new Set(['endless-61', 'endless-file', 'dripping-file', 'garbage']);

function oneOf<T>(choices: readonly T[], random: Random): T {
  const choice = choices[Math.floor(random() * choices.length)];
  if (choice === undefined) throw new Error('nothing to choose from');
  return choice;
}

function hostilityOf(random: Random): Hostility {
  for (;;) {
    const hostility = oneOf(hostilities, random);
    if (!rare.has(hostility) || random() < 0.02) return hostility;
  }
}

type Ask = (reader: CardReaderPort, token: InsertionToken) => Promise<Result<unknown, DeviceError>>;

const read: Ask = async (reader, token) => {
  const content = await reader.readVitale(token);
  if (content.ok) expectSense(content.value);
  return content;
};

const countTries: Ask = async (reader, token) => {
  const tries = await reader.pinTriesLeft(token);
  if (tries.ok && !(tries.value >= 0 && tries.value <= 15)) throw new Error(`${tries.value} tries left`);
  return tries;
};

const verify: Ask = async (reader, token) => {
  const verified = await reader.verifyTechnician(token, SIMULATED_PIN);
  const admitted = verified.ok && verified.value.pin === 'accepted' && verified.value.technician;
  if (admitted && admitted !== 'TECH-0042') throw new Error(`admitted ${admitted}`);
  return verified;
};

/** A hostile card lies in a new way at each of these, since the driver resets it in between. */
function asksOf(kind: CardKind): readonly Ask[] {
  if (kind === 'vitale-2') return [read, read, read, read];
  return kind === 'technician' ? [countTries, verify, verify, verify] : [read, countTries, verify];
}

function expectTyped({ code, detail, cause }: DeviceError, card: number) {
  const expected = typed.has(code) && cause === undefined && !personal.test(detail);
  if (!expected) throw new Error(`card ${card}: ${code}, ${detail}`, { cause });
}

function expectSense({ serial, people, rights, validity }: VitaleContent) {
  const wrong: string[] = [];
  const check = (condition: boolean, what: string) => condition || wrong.push(what);
  const checkPeriod = ({ from, to }: RightsPeriod) =>
    check(parseCalendarDate(from).ok && (!to || (parseCalendarDate(to).ok && to >= from)), 'period');
  check(/^\d{8,20}$/.test(serial), 'serial');
  check(people.length >= 1 && people.length <= 19, 'number of people');
  for (const { familyName, givenNames, birth, nir } of people) {
    // biome-ignore lint/suspicious/noControlCharactersInRegex: their absence is what is checked
    for (const name of [familyName, givenNames]) check(/^[^\0-\x1f\x7f-\x9f]{1,60}$/.test(name), 'name');
    check(/^\d{8}$/.test(birth), 'birth');
    check(parseNir(nir).ok, 'NIR');
  }
  if (validity) checkPeriod(validity);
  if (rights) {
    check(parseCalendarDate(rights.asOf).ok, 'day of the rights');
    check(rights.beneficiaries.length === people.length, 'number of beneficiaries');
    for (const { periods, c2s } of rights.beneficiaries) {
      check(periods.length <= 3, 'number of periods');
      for (const period of c2s ? [...periods, c2s] : periods) checkPeriod(period);
    }
  }
  if (wrong.length) throw new Error(`read without sense: ${wrong.join(', ')}`);
}

it(`ends every command with sense or a typed error, whatever ${wanted} answers say (seed ${seed})`, {
  timeout: 600_000,
}, async () => {
  const hands = new InProcessReader();
  const random = seededRandom(seed);
  const reader = openReader(hands, (length) => randomBytes(random, length), today);
  const shelf = createShelf(today).filter(({ kind, id }) => kind !== 'mute' && !flawed.has(id));
  const talkative = shelf.filter(({ id, kind }) => kind === 'vitale-2' || id === 'technician');
  const outcomes = new Map<string, number>();
  let answers = 0;
  let cards = 0;
  let slowest = 0;
  let warm: ReturnType<typeof memory> | undefined;

  while (answers < wanted) {
    const { card } = oneOf(cards % 8 === 0 ? shelf : talkative, random);
    let apdus = 0;
    const hostile = hostileCard(card, random, () => hostilityOf(random));
    await hands.insert(tracedCard(hostile, ({ seen }) => (apdus += seen === 'apdu' ? 1 : 0)));
    const { token, card: kind } = await occupied(reader);
    for (const ask of asksOf(kind)) {
      const before = apdus;
      const started = performance.now();
      const result = await ask(reader, token);
      slowest = Math.max(slowest, performance.now() - started);
      if (apdus - before > MOST_APDUS) throw new Error(`card ${cards}: ${apdus - before} APDUs`);
      const outcome = result.ok ? 'sense' : result.error.code;
      outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1);
      if (!result.ok) expectTyped(result.error, cards);
    }
    await hands.remove();
    answers += apdus;
    cards += 1;
    if (!warm && answers >= wanted / 5) warm = memory();
  }
  await reader.close();

  const end = memory();
  const growth = { rss: end.rss - (warm?.rss ?? 0), heap: end.heap - (warm?.heap ?? 0) };
  process.stdout.write(
    `fuzz: seed ${seed}, ${answers} answers of ${cards} cards; outcomes ${JSON.stringify(Object.fromEntries(outcomes))}; ` +
      `slowest command ${slowest.toFixed(0)} ms; since a fifth of the run, RSS ${growth.rss.toFixed(1)} MiB, ` +
      `heap ${growth.heap.toFixed(1)} MiB\n`,
  );
  expect(outcomes.get('sense')).toBeGreaterThan(0);
  expect(growth.heap).toBeLessThan(4);
});
