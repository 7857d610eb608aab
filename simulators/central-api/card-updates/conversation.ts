import { createHmac } from 'node:crypto';
import type { CardChange, CardUpdatePackage, CardUpdateStep } from '@borne/sync/contract/card-update';
import { type CardRecord, inOrder } from '../../card/card-record.ts';
import {
  type CardSummary,
  decodeAddress,
  decodeBeneficiary,
  decodeExonerations,
  decodeStatement,
  decodeSummary,
  decodeValidity,
  encodeMark,
  OBJECT,
  recordDigest,
} from '../../card/update-objects.ts';
import { diversificationOf, diversify, encodeKeys, type MasterKeys } from '../../secure-channel/card-keys.ts';
import {
  HostChannel,
  initializeUpdate,
  type PlainCommand,
  readAnnouncement,
  type SecuredCommand,
} from '../../secure-channel/host-channel.ts';
import { INS, type StaticKeys, sameBytes } from '../../secure-channel/scp03.ts';
import { type PlannedStep, planUpdate, putData } from './plan.ts';

export interface ConversationInput {
  readonly relay: string;
  readonly serial: string;
  readonly target: CardRecord;
  readonly masterKeys: MasterKeys;
  /** The version of the master keys that every card should have. */
  readonly keyVersion: number;
  readonly hostChallenge: Uint8Array;
  /** Keys the name of a plan, so that it tells nothing of what is in it. */
  readonly planKey: Uint8Array;
  /** What a relay that nobody heard the end of was to change on this card. */
  readonly begunBy: (relay: string) => readonly CardChange[];
}

/** A package before it is numbered. */
export type Outgoing = Pick<CardUpdatePackage, 'phase' | 'done' | 'of'> & {
  readonly commands: readonly { readonly apdu: Uint8Array; readonly step: CardUpdateStep }[];
  /** With the first package that writes, and those that follow. */
  readonly plan?: { readonly hash: string; readonly changes: readonly CardChange[] };
  /** What the card proved to be, once it did. */
  readonly summary?: CardSummary;
};

/** `alarm` tells what did not come back as a card of ours would have sent it. */
export type Verdict =
  | {
      readonly outcome: 'updated' | 'up-to-date';
      readonly changes: readonly CardChange[];
      readonly version: number;
      readonly summary: CardSummary;
    }
  | { readonly outcome: 'failed'; readonly why: 'broken' | 'refused'; readonly alarm: string };

/** One relay from the centre's side: each `yield` sends a package down and gets the card's responses back. */
export type Conversation = Generator<Outgoing, Verdict, readonly Uint8Array[]>;

/** Application of the card, `F0` + "BORNEDROITS". */
const SELECT_RIGHTS = Uint8Array.from([
  ...[0x00, 0xa4, 0x04, 0x00, 0x0c, 0xf0],
  ...Buffer.from('BORNEDROITS', 'latin1'),
]);
/** Writes in one package: few enough for the kiosk's limits, whatever the household. */
const WRITES_IN_A_PACKAGE = 16;

/** Leaves a conversation that cannot go on; never leaves this file. */
class Stop extends Error {
  constructor(
    readonly why: 'broken' | 'refused',
    readonly alarm: string,
  ) {
    super(alarm);
  }
}

/**
 * Recognises the card, reads it, plans, writes, verifies by reading back, and lowers the mark only then. Nothing is believed
 * that the card did not authenticate; at the first thing that is not, the channel is given up and never used again.
 */
export function* converse(input: ConversationInput): Conversation {
  try {
    return yield* update(input);
  } catch (stop) {
    if (stop instanceof Stop) return { outcome: 'failed', why: stop.why, alarm: stop.alarm };
    throw stop;
  }
}

