import type { Beneficiary } from '@borne/domain/rights';
import type { CardChange, CardUpdateStep } from '@borne/sync/contract/card-update';
import { type CardRecord, MOST_PEOPLE } from '../../card/card-record.ts';
import {
  encodeAddress,
  encodeBeneficiary,
  encodeExonerations,
  encodeStatement,
  encodeValidity,
  OBJECT,
} from '../../card/update-objects.ts';
import type { PlainCommand } from '../../secure-channel/host-channel.ts';
import { INS, sameBytes } from '../../secure-channel/scp03.ts';

/** One write on the card. The mark that comes before the first and after the last is not among them. */
export interface PlannedStep {
  readonly step: CardUpdateStep;
  readonly command: PlainCommand;
  /** What it changes, for the person; nothing when it only dates or tidies. */
  readonly changes: readonly CardChange[];
}

/** A step, and whether the card is already so: it is then left out. */
interface Candidate extends PlannedStep {
  readonly isDone: boolean;
}

/** The keys of the card: what it has, what it should have, and the command that brings the latter. */
export interface KeyRotation {
  readonly isDone: boolean;
  readonly command: () => PlainCommand;
}

export const putData = (object: number, data?: Uint8Array): PlainCommand => ({
  ins: INS.putData,
  p1: object >> 8,
  p2: object & 0xff,
  ...(data && { data }),
});

/**
 * The writes that make `card`, as it was just read, what `target` says; none when it is so already. Each leaves the card
 * readable, nobody is taken off before those who stay are there, and the day of the statement is written when all it speaks
 * of is true. Whatever was done of an earlier plan is found done: recovery is planning again. `unfinished`: the mark is up,
 * so the statement must be dated even if nothing else is left.
 */
export function planUpdate(
  card: CardRecord,
  target: CardRecord,
  keys: KeyRotation,
  unfinished: boolean,
): readonly PlannedStep[] {
  const content = [...planPeople(card.people, target.people), ...planObjects(card, target)];
  const rotation: readonly PlannedStep[] = keys.isDone
    ? []
    : [{ step: 'keys', command: keys.command(), changes: ['keys'] }];
  const moved = !same(card.organisme, target.organisme);
  if (content.length === 0 && !moved && !unfinished) return rotation;
  const statement: PlannedStep = {
    step: 'organisme',
    command: putData(OBJECT.statement, encodeStatement(target)),
    changes: moved ? ['organisme'] : [],
  };
  return [...content, statement, ...rotation];
}

function planObjects(card: CardRecord, target: CardRecord): readonly PlannedStep[] {
  const candidate = (
    step: 'address' | 'exonerations' | 'validity',
    object: number,
    encode: (record: CardRecord) => Uint8Array,
  ): Candidate => ({
    step,
    command: putData(object, encode(target)),
    changes: [step],
    isDone: sameBytes(encode(card), encode(target)),
  });
  return [
    candidate('address', OBJECT.address, (record) => encodeAddress(record.address)),
    candidate('exonerations', OBJECT.exonerations, (record) => encodeExonerations(record.exonerations)),
    candidate('validity', OBJECT.validity, (record) => encodeValidity(record.validity)),
  ].filter(({ isDone }) => !isDone);
}

/** People are told apart by their NIR; the assuré, at place 1, is rewritten whoever that was. */
function planPeople(card: CardRecord['people'], target: CardRecord['people']): readonly PlannedStep[] {
  const steps: PlannedStep[] = [];
  let now: readonly Beneficiary[] = card;
  const known = (people: readonly Beneficiary[], { nir }: Beneficiary) =>
    people.some((person) => person.nir === nir);

  const remove = (index: number, changes: readonly CardChange[]) => {
    steps.push({ step: 'beneficiaries', command: putData(OBJECT.removal + index + 1), changes });
    now = now.toSpliced(index, 1);
  };
  const write = (object: number, index: number, person: Beneficiary, changes: readonly CardChange[]) => {
    const command = putData(object + index + 1, encodeBeneficiary(person));
    const step = changes.includes('rights') ? 'rights' : 'beneficiaries';
    steps.push({ step, command, changes });
    now = now.toSpliced(index, object === OBJECT.insertion ? 0 : 1, person);
  };

  for (let index = card.length - 1; index > 0; index -= 1) {
    const person = card[index];
    if (person && !known(target, person)) remove(index, ['beneficiary-removed']);
  }
  for (const [index, person] of target.entries()) {
    if (index === 0 || now[index]?.nir === person.nir) continue;
    const later = now.findIndex(({ nir }, place) => place > index && nir === person.nir);
    if (now.length === MOST_PEOPLE) remove(later === -1 ? now.length - 1 : later, []);
    write(OBJECT.insertion, index, person, known(card, person) ? [] : ['beneficiary-added']);
  }
  while (now.length > target.length) remove(now.length - 1, []);
  for (const [index, person] of target.entries()) {
    const before = now[index];
    if (!before || sameBytes(encodeBeneficiary(before), encodeBeneficiary(person))) continue;
    write(OBJECT.beneficiary, index, person, differences(before, person));
  }
  return steps;
}

function differences(before: Beneficiary, after: Beneficiary): readonly CardChange[] {
  const identity = ({ familyName, givenNames, birth, nir }: Beneficiary) => [
    familyName,
    givenNames,
    birth,
    nir,
  ];
  const rights = ({ periods, doctorDeclared, c2s }: Beneficiary) => [periods, doctorDeclared, c2s ?? null];
  return [
    ...(same(identity(before), identity(after)) ? [] : (['identity'] as const)),
    ...(same(rights(before), rights(after)) ? [] : (['rights'] as const)),
  ];
}

const same = (a: unknown, b: unknown) => JSON.stringify(a) === JSON.stringify(b);
