import {
  CHALLENGE_LENGTH,
  chainedMac,
  cryptograms,
  decrypt,
  encrypt,
  FIRST_CHAINING_VALUE,
  INS,
  join,
  MAC_LENGTH,
  PROTOCOL,
  SECURED_CLASS,
  SECURITY_LEVEL,
  type SessionKeys,
  type StaticKeys,
  sameBytes,
  sessionKeys,
} from './scp03.ts';

/** A command before it is secured. Data: at most 239 bytes, so that they fit one APDU once padded and signed. */
export interface PlainCommand {
  readonly ins: number;
  readonly p1: number;
  readonly p2: number;
  readonly data?: Uint8Array;
}

/**
 * What a response turned out to be. `unproven`: a bare error status, which carries no MAC (Amendment D §6.2.5): anybody may
 * have said it, so it does not prove that the command was not carried out.
 */
export type Opened =
  | { readonly opened: 'authentic'; readonly data: Uint8Array; readonly sw: number }
  | { readonly opened: 'unproven'; readonly sw: number }
  | { readonly opened: 'forged' };

/** A secured command, to be sent once and in its turn, and the only way to read its response. */
export interface SecuredCommand {
  readonly apdu: Uint8Array;
  readonly open: (response: Uint8Array) => Opened;
}

/** What a card says of itself in its answer to INITIALIZE UPDATE (§7.1.1). */
export interface CardAnnouncement {
  /** Ten bytes that name the card to whoever derives its keys. */
  readonly diversification: Uint8Array;
  readonly keyVersion: number;
  readonly challenge: Uint8Array;
  readonly cryptogram: Uint8Array;
}

/** Data that one secured APDU can carry. */
const LONGEST_DATA = 239;

export function initializeUpdate(hostChallenge: Uint8Array): Uint8Array {
  return Uint8Array.of(0x80, INS.initializeUpdate, 0x00, 0x00, CHALLENGE_LENGTH, ...hostChallenge);
}

/** Reads the answer to INITIALIZE UPDATE, status word included; nothing when it is not one of SCP03 with i = 70. */
export function readAnnouncement(response: Uint8Array): CardAnnouncement | undefined {
  if (response.length !== 34 || !sameBytes(response.subarray(32), Uint8Array.of(0x90, 0x00)))
    return undefined;
  if (!sameBytes(response.subarray(11, 13), PROTOCOL)) return undefined;
  return {
    diversification: response.subarray(0, 10),
    keyVersion: response[10] ?? 0,
    challenge: response.subarray(13, 21),
    cryptogram: response.subarray(21, 29),
  };
}

/**
 * The centre's end of a channel. Commands may be secured ahead of the responses: the chain goes through commands only.
 * Each APDU made here must be sent once, in order.
 */
export class HostChannel {
  #chaining: Uint8Array = FIRST_CHAINING_VALUE;
  #number = 0;

  private constructor(
    private readonly session: SessionKeys,
    private readonly hostCryptogram: Uint8Array,
  ) {}

  /** Nothing when the card's cryptogram shows that it does not have these keys. */
  static open(
    keys: StaticKeys,
    hostChallenge: Uint8Array,
    { challenge, cryptogram }: CardAnnouncement,
  ): HostChannel | undefined {
    const session = sessionKeys(keys, hostChallenge, challenge);
    const expected = cryptograms(session, hostChallenge, challenge);
    return sameBytes(expected.card, cryptogram) ? new HostChannel(session, expected.host) : undefined;
  }

  /** EXTERNAL AUTHENTICATE (§7.1.2). Its answer is a bare status word; the first secured response proves it. */
  authenticate(): Uint8Array {
    return this.#sign(INS.externalAuthenticate, SECURITY_LEVEL, 0x00, this.hostCryptogram);
  }

  /** Secures one command. */
  secure({ ins, p1, p2, data = new Uint8Array() }: PlainCommand): SecuredCommand {
    if (data.length > LONGEST_DATA)
      throw new RangeError(`${data.length} bytes in one command: expected at most ${LONGEST_DATA}`);
    this.#number += 1;
    const number = this.#number;
    const apdu = this.#sign(ins, p1, p2, encrypt(this.session.enc, 'command', number, data));
    const chaining = this.#chaining;
    return { apdu, open: (response) => this.#openResponse(response, number, chaining) };
  }

  #sign(ins: number, p1: number, p2: number, data: Uint8Array): Uint8Array {
    const message = Uint8Array.of(SECURED_CLASS, ins, p1, p2, data.length + MAC_LENGTH, ...data);
    this.#chaining = chainedMac(this.session.mac, this.#chaining, message);
    return join(message, this.#chaining.subarray(0, MAC_LENGTH));
  }

  #openResponse(response: Uint8Array, number: number, chaining: Uint8Array): Opened {
    if (response.length < 2) return { opened: 'forged' };
    const status = response.subarray(response.length - 2);
    const sw = ((status[0] ?? 0) << 8) | (status[1] ?? 0);
    if (response.length === 2) return sw === 0x9000 ? { opened: 'forged' } : { opened: 'unproven', sw };
    const body = response.subarray(0, response.length - 2);
    if (body.length < MAC_LENGTH) return { opened: 'forged' };
    const encrypted = body.subarray(0, body.length - MAC_LENGTH);
    const mac = chainedMac(this.session.rmac, chaining, join(encrypted, status));
    if (!sameBytes(mac.subarray(0, MAC_LENGTH), body.subarray(body.length - MAC_LENGTH)))
      return { opened: 'forged' };
    const data = decrypt(this.session.enc, 'response', number, encrypted);
    return data ? { opened: 'authentic', data, sw } : { opened: 'forged' };
  }
}
