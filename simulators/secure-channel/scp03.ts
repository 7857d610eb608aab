import { cbc, cmac, ecb } from '@noble/ciphers/aes.js';

/**
 * Secure Channel Protocol 03 (GlobalPlatform Card Specification, Amendment D v1.1.2), AES-128, eight-byte challenges and
 * MACs, pseudo-random card challenge (i = 70): what both ends share. Clause numbers are Amendment D's.
 */

/** The three keys that a card and the centre share (§4.1). 16 bytes each. */
export interface StaticKeys {
  readonly enc: Uint8Array;
  readonly mac: Uint8Array;
  /** Encrypts keys that travel. */
  readonly dek: Uint8Array;
}

/** The keys of one channel (§6.2.1). 16 bytes each. */
export interface SessionKeys {
  readonly enc: Uint8Array;
  readonly mac: Uint8Array;
  readonly rmac: Uint8Array;
}

/** C-DECRYPTION, C-MAC, R-MAC and R-ENCRYPTION (§7.1.2.1): the only level spoken here. */
export const SECURITY_LEVEL = 0x33;

/** Secure messaging in the class byte of GlobalPlatform (Card Specification §11.1.4). */
export const SECURED_CLASS = 0x84;

export const INS = {
  initializeUpdate: 0x50,
  externalAuthenticate: 0x82,
  getData: 0xca,
  putData: 0xda,
  putKey: 0xd8,
} as const;

/** Protocol 03, with pseudo-random challenge, R-MAC and R-ENCRYPTION: key information of INITIALIZE UPDATE (§5.1). */
export const PROTOCOL = Uint8Array.of(0x03, 0x70);

export const MAC_LENGTH = 8;
export const CHALLENGE_LENGTH = 8;

/** Data derivation constants (§4.1.5, table 4-1). */
const CARD_CRYPTOGRAM = 0x00;
const HOST_CRYPTOGRAM = 0x01;
const CARD_CHALLENGE = 0x02;
const S_ENC = 0x04;
const S_MAC = 0x06;
const S_RMAC = 0x07;

const BLOCK = 16;

/**
 * NIST SP 800-108 KDF in counter mode over AES-CMAC (§4.1.5): eleven zero bytes and the constant, a zero separator, the
 * length wanted in bits, the counter (always 1: no more than 128 bits are asked for), the context.
 */
function derive(key: Uint8Array, constant: number, length: number, context: Uint8Array): Uint8Array {
  const bits = length * 8;
  const input = [...new Uint8Array(11), constant, 0x00, bits >> 8, bits & 0xff, 0x01, ...context];
  return cmac(Uint8Array.from(input), key).subarray(0, length);
}

/** The keys of the channel that these two challenges open (§6.2.1). */
export function sessionKeys(
  keys: StaticKeys,
  hostChallenge: Uint8Array,
  cardChallenge: Uint8Array,
): SessionKeys {
  const context = join(hostChallenge, cardChallenge);
  return {
    enc: derive(keys.enc, S_ENC, BLOCK, context),
    mac: derive(keys.mac, S_MAC, BLOCK, context),
    rmac: derive(keys.mac, S_RMAC, BLOCK, context),
  };
}

/** What proves to the host that the card has the keys, and to the card that the host has (§6.2.2.2, §6.2.2.3). */
export function cryptograms(session: SessionKeys, hostChallenge: Uint8Array, cardChallenge: Uint8Array) {
  const context = join(hostChallenge, cardChallenge);
  return {
    card: derive(session.mac, CARD_CRYPTOGRAM, 8, context),
    host: derive(session.mac, HOST_CRYPTOGRAM, 8, context),
  };
}

/** The card's challenge, never the same as long as its three-byte counter moves (§6.2.2.1). */
export function pseudoRandomChallenge(enc: Uint8Array, counter: Uint8Array, aid: Uint8Array): Uint8Array {
  return derive(enc, CARD_CHALLENGE, CHALLENGE_LENGTH, join(counter, aid));
}

/** The chaining value before EXTERNAL AUTHENTICATE (§6.2.3). */
export const FIRST_CHAINING_VALUE = new Uint8Array(BLOCK);

/**
 * MAC of a command (§6.2.4) or of a response (§6.2.5): the whole of it is the next chaining value, its first eight bytes
 * travel.
 */
export const chainedMac = (key: Uint8Array, chaining: Uint8Array, message: Uint8Array): Uint8Array =>
  cmac(join(chaining, message), key);

export type Direction = 'command' | 'response';

/** AES-CBC over the padded data; the ICV is the command's number, encrypted (§6.2.6, §6.2.7). Empty data stay empty. */
export function encrypt(key: Uint8Array, direction: Direction, number: number, data: Uint8Array): Uint8Array {
  return data.length === 0 ? data : cipher(key, direction, number).encrypt(pad(data));
}

/** The data that were encrypted; nothing when the length or the padding is not right. */
export function decrypt(
  key: Uint8Array,
  direction: Direction,
  number: number,
  data: Uint8Array,
): Uint8Array | undefined {
  if (data.length === 0) return data;
  return data.length % BLOCK ? undefined : unpad(cipher(key, direction, number).decrypt(data));
}

function cipher(key: Uint8Array, direction: Direction, number: number) {
  const counter = new Uint8Array(BLOCK);
  new DataView(counter.buffer).setUint32(BLOCK - 4, number);
  if (direction === 'response') counter[0] = 0x80;
  const icv = ecb(key, { disablePadding: true }).encrypt(counter);
  return cbc(key, icv, { disablePadding: true });
}

/** ISO/IEC 9797-1 padding method 2. */
function pad(data: Uint8Array): Uint8Array {
  const padded = new Uint8Array(data.length + BLOCK - (data.length % BLOCK));
  padded.set(data);
  padded[data.length] = 0x80;
  return padded;
}

function unpad(padded: Uint8Array): Uint8Array | undefined {
  const end = padded.findLastIndex((byte) => byte !== 0x00);
  return padded[end] === 0x80 ? padded.subarray(0, end) : undefined;
}

export function join(...parts: readonly Uint8Array[]): Uint8Array {
  return Uint8Array.from(Buffer.concat(parts));
}

/** Compared in full, whatever differs. */
export function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
  if (a.length !== b.length) return false;
  return a.reduce((difference, byte, index) => difference | (byte ^ (b[index] ?? 0)), 0) === 0;
}
