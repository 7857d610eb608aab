import { type Command, parseCommand, respond, SW } from './command.ts';
import type { SimulatedCard } from './simulated-card.ts';
import { tlv } from './tlv.ts';

/** An elementary file. A protected one answers `6982` to whoever has no key. */
export interface ElementaryFile {
  readonly id: number;
  /** Short identifier, 1 to 30. */
  readonly sfi?: number;
  readonly content: Uint8Array;
  readonly protected?: boolean;
}

/** A directory of files: the root (`id`), an application (`aid`), or both. */
export interface DedicatedFile {
  readonly id?: number;
  readonly aid?: Uint8Array;
  readonly files: readonly ElementaryFile[];
  /** What this application does beyond SELECT and READ BINARY; nothing for a command it does not know. */
  readonly commands?: (command: Command) => Response | undefined;
  /** Commands of a class other than 00; nothing for a class it does not know. */
  readonly proprietary?: (command: Command) => Response | undefined;
  /** Called when it stops being current, or the card is reset. */
  readonly onLeave?: () => void;
}

export interface Response {
  readonly sw: number;
  /** Collected by the reader with GET RESPONSE when the command carried data. */
  readonly data?: Uint8Array;
}

export interface IsoCardProfile {
  readonly atr: Uint8Array;
  /** The first one is current after a reset. */
  readonly directories: readonly [DedicatedFile, ...DedicatedFile[]];
  /** Called at each reset: security status must be dropped here. */
  readonly onReset?: () => void;
}

const SELECT = 0xa4;
const READ_BINARY = 0xb0;
const GET_RESPONSE = 0xc0;

/**
 * A T=0 card of ISO/IEC 7816-4: files, applications, SFI reads, `61xx` when there is something to collect, `6Cxx`
 * when the expected length is not exact. Read only; an application adds its own commands.
 */
export class IsoCard implements SimulatedCard {
  #directory: DedicatedFile;
  #file: ElementaryFile | undefined;
  /** What GET RESPONSE will give; lost at any other command. */
  #pending: Uint8Array = new Uint8Array();

  constructor(private readonly profile: IsoCardProfile) {
    this.#directory = profile.directories[0];
  }

  reset(): Uint8Array {
    this.#directory.onLeave?.();
    this.#directory = this.profile.directories[0];
    this.#file = undefined;
    this.#pending = new Uint8Array();
    this.profile.onReset?.();
    return this.profile.atr;
  }

  transmit(bytes: Uint8Array): Uint8Array {
    const command = parseCommand(bytes);
    if (!command) return respond(SW.wrongLength);
    if (command.cla === 0x00 && command.ins === GET_RESPONSE) return this.#getResponse(command);
    this.#pending = new Uint8Array();
    if (command.cla !== 0x00) {
      const response = this.#directory.proprietary?.(command);
      return response ? this.#answer(command, response) : respond(SW.classUnknown);
    }
    if (command.ins === SELECT) return this.#answer(command, this.#select(command));
    if (command.ins === READ_BINARY) return this.#readBinary(command);
    return this.#answer(command, this.#directory.commands?.(command) ?? { sw: SW.instructionUnknown });
  }

  /** T=0 cannot carry data both ways: what answers a command with data waits for GET RESPONSE. */
  #answer(command: Command, { sw, data }: Response): Uint8Array {
    if (sw !== SW.ok || !data?.length) return respond(sw);
    if (command.data.length === 0) return this.#exactly(command.le, data);
    this.#pending = data;
    return respond(0x6100 | (data.length & 0xff));
  }

  #exactly(le: number, data: Uint8Array): Uint8Array {
    return le > data.length ? respond(0x6c00 | data.length) : respond(SW.ok, data.subarray(0, le));
  }

  #getResponse({ le }: Command): Uint8Array {
    if (this.#pending.length === 0) return respond(SW.notAllowed);
    if (le > this.#pending.length) return respond(0x6c00 | this.#pending.length);
    const data = this.#pending.subarray(0, le);
    this.#pending = this.#pending.subarray(le);
    return respond(this.#pending.length ? 0x6100 | (this.#pending.length & 0xff) : SW.ok, data);
  }

  #select({ p1, data }: Command): Response {
    if (p1 === 0x04) return this.#enter(({ aid }) => aid !== undefined && equal(aid, data));
    if (data.length !== 2) return { sw: SW.wrongParameters };
    const id = ((data[0] ?? 0) << 8) | (data[1] ?? 0);
    if (p1 === 0x00) {
      const directory = this.#enter((candidate) => candidate.id === id);
      if (directory.sw === SW.ok) return directory;
    }
    if (p1 !== 0x00 && p1 !== 0x02) return { sw: SW.wrongParameters };
    const file = this.#directory.files.find((candidate) => candidate.id === id);
    if (!file) return { sw: SW.fileNotFound };
    this.#file = file;
    return { sw: SW.ok };
  }

  #enter(isIt: (directory: DedicatedFile) => boolean): Response {
    const directory = this.profile.directories.find(isIt);
    if (!directory) return { sw: SW.fileNotFound };
    this.#directory.onLeave?.();
    this.#directory = directory;
    this.#file = undefined;
    if (!directory.aid) return { sw: SW.ok };
    return { sw: SW.ok, data: tlv(0x6f, tlv(0x84, directory.aid)) };
  }

  #readBinary({ p1, p2, le }: Command): Uint8Array {
    if (p1 & 0x80) {
      const sfi = p1 & 0x1f;
      const file = this.#directory.files.find((candidate) => candidate.sfi === sfi);
      if (!file) return respond(SW.fileNotFound);
      this.#file = file;
    }
    if (!this.#file) return respond(SW.notAllowed);
    if (this.#file.protected) return respond(SW.securityNotSatisfied);
    const offset = p1 & 0x80 ? p2 : (p1 << 8) | p2;
    const left = this.#file.content.subarray(offset);
    if (left.length === 0) return respond(SW.wrongOffset);
    return this.#exactly(le, left.length > 256 ? left.subarray(0, 256) : left);
  }
}

const equal = (a: Uint8Array, b: Uint8Array) => Buffer.from(a).equals(b);
