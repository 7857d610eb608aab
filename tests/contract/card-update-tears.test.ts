import type { SimulatedCard } from '@borne/simulators/card/simulated-card';
import type { Vitale2 } from '@borne/simulators/card/vitale-2';
import type { CardUpdateResult } from '@borne/state-machines/card-update';
import { afterAll, beforeAll, expect, it } from 'vitest';
import {
  Centre,
  held,
  issue,
  Kiosk,
  outOfDate,
  temporaryFolder,
  today,
  wanted,
} from './card-update-world.ts';

/**
 * Every way an update can be cut, at every APDU: before it reaches the card, and after the card carried it out but before its
 * answer is heard. Then the card is presented again, at this kiosk or at another.
 */

const causes = ['card pulled', 'reader lost', 'network cut', 'host killed', 'centre restarted'] as const;
type Cause = (typeof causes)[number];
type When = 'before' | 'after';

/** A card that tells of APDU number `at`, from the moment it is armed, before or after it carries it out. */
class ToldCard implements SimulatedCard {
  apdus = 0;
  #at = 0;
  #when: When = 'before';
  #tell: () => void = () => {};
  #cut = false;

  constructor(readonly card: Vitale2) {}

  /** `cuts`: what is told cuts the card off, so that an APDU told before is never carried out. */
  arm(at: number, when: When, cuts: boolean, tell: () => void) {
    this.apdus = 0;
    this.#at = at;
    this.#when = when;
    this.#cut = cuts;
    this.#tell = tell;
  }

  reset(): Uint8Array {
    return this.card.reset();
  }

