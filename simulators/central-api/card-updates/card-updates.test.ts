import type { CalendarDate } from '@borne/domain/calendar-date';
import { type Clock, epochMilliseconds, milliseconds } from '@borne/domain/time';
import type { CardUpdateClosed, CardUpdatePackage } from '@borne/sync/contract/card-update';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { recordDigest } from '../../card/update-objects.ts';
import { type Issued, type Vitale2, vitale2 } from '../../card/vitale-2.ts';
import { type Invented, inventedSerial, people, statement } from '../../personas/household.ts';
import type { Persona } from '../../personas/persona.ts';
import { personas } from '../../personas/personas.ts';
import { simulatedMasterKeys } from '../../secure-channel/card-keys.ts';
import { putPersonas, Registry } from '../registry/registry.ts';
import { openStore } from '../store/open-store.ts';
import type { Store } from '../store/store.ts';
import { CardUpdates, type CardUpdatesOptions } from './card-updates.ts';
import { CardUpdateLedger } from './ledger.ts';
import { ServiceWindows } from './service-windows.ts';
import { targetOf } from './target.ts';

const today = '2026-11-22' as CalendarDate;
const clock: Clock = {
  now: () => epochMilliseconds(Date.UTC(2026, 10, 22, 8)),
  monotonic: () => milliseconds(0),
};
const everybody = personas(today);
const oldKeysOnly = new Map([...simulatedMasterKeys].filter(([version]) => version === 1));

function persona(id: string): Persona {
  const found = everybody.find((each) => each.id === id);
  if (!found) throw new Error(`no persona ${id}`);
  return found;
}

function issue({ card, issued }: Persona, more: Issued = {}): Vitale2 {
  const vitale = vitale2(card, {}, { ...issued, keyVersion: 1, ...more });
  vitale.reset();
  return vitale;
}

let store: Store;
let ledger: CardUpdateLedger;

beforeEach(async () => {
  store = await openStore(':memory:');
  await putPersonas(store, everybody);
  ledger = new CardUpdateLedger(store.db);
});
afterEach(() => store.close());

/** The centre as it is after its process started, on the ledger it left. */
const centre = (options: CardUpdatesOptions = { masterKeys: oldKeysOnly }) =>
  new CardUpdates(ledger, clock, new Registry(store.db).find, options, () => {});

/** Sends one APDU the way a T=0 reader does. */
function send(card: Vitale2, apdu: Uint8Array): Uint8Array {
  const answer = card.transmit(apdu);
  return answer[0] === 0x61 ? card.transmit(Uint8Array.of(0, 0xc0, 0, 0, answer[1] ?? 0)) : answer;
}

const bytesOf = (text: string) => Uint8Array.from(Buffer.from(text, 'base64'));
const textOf = (bytes: Uint8Array) => Buffer.from(bytes).toString('base64');

/** What a kiosk does with one package: an honest one sends each APDU once, in order, to the first error. */
type Relay = (card: Vitale2, apdus: readonly Uint8Array[], pack: CardUpdatePackage) => Uint8Array[];

const honest: Relay = (card, apdus) => {
  const responses: Uint8Array[] = [];
  for (const apdu of apdus) {
    const response = send(card, apdu);
    responses.push(response);
    if (response.at(-2) !== 0x90) break;
  }
  return responses;
};

async function opened(updates: CardUpdates, serial: string) {
  const answered = await updates.open('borne-1', serial);
  if (!('answer' in answered)) throw new Error(answered.refusal);
  return answered.answer;
}

/** Plays a whole update of `card` as `serial`; `relay` may cheat. Also returns how many packages and APDUs it took. */
async function play(updates: CardUpdates, card: Vitale2, serial: string, relay: Relay = honest) {
  const { relay: name, first } = await opened(updates, serial);
  let pack: CardUpdatePackage = first;
  let apdus = 0;
  for (;;) {
    const commands = pack.commands.map(({ apdu }) => bytesOf(apdu));
    apdus += commands.length;
    const responses = relay(card, commands, pack).map(textOf);
    const answered = await updates.next('borne-1', name, pack.number, { responses });
    if (!('answer' in answered)) throw new Error(answered.refusal);
    if (answered.answer.next === 'closed')
      return { name, closed: answered.answer, packages: pack.number, apdus };
    pack = answered.answer;
  }
}

