import { type Command, SW } from '../card/command.ts';
import type { Response } from '../card/iso-card.ts';
import {
  CHALLENGE_LENGTH,
  chainedMac,
  cryptograms,
  decrypt,
  encrypt,
  FIRST_CHAINING_VALUE,
  join,
  MAC_LENGTH,
  PROTOCOL,
  pseudoRandomChallenge,
  SECURED_CLASS,
  SECURITY_LEVEL,
  type SessionKeys,
  type StaticKeys,
  sameBytes,
  sessionKeys,
} from './scp03.ts';

/** The keys a card holds; they outlive the power. */
export interface CardKeySet {
  readonly version: number;
  readonly keys: StaticKeys;
}

export interface CardChannelOptions {
  /** Ten bytes. */
  readonly diversification: Uint8Array;
  readonly aid: Uint8Array;
  /** The keys as they are now. */
  readonly keySet: () => CardKeySet;
}

type Channel =
  | { readonly state: 'closed' }
  | { readonly state: 'challenged'; readonly session: SessionKeys; readonly hostCryptogram: Uint8Array }
  | {
      readonly state: 'open';
      readonly session: SessionKeys;
      readonly chaining: Uint8Array;
      readonly number: number;
    };

const CLOSED: Channel = { state: 'closed' };

/**
 * A card's end of SCP03. Whatever is not exactly the next command of the host closes the channel, and nothing is carried
 * out until another is opened.
 */
export class CardChannel {
  #channel: Channel = CLOSED;
  /** Moves at each INITIALIZE UPDATE, so that no challenge is given twice even if the dialogue is cut. Kept without power. */
  #sequence = 0;

  constructor(private readonly options: CardChannelOptions) {}

  close(): void {
    this.#channel = CLOSED;
  }

  /** INITIALIZE UPDATE (§7.1.1): P1 is the key version wanted, 0 for the card's own. */
  initializeUpdate({ p1, p2, data: hostChallenge }: Command): Response {
    this.close();
    const { version, keys } = this.options.keySet();
    if (hostChallenge.length !== CHALLENGE_LENGTH) return { sw: SW.wrongLength };
    if (p2 !== 0 || (p1 !== 0 && p1 !== version)) return { sw: SW.referenceNotFound };
    this.#sequence += 1;
    const counter = Uint8Array.of(this.#sequence >> 16, (this.#sequence >> 8) & 0xff, this.#sequence & 0xff);
    const challenge = pseudoRandomChallenge(keys.enc, counter, this.options.aid);
    const session = sessionKeys(keys, hostChallenge, challenge);
    const { card, host } = cryptograms(session, hostChallenge, challenge);
    this.#channel = { state: 'challenged', session, hostCryptogram: host };
    const about = join(this.options.diversification, Uint8Array.of(version), PROTOCOL);
    return { sw: SW.ok, data: join(about, challenge, card, counter) };
  }

  /** EXTERNAL AUTHENTICATE (§7.1.2), at the one security level that this card accepts. */
  externalAuthenticate(command: Command): Response {
    const channel = this.#channel;
    this.close();
    if (channel.state !== 'challenged') return { sw: SW.conditionsNotSatisfied };
    if (command.p1 !== SECURITY_LEVEL || command.p2 !== 0) return { sw: SW.wrongParameters };
    const signed = verify(command, channel.session, FIRST_CHAINING_VALUE);
    if (!signed || !sameBytes(signed.data, channel.hostCryptogram)) return { sw: SW.securityNotSatisfied };
    this.#channel = { state: 'open', session: channel.session, chaining: signed.chaining, number: 0 };
    return { sw: SW.ok };
  }

  /** Carries out one secured command with what it says in clear; its response is secured in turn, errors excepted. */
  handle(command: Command, carryOut: (plain: Command) => Response): Response {
    const channel = this.#channel;
    this.close();
    if (channel.state !== 'open') return { sw: SW.conditionsNotSatisfied };
    const signed = verify(command, channel.session, channel.chaining);
    if (!signed) return { sw: SW.securityNotSatisfied };
    const number = channel.number + 1;
    const data = decrypt(channel.session.enc, 'command', number, signed.data);
    if (!data) return { sw: SW.securityNotSatisfied };
    this.#channel = { ...channel, chaining: signed.chaining, number };
    const response = carryOut({ ...command, data });
    return response.sw === SW.ok ? protect(response, channel.session, number, signed.chaining) : response;
  }
}

/** The data of a command whose MAC is the right one, and the chaining value that follows. */
function verify({ cla, ins, p1, p2, data }: Command, session: SessionKeys, chaining: Uint8Array) {
  if (cla !== SECURED_CLASS || data.length < MAC_LENGTH) return undefined;
  const signed = data.subarray(0, data.length - MAC_LENGTH);
  const message = Uint8Array.of(cla, ins, p1, p2, data.length, ...signed);
  const mac = chainedMac(session.mac, chaining, message);
  const travelled = data.subarray(data.length - MAC_LENGTH);
  return sameBytes(mac.subarray(0, MAC_LENGTH), travelled) ? { data: signed, chaining: mac } : undefined;
}

function protect(
  { sw, data = new Uint8Array() }: Response,
  session: SessionKeys,
  number: number,
  chaining: Uint8Array,
): Response {
  const encrypted = encrypt(session.enc, 'response', number, data);
  const status = Uint8Array.of(sw >> 8, sw & 0xff);
  const mac = chainedMac(session.rmac, chaining, join(encrypted, status));
  return { sw, data: join(encrypted, mac.subarray(0, MAC_LENGTH)) };
}