function* update(input: ConversationInput): Conversation {
  const { target } = input;
  const { channel, keys, keyVersion } = yield* recognise(input);
  const before = yield* authenticate(channel);
  const wanted = recordDigest(target);
  const current = keyVersion === input.keyVersion;
  // What an update changed whose end nobody heard of is told now.
  const begun = input.begunBy(before.relay);
  if (before.digest === wanted && !before.open && current)
    return { outcome: 'up-to-date', changes: begun, version: before.version, summary: before };

  const card = yield* readRecord(channel, before);
  const rotation = {
    isDone: current,
    command: () => putKey(keyVersion, input.keyVersion, ownKeys(input, input.keyVersion), keys.dek),
  };
  const steps = planUpdate(card, target, rotation, before.open);
  const changes = new Set([...begun, ...steps.flatMap((step) => step.changes)]);
  const after = yield* write(channel, input, steps, { before, changes: [...changes] });
  if (after.digest !== wanted || after.keyVersion !== input.keyVersion)
    throw new Stop('broken', 'the card does not hold what was written');
  return { outcome: 'updated', changes: [...changes], version: before.version + 1, summary: after };
}

function ownKeys({ masterKeys, serial }: ConversationInput, version: number): StaticKeys {
  const master = masterKeys.get(version);
  if (!master) throw new Stop('refused', `the card has keys of version ${version}, which are not in use`);
  return diversify(master, serial);
}

function* recognise(
  input: ConversationInput,
): Generator<
  Outgoing,
  { readonly channel: HostChannel; readonly keys: StaticKeys; readonly keyVersion: number },
  readonly Uint8Array[]
> {
  const { serial, hostChallenge } = input;
  const [selected, announced = new Uint8Array()] = yield {
    phase: 'read',
    done: 0,
    of: 4,
    commands: [
      { apdu: SELECT_RIGHTS, step: 'recognise' },
      { apdu: initializeUpdate(hostChallenge), step: 'recognise' },
    ],
  };
  if (!selected || !endsWell(selected)) throw new Stop('refused', 'the card has no application to update');
  const announcement = readAnnouncement(announced);
  if (!announcement) throw new Stop('refused', 'the card does not speak SCP03');
  if (!sameBytes(announcement.diversification, diversificationOf(serial)))
    throw new Stop('refused', 'the card is not the one that was announced');
  const { keyVersion } = announcement;
  const keys = ownKeys(input, keyVersion);
  const channel = HostChannel.open(keys, hostChallenge, announcement);
  if (!channel) throw new Stop('refused', 'the card does not have the keys of its serial');
  return { channel, keys, keyVersion };
}

function* authenticate(channel: HostChannel): Generator<Outgoing, CardSummary, readonly Uint8Array[]> {
  const authentication = channel.authenticate();
  const summary = channel.secure(getData(OBJECT.summary));
  const [accepted, response] = yield {
    phase: 'read',
    done: 2,
    of: 4,
    commands: [
      { apdu: authentication, step: 'recognise' },
      { apdu: summary.apdu, step: 'read' },
    ],
  };
  if (!accepted || !endsWell(accepted)) throw new Stop('broken', 'the card did not accept the centre');
  return readSummary(open(summary, response));
}

function* readRecord(
  channel: HostChannel,
  summary: CardSummary,
): Generator<Outgoing, CardRecord, readonly Uint8Array[]> {
  const people = Array.from({ length: summary.people }, (_, index) => OBJECT.beneficiary + index + 1);
  const objects = [OBJECT.statement, OBJECT.address, OBJECT.exonerations, OBJECT.validity, ...people];
  const secured = objects.map((object) => channel.secure(getData(object)));
  const responses = yield {
    phase: 'read',
    done: 4,
    of: 4 + secured.length,
    commands: secured.map(({ apdu }) => ({ apdu, step: 'read' })),
    summary,
  };
  const data = secured.map((command, index) => open(command, responses[index]));
  const [statement, address, exonerations, validity, ...beneficiaries] = data;
  const record = {
    ...understood(decodeStatement(statement ?? empty)),
    address: understood(decodeAddress(address ?? empty)),
    exonerations: understood(decodeExonerations(exonerations ?? empty)),
    ...understood(decodeValidity(validity ?? empty)),
    people: understood(inOrder(beneficiaries.map((each) => understood(decodeBeneficiary(each))))),
  };
  if (recordDigest(record) !== summary.digest)
    throw new Stop('broken', 'what was read is not what the card says it holds');
  return record;
}