const goal = ({ registry, decided = {} }: Persona) => {
  if (!registry) throw new Error('not in the registry');
  return recordDigest(targetOf(registry, decided, today));
};
const held = ({ memory }: Vitale2) => (memory ? recordDigest(memory.record) : undefined);

describe('an update', () => {
  it('brings a card to what the caisse knows and says what changed', async () => {
    const sophie = persona('sophie-martin');
    const card = issue(sophie);
    const { closed } = await play(centre(), card, sophie.card.serial);
    expect(closed).toMatchObject({
      outcome: 'updated',
      rights: { until: '2027-12-31', ended: false, organisme: { caisse: '351' } },
      proof: { at: clock.now() },
    });
    expect(closed.outcome !== 'failed' && [...closed.changed].sort()).toEqual(
      expect.arrayContaining(['beneficiary-added', 'organisme', 'rights']),
    );
    expect(held(card)).toBe(goal(sophie));
    expect(card.memory).toMatchObject({ version: 1, open: false, record: { asOf: today } });
  });

  it('finds a card up to date without writing on it, and the next time without talking to it', async () => {
    const nathalie = persona('nathalie-durand');
    const { serial } = nathalie.card;
    const card = issue(nathalie);
    const updates = centre();
    expect(await updates.flag(serial, 0, false)).toEqual({ answer: { flag: 'to-check' } });
    const { closed, packages } = await play(updates, card, serial);
    expect([closed.outcome, packages]).toEqual(['up-to-date', 2]);
    expect(card.memory).toMatchObject({ version: 0, open: false });
    expect(await updates.flag(serial, 0, false)).toMatchObject({ answer: { flag: 'up-to-date' } });
    expect(await updates.flag(serial, 0, true)).toEqual({ answer: { flag: 'to-check' } });
    expect(await updates.flag(serial, 1, false)).toEqual({ answer: { flag: 'to-check' } });
  });

  it('tells that rights have ended', async () => {
    const karim = persona('karim-benali');
    const { closed } = await play(centre(), issue(karim), karim.card.serial);
    expect(closed).toMatchObject({ outcome: 'up-to-date', rights: { ended: true, until: '2026-11-01' } });
  });

  it('brings new keys, which the card then answers to', async () => {
    const hugo = persona('hugo-mercier');
    const card = issue(hugo);
    const { closed } = await play(centre({}), card, hugo.card.serial);
    expect(closed).toMatchObject({ outcome: 'updated', changed: ['keys'] });
    expect(card.memory?.keySet.version).toBe(2);
    expect((await play(centre({}), card, hugo.card.serial)).closed.outcome).toBe('up-to-date');
    const behind = await play(centre(), card, hugo.card.serial);
    expect(behind.closed).toMatchObject({ outcome: 'failed', why: 'refused' });
  });

  it('brings any card to any registry, and leaves it readable by the same keys', async () => {
    const order = fc.uniqueArray(fc.integer({ min: 1, max: 12 }), { minLength: 1, maxLength: 12 });
    await fc.assert(
      fc.asyncProperty(order, order, fc.boolean(), async (onCard, registered, open) => {
        const invented = (number: number): Invented => ({
          familyName: 'SPÉCIMEN',
          givenNames: `N${number}`,
          sex: 1,
          birth: '19700101' as Invented['birth'],
          place: '49588',
          order: String(number).padStart(3, '0'),
        });
        const household = (numbers: readonly number[]) => {
          const [first = 1, ...others] = numbers;
          return people(invented(first), ...others.map(invented));
        };
        const organisme = { regime: '01', caisse: '351', centre: '0721' };
        const serial = inventedSerial(5000);
        const rights = { periods: [{ from: today }], doctorDeclared: true };
        const before = household(onCard);
        const after = household(registered);
        const someone: Persona = {
          id: 'someone',
          label: '',
          story: '',
          card: { serial, people: before, rights: statement('card', today, organisme, before, rights) },
          registry: statement('central', today, organisme, after, rights),
        };
        const card = issue(someone);
        if (card.memory) card.memory.open = open;
        await putPersonas(store, [someone]);
        const { closed } = await play(centre(), card, serial);
        expect(closed.outcome).not.toBe('failed');
        expect(held(card)).toBe(goal(someone));
        expect(card.memory?.open).toBe(false);
      }),
      { numRuns: 60 },
    );
  });
});