  transmit(command: Uint8Array): Uint8Array {
    this.apdus += 1;
    const told = this.apdus === this.#at;
    if (told && this.#when === 'before') this.#tell();
    if (told && this.#when === 'before' && this.#cut) return Uint8Array.of(0x6f, 0x00);
    const answer = this.card.transmit(command);
    if (told && this.#when === 'after') this.#tell();
    return answer;
  }
}

/** More than the APDUs of this update: counted first, so that a plan that grows is still covered. */
const ROOM = 80;
const people = Array.from({ length: ROOM * causes.length * 2 + 1 }, (_, number) => outOfDate(number));
const { folder, remove } = temporaryFolder();
let centre: Centre;
let here: Kiosk;
let elsewhere: Kiosk;

beforeAll(async () => {
  centre = await Centre.start(folder, people);
  here = new Kiosk('borne-1', folder, centre);
  elsewhere = new Kiosk('borne-2', folder, centre);
});
afterAll(async () => {
  await here.close();
  await elsewhere.close();
  await centre.close();
  remove();
});

function person(number: number) {
  const found = people[number];
  if (!found) throw new Error('not enough people for this many tears');
  return found;
}

/** What happens at the kiosk, and what somebody then puts right. */
const tears: Readonly<Record<Cause, { readonly cuts: boolean; tear(): void; mend(): Promise<void> }>> = {
  'card pulled': { cuts: true, tear: () => void here.reader.remove(), mend: async () => {} },
  'reader lost': { cuts: true, tear: () => void here.reader.unplug(), mend: () => here.reader.plug() },
  'network cut': {
    cuts: false,
    tear: () => {
      here.networkUp = false;
    },
    mend: async () => {
      here.networkUp = true;
    },
  },
  'host killed': { cuts: true, tear: () => here.kill(), mend: async () => here.rise() },
  'centre restarted': { cuts: false, tear: () => centre.restart(), mend: async () => {} },
};

/** What became of each update that was left in doubt, as one who looks into the card sees it at that moment. */
const doubts = new Map<string, 'applied' | 'partly' | 'not-applied'>();

interface Torn {
  readonly first: CardUpdateResult;
  readonly second: CardUpdateResult;
  readonly journaled: string | undefined;
}

async function tornAndHealed(number: number, at: number, when: When, cause: Cause): Promise<Torn> {
  const somebody = person(number);
  const told = new ToldCard(issue(somebody));
  const { card } = told;
  const before = held(card);
  const { token, content } = await here.present(told);
  const asOfBefore = card.memory?.record.asOf;
  const known = here.journal.operations().length;
  const { cuts, tear, mend } = tears[cause];
  told.arm(at, when, cuts, tear);
  const first = await here.update(token, content);
  await mend();

  const operations = here.journal.operations().slice(known);
  const outcomes = operations.map(({ outcome }) => outcome);
  expect(first.update).toBe(cause === 'centre restarted' ? 'updated' : 'interrupted');
  if (first.update === 'updated') expect(held(card)).toBe(wanted(somebody));
  else expect(outcomes).not.toContain('done');
  if (!card.memory?.open) {
    // Without the mark, the card is as it was or as it should be, never in between.
    const { asOf } = card.memory?.record ?? {};
    expect([
      [before, asOfBefore],
      [wanted(somebody), today],
    ]).toContainEqual([held(card), asOf]);
  }
  if (first.update === 'interrupted' && outcomes.includes('in-doubt'))
    doubts.set(
      content.serial,
      card.memory?.open ? 'partly' : card.memory?.version ? 'applied' : 'not-applied',
    );
  if (outcomes.every((outcome) => outcome === 'not-done')) {
    expect(held(card)).toBe(before);
    expect(card.memory?.open).toBe(false);
  }
  await here.reader.remove();

  // Whatever it went through, the card reads, and says of rights nothing that is of two days.
  const kiosk = number % 2 ? here : elsewhere;
  const again = await kiosk.present(card);
  expect(again.content.people.length).toBeGreaterThan(0);
  expect(again.content.rights === undefined).toBe(card.memory?.open);
  const second = await kiosk.update(again.token, again.content);
  expect(['updated', 'up-to-date']).toContain(second.update);
  expect(held(card)).toBe(wanted(somebody));
  expect(card.memory).toMatchObject({ open: false, keySet: { version: 2 } });
  const healed = await kiosk.read();
  expect(healed.content.rights).toMatchObject({ asOf: today, organisme: { caisse: '351' } });
  expect(healed.content.people).toHaveLength(2);
  await kiosk.reader.remove();
  return { first, second, journaled: outcomes.at(-1) ?? undefined };
}

/** APDUs and requests to the centre of one update, GET RESPONSE included; reading the card is not part of it. */
async function cost(card: ToldCard) {
  const { token, content } = await here.present(card);
  const { version } = content.updates ?? { version: 0 };
  card.arm(0, 'before', false, () => {});
  const before = centre.requests;
  // A version that the centre does not expect, so that it has to look at the card.
  const looked = { ...content, updates: { version: version + 7, open: false } };
  const result = await here.update(token, looked);
  await here.reader.remove();
  return { update: result.update, apdus: card.apdus, requests: centre.requests - before };
}

it('leaves every card right at its next presentation, wherever and however its update was cut', async () => {
  const whole = new ToldCard(issue(person(0)));
  const updating = await cost(whole);
  const checking = await cost(whole);
  const { apdus } = updating;
  expect(apdus).toBeLessThanOrEqual(ROOM);

  const counts = new Map<string, number>();
  const count = (what: string) => counts.set(what, (counts.get(what) ?? 0) + 1);
  let number = 0;
  for (const cause of causes) {
    for (let at = 1; at <= apdus; at += 1) {
      for (const when of ['before', 'after'] as const) {
        number += 1;
        const place = `${cause} ${when} APDU ${at}`;
        const torn = await tornAndHealed(number, at, when, cause).catch((error: Error) => {
          throw new Error(`${place}: ${error.message}`, { cause: error });
        });
        count('tears');
        count(`${cause}: ${torn.first.update}`);
        count(`then: ${torn.second.update}`);
      }
    }
  }

  await here.deliver();
  await elsewhere.deliver();
  const operations = (await centre.api.operations()).filter(({ kind }) => kind === 'card-update');
  const inDoubt = operations.filter(({ outcome }) => outcome === 'in-doubt');
  const { relays, alarms } = await centre.api.cardUpdates();
  // The journal has every doubt, and every doubt was ended by the card, once.
  expect(inDoubt.filter(({ onCard }) => onCard === undefined)).toEqual([]);
  expect(operations.filter(({ outcome, onCard }) => outcome === 'done' && onCard !== 'applied')).toEqual([]);
  expect(
    operations.filter(({ outcome, onCard }) => outcome === 'not-done' && onCard !== 'not-applied'),
  ).toEqual([]);
  for (const [serial, truth] of doubts) {
    const torn = relays.find((relay) => relay.serial === serial && relay.plan !== null);
    expect([serial, torn?.onCard]).toEqual([serial, truth]);
  }
  const planned = relays.filter(({ plan }) => plan !== null);
  expect(planned.filter(({ onCard, settledBy }) => onCard === null || settledBy === null)).toEqual([]);
  expect(centre.settled).toBe(planned.filter(({ relay, settledBy }) => relay !== settledBy).length);
  expect(alarms).toEqual([]);

  for (const { onCard } of inDoubt) count(`in doubt, on the card: ${onCard}`);
  const lines = [...counts].map(([what, times]) => `  ${String(times).padStart(4)}  ${what}`);
  const tally = `${apdus} APDUs, ${operations.length} updates journaled, ${inDoubt.length} in doubt, all settled`;
  const costs = [updating, checking].map((each) => JSON.stringify(each)).join(' ');
  process.stdout.write(`card update tears: ${tally}\n  cost ${costs}\n${lines.join('\n')}\n`);
  expect([updating.update, checking.update]).toEqual(['updated', 'up-to-date']);
  expect(number).toBe(apdus * 2 * causes.length);
}, 600_000);