/** Raises the mark, writes every step, has the card tell what it then holds, and lowers the mark. */
function* write(
  channel: HostChannel,
  { relay, target, planKey }: ConversationInput,
  steps: readonly PlannedStep[],
  { before, changes }: { readonly before: CardSummary; readonly changes: readonly CardChange[] },
): Generator<Outgoing, CardSummary, readonly Uint8Array[]> {
  const writes: readonly { readonly step: CardUpdateStep; readonly command: PlainCommand }[] = [
    { step: 'begin', command: putData(OBJECT.mark, encodeMark(true, relay)) },
    ...steps,
    { step: 'verify', command: getData(OBJECT.summary) },
  ];
  const plan = { hash: hashOf(writes, planKey), changes };
  const frame = { phase: 'write', of: writes.length + 1, plan, summary: before } as const;
  let last = empty;
  for (let done = 0; done < writes.length; done += WRITES_IN_A_PACKAGE) {
    const secured = writes
      .slice(done, done + WRITES_IN_A_PACKAGE)
      .map(({ step, command }) => ({ step, command: channel.secure(command) }));
    const commands = secured.map(({ step, command }) => ({ step, apdu: command.apdu }));
    const responses = yield { ...frame, done, commands };
    for (const [index, { command }] of secured.entries()) last = open(command, responses[index]);
  }
  const after = readSummary(last);
  if (after.digest !== recordDigest(target)) return after;
  const lower = channel.secure(putData(OBJECT.mark, encodeMark(false, relay)));
  const [lowered] = yield {
    ...frame,
    done: writes.length,
    commands: [{ apdu: lower.apdu, step: 'finish' }],
  };
  open(lower, lowered);
  return after;
}

const empty: Uint8Array = new Uint8Array();

const getData = (object: number): PlainCommand => ({ ins: INS.getData, p1: object >> 8, p2: object & 0xff });

const putKey = (from: number, to: number, keys: StaticKeys, dek: Uint8Array): PlainCommand => ({
  ins: INS.putKey,
  p1: from,
  p2: 0x81,
  data: encodeKeys(to, keys, dek),
});

/** A bare status word of success: proves nothing by itself. */
const endsWell = (response: Uint8Array) =>
  sameBytes(response.subarray(response.length - 2), Uint8Array.of(0x90, 0x00));

function open(command: SecuredCommand, response: Uint8Array | undefined): Uint8Array {
  if (!response) throw new Stop('broken', 'a response is missing');
  const opened = command.open(response);
  if (opened.opened === 'forged') throw new Stop('broken', 'a response was not made by the card');
  if (opened.opened === 'unproven') throw new Stop('broken', `a response without proof, ${hex(opened.sw)}`);
  return opened.data;
}

function readSummary(data: Uint8Array): CardSummary {
  return understood(decodeSummary(data));
}

/** What the card authenticated and makes no sense is a card that was personalised wrong. */
function understood<T>(value: T | undefined): T {
  if (value === undefined) throw new Stop('refused', 'what the card holds makes no sense');
  return value;
}

function hashOf(writes: readonly { readonly command: PlainCommand }[], key: Uint8Array): string {
  const hash = createHmac('sha256', key);
  for (const { command } of writes)
    hash.update(Uint8Array.of(command.ins, command.p1, command.p2)).update(command.data ?? empty);
  return hash.digest('hex');
}

const hex = (sw: number) => sw.toString(16).toUpperCase().padStart(4, '0');