describe('a card that is not to be updated', () => {
  it('is unknown, opposed, or of a caisse that is closed until an hour that is told', async () => {
    const { serial } = persona('sophie-martin').card;
    const opposed = persona('hugo-mercier').card.serial;
    const unknown = persona('paul-lambert').card.serial;
    const until = clock.now() + 3_600_000;
    const outage = { regime: '01', caisse: '351', from: clock.now(), until };
    const updates = centre({ opposed: new Set([opposed]), windows: new ServiceWindows([outage]) });
    expect(await updates.flag(unknown, 0, false)).toEqual({ refusal: 'unknown-card' });
    expect(await updates.flag(serial, 0, false)).toMatchObject({
      answer: { flag: 'unavailable', organisme: { caisse: '351' }, reopensAt: until },
    });
    expect(await updates.open('borne-1', serial)).toEqual({ refusal: 'unavailable' });
    expect(await updates.flag(opposed, 0, false)).toEqual({ answer: { flag: 'opposed' } });
    expect(await updates.open('borne-1', opposed)).toEqual({ refusal: 'opposed' });
    const later = centre({
      windows: new ServiceWindows([{ ...outage, from: until, until: until + 1 }]),
    });
    expect(await later.flag(serial, 0, false)).toEqual({ answer: { flag: 'to-check' } });
  });

  it('is refused when it is not the one announced, or does not have the keys of its serial', async () => {
    const sophie = persona('sophie-martin');
    const other = issue(persona('nathalie-durand'));
    const forged = issue(sophie);
    if (forged.memory) forged.memory.keySet = other.memory?.keySet ?? forged.memory.keySet;
    const updates = centre();
    for (const card of [
      other,
      forged,
      vitale2({ ...persona('hugo-mercier').card, rights: undefined as never }),
    ]) {
      card.reset();
      const { closed } = await play(updates, card, sophie.card.serial);
      expect(closed).toMatchObject({ outcome: 'failed', why: 'refused' });
    }
    expect((await updates.report()).alarms.map(({ what }) => what)).toEqual([
      'the card is not the one that was announced',
      'the card does not have the keys of its serial',
      'the card has no application to update',
    ]);
  });
});

describe('an answer that was lost', () => {
  it('is given again to the same responses, even after the end and a restart', async () => {
    const nathalie = persona('nathalie-durand');
    const updates = centre();
    const card = issue(nathalie);
    const { relay, first } = await opened(updates, nathalie.card.serial);
    const give = (to: CardUpdates, pack: CardUpdatePackage, responses: string[]) =>
      to.next('borne-1', relay, pack.number, { responses });
    const one = honest(
      card,
      first.commands.map(({ apdu }) => bytesOf(apdu)),
      first,
    ).map(textOf);
    const second = await give(updates, first, one);
    expect(await give(updates, first, one)).toEqual(second);
    if (!('answer' in second) || second.answer.next !== 'package') throw new Error('expected a package');
    const pack = second.answer;
    const two = honest(
      card,
      pack.commands.map(({ apdu }) => bytesOf(apdu)),
      pack,
    ).map(textOf);
    const closed = await give(updates, pack, two);
    expect(closed).toMatchObject({ answer: { next: 'closed', outcome: 'up-to-date' } });
    expect(await give(updates, pack, two)).toEqual(closed);
    expect(await give(centre(), pack, two)).toEqual(closed);
    expect(await give(centre(), first, one)).toEqual({ refusal: 'unknown-relay' });
  });

  it('does not bring back a relay that the centre forgot: it must be opened afresh', async () => {
    const sophie = persona('sophie-martin');
    const { relay, first } = await opened(centre(), sophie.card.serial);
    const restarted = centre();
    expect(await restarted.next('borne-1', relay, first.number, { responses: [] })).toEqual({
      refusal: 'unknown-relay',
    });
    expect((await play(restarted, issue(sophie), sophie.card.serial)).closed.outcome).toBe('updated');
  });
});

