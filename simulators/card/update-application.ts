import { CardChannel } from '../secure-channel/card-channel.ts';
import { decodeKeys } from '../secure-channel/card-keys.ts';
import { INS, SECURED_CLASS } from '../secure-channel/scp03.ts';
import type { CardMemory } from './card-memory.ts';
import { inOrder, MOST_PEOPLE } from './card-record.ts';
import { type Command, SW } from './command.ts';
import type { Response } from './iso-card.ts';
import {
  decodeAddress,
  decodeBeneficiary,
  decodeExonerations,
  decodeMark,
  decodeStatement,
  decodeValidity,
  encodeAddress,
  encodeBeneficiary,
  encodeExonerations,
  encodeStatement,
  encodeSummary,
  encodeValidity,
  OBJECT,
} from './update-objects.ts';

export interface UpdateApplicationOptions {
  readonly memory: CardMemory;
  readonly diversification: Uint8Array;
  readonly aid: Uint8Array;
}

/** Key number of PUT KEY: several keys, the first is number 1 (GlobalPlatform Card Specification, PUT KEY). */
const ALL_KEYS = 0x81;

const done: Response = { sw: SW.ok };

/**
 * The update application of a simulated Carte Vitale (invented: docs/card.md): everything happens inside an SCP03 channel,
 * nothing is written unless the mark "update open" is up, each APDU is carried out whole or not at all.
 */
export class UpdateApplication {
  readonly #memory: CardMemory;
  readonly #channel: CardChannel;

  constructor({ memory, diversification, aid }: UpdateApplicationOptions) {
    this.#memory = memory;
    this.#channel = new CardChannel({ diversification, aid, keySet: () => memory.keySet });
  }

  /** Power, reset or another application: the channel is no more. */
  close(): void {
    this.#channel.close();
  }

  /** Commands of the classes of GlobalPlatform; nothing for one that is not for this application. */
  handle(command: Command): Response | undefined {
    if (command.cla === 0x80 && command.ins === INS.initializeUpdate)
      return this.#channel.initializeUpdate(command);
    if (command.cla !== SECURED_CLASS) return undefined;
    if (command.ins === INS.externalAuthenticate) return this.#channel.externalAuthenticate(command);
    return this.#channel.handle(command, (plain) => this.#carryOut(plain));
  }

  #carryOut(plain: Command): Response {
    const object = (plain.p1 << 8) | plain.p2;
    switch (plain.ins) {
      case INS.getData:
        return this.#get(object);
      case INS.putData:
        return object === OBJECT.mark
          ? this.#mark(plain.data)
          : this.#write(() => this.#put(object, plain.data));
      case INS.putKey:
        return this.#write(() => this.#putKey(plain));
      default:
        return { sw: SW.instructionUnknown };
    }
  }

  #get(object: number): Response {
    const { record } = this.#memory;
    const data = (found: Uint8Array): Response => ({ sw: SW.ok, data: found });
    switch (object) {
      case OBJECT.summary:
        return data(encodeSummary(this.#memory.summary()));
      case OBJECT.statement:
        return data(encodeStatement(record));
      case OBJECT.address:
        return data(encodeAddress(record.address));
      case OBJECT.exonerations:
        return data(encodeExonerations(record.exonerations));
      case OBJECT.validity:
        return data(encodeValidity(record.validity));
    }
    const person = record.people[(object & 0xff) - 1];
    if ((object & 0xff00) !== OBJECT.beneficiary || !person) return { sw: SW.referenceNotFound };
    return data(encodeBeneficiary(person));
  }

  #mark(data: Uint8Array): Response {
    const memory = this.#memory;
    const mark = decodeMark(data);
    if (!mark) return { sw: SW.wrongData };
    if (mark.open) {
      memory.relay = mark.relay;
      memory.open = true;
      return done;
    }
    if (!memory.open || memory.relay !== mark.relay) return { sw: SW.conditionsNotSatisfied };
    memory.version += 1;
    memory.open = false;
    return done;
  }

  #write(write: () => Response): Response {
    return this.#memory.open ? write() : { sw: SW.conditionsNotSatisfied };
  }

  #put(object: number, data: Uint8Array): Response {
    switch (object) {
      case OBJECT.statement:
        return this.#change(decodeStatement(data));
      case OBJECT.address: {
        const address = decodeAddress(data);
        return this.#change(address && { address });
      }
      case OBJECT.exonerations: {
        const exonerations = decodeExonerations(data);
        return this.#change(exonerations && { exonerations });
      }
      case OBJECT.validity: {
        const validity = decodeValidity(data);
        if (!validity) return { sw: SW.wrongData };
        const { validity: _, ...others } = this.#memory.record;
        this.#memory.record = { ...others, ...validity };
        return done;
      }
      default:
        return this.#putPerson(object & 0xff00, object & 0xff, data);
    }
  }

  #change(change: Partial<CardMemory['record']> | undefined): Response {
    if (!change) return { sw: SW.wrongData };
    this.#memory.record = { ...this.#memory.record, ...change };
    return done;
  }

  /** Places count from 1; the assuré, at place 1, can be rewritten and neither removed nor preceded. */
  #putPerson(operation: number, place: number, data: Uint8Array): Response {
    const { people } = this.#memory.record;
    const index = place - 1;
    if (operation === OBJECT.removal) {
      if (index < 1 || index >= people.length) return { sw: SW.referenceNotFound };
      return this.#changePeople(people.toSpliced(index, 1));
    }
    const person = decodeBeneficiary(data);
    if (!person) return { sw: SW.wrongData };
    if (operation === OBJECT.beneficiary && index >= 0 && index < people.length)
      return this.#changePeople(people.toSpliced(index, 1, person));
    if (operation === OBJECT.insertion && index >= 1 && index <= people.length && people.length < MOST_PEOPLE)
      return this.#changePeople(people.toSpliced(index, 0, person));
    return { sw: SW.referenceNotFound };
  }

  #changePeople(people: Parameters<typeof inOrder>[0]): Response {
    const ordered = inOrder(people);
    return this.#change(ordered && { people: ordered });
  }

  /** A version only goes up: keys that were given up do not come back. */
  #putKey({ p1, p2, data }: Command): Response {
    const { version, keys } = this.#memory.keySet;
    if (p1 !== version || p2 !== ALL_KEYS) return { sw: SW.referenceNotFound };
    const next = decodeKeys(data, keys.dek);
    if (!next || next.version <= version) return { sw: SW.wrongData };
    this.#memory.keySet = next;
    return done;
  }
}