/** Ways to cheat with the package that writes, and what the centre makes of it. */
const cheats: Readonly<Record<string, Relay>> = {
  'plays an APDU twice': (card, [first = new Uint8Array(), ...others]) => [
    send(card, first),
    send(card, first),
    ...others.slice(1).map((apdu) => send(card, apdu)),
  ],
  'swaps two APDUs': (card, [one = new Uint8Array(), two = new Uint8Array(), ...others]) =>
    [two, one, ...others].map((apdu) => send(card, apdu)),
  'drops an APDU and makes up its answer': (card, [first = new Uint8Array(), dropped, ...others]) => [
    send(card, first),
    ...(dropped ? [Uint8Array.of(0x90, 0x00)] : []),
    ...others.map((apdu) => send(card, apdu)),
  ],
  'alters one byte of an APDU': (card, apdus) =>
    apdus.map((apdu, index) => send(card, index === 1 ? apdu.with(8, (apdu[8] ?? 0) ^ 1) : apdu)),
  'alters one byte of a response': (card, apdus) =>
    apdus.map((apdu, index) => {
      const response = send(card, apdu);
      return index === apdus.length - 1 ? response.with(0, (response[0] ?? 0) ^ 1) : response;
    }),
  'sends nothing to the card': (_, apdus) => apdus.map(() => Uint8Array.of(0x90, 0x00)),
  'keeps the last response to itself': (card, apdus) => honest(card, apdus, {} as never).slice(0, -1),
  'gives an earlier response for a later one': (card, apdus) => {
    const responses = apdus.map((apdu) => send(card, apdu));
    return responses.with(-1, responses[0] ?? new Uint8Array());
  },
};

describe('a kiosk that cheats', () => {
  it.each(Object.keys(cheats))('%s: it is noticed, the card is healed the next time', async (name) => {
    const sophie = persona('sophie-martin');
    const { serial } = sophie.card;
    const card = issue(sophie);
    const updates = centre();
    const honestly = issue(sophie);
    await play(updates, honestly, serial);
    const before = held(card);

    const cheated = await play(updates, card, serial, (to, apdus, pack) =>
      pack.phase === 'write' ? (cheats[name] ?? honest)(to, apdus, pack) : honest(to, apdus, pack),
    );
    expect(cheated.closed).toEqual({ next: 'closed', outcome: 'failed', why: 'broken' });
    const { alarms, relays } = await updates.report();
    expect(alarms).toEqual([{ kiosk: 'borne-1', relay: cheated.name, what: expect.any(String) }]);
    expect(relays.at(-1)).toMatchObject({ outcome: 'broken', onCard: null });
    // Nothing the centre did not order is there: what was written is a beginning of its plan, under the mark.
    expect(card.memory?.open || held(card) === before).toBe(true);
    expect(card.memory?.version).toBe(0);

    card.reset();
    const healed = await play(updates, card, serial);
    expect(healed.closed.outcome).toBe('updated');
    expect(held(card)).toBe(goal(sophie));
    const settled = (await updates.report()).relays.find(({ relay }) => relay === cheated.name);
    expect(settled).toMatchObject({
      onCard: expect.stringMatching(/partly|not-applied/),
      settledBy: healed.name,
    });
  });

  it('cannot play a recorded update on the card again, nor on another card', async () => {
    const sophie = persona('sophie-martin');
    const recorded: Uint8Array[] = [];
    const updates = centre();
    const card = issue(sophie);
    await play(updates, card, sophie.card.serial, (to, apdus, pack) => {
      recorded.push(...apdus);
      return honest(to, apdus, pack);
    });
    for (const target of [card, issue(persona('nathalie-durand'))]) {
      target.reset();
      const before = JSON.stringify(target.memory);
      for (const apdu of recorded) send(target, apdu);
      expect(JSON.stringify(target.memory)).toBe(before);
    }
  });

  it('is noticed when it gives other responses for the same package, comes out of turn, or speaks for another', async () => {
    const { serial } = persona('sophie-martin').card;
    const updates = centre();
    const say = async (kiosk: string, number: number, responses: string[], again?: string[]) => {
      const { relay } = await opened(updates, serial);
      const card = issue(persona('sophie-martin'));
      if (again) {
        const { relay: other, first } = await opened(updates, serial);
        const good = honest(
          card,
          first.commands.map(({ apdu }) => bytesOf(apdu)),
          first,
        ).map(textOf);
        await updates.next('borne-1', other, 1, { responses: good });
        return updates.next('borne-1', other, 1, { responses: again });
      }
      return updates.next(kiosk, relay, number, { responses });
    };
    const broken = {
      answer: { next: 'closed', outcome: 'failed', why: 'broken' } satisfies CardUpdateClosed,
    };
    expect(await say('borne-1', 1, [], ['kAA='])).toEqual(broken);
    expect(await say('borne-1', 2, [])).toEqual(broken);
    expect(await say('borne-2', 1, [])).toEqual({ refusal: 'unknown-relay' });
    expect((await updates.report()).alarms.map(({ what }) => what)).toEqual([
      'responses were given again, otherwise',
      'out of turn',
      'another kiosk spoke for this relay',
    ]);
  });
});
