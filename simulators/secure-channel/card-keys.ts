import { createHash } from 'node:crypto';
import { cbc, cmac, ecb } from '@noble/ciphers/aes.js';
import { join, type StaticKeys, sameBytes } from './scp03.ts';

/** Master keys by version, from which the keys of every card are derived. They never leave the centre. */
export type MasterKeys = ReadonlyMap<number, StaticKeys>;

/** The version that every card should have: the highest. */
export const currentKeyVersion = (keys: MasterKeys): number => Math.max(...keys.keys());

/** The serial as ten bytes: its digits in BCD, `F` to fill. It names the card in INITIALIZE UPDATE. */
export function diversificationOf(serial: string): Uint8Array {
  return Uint8Array.from(Buffer.from(serial.padEnd(20, 'F'), 'hex'));
}

/** The keys of one card: each is the CMAC of the card's name under the master key of its purpose (invented scheme). */
export function diversify(master: StaticKeys, serial: string): StaticKeys {
  const name = diversificationOf(serial);
  const key = (from: Uint8Array, purpose: number) => cmac(join(Uint8Array.of(purpose), name), from);
  return { enc: key(master.enc, 1), mac: key(master.mac, 2), dek: key(master.dek, 3) };
}

/** Key type AES (GlobalPlatform Card Specification, key type coding). */
const AES = 0x88;
/** A block of a new key in PUT KEY: type, length, length and value of the encrypted key, length and check value. */
const KEY_BLOCK = 23;

/** Key check value for AES: the first three bytes of sixteen `01` encrypted (Amendment D). */
export function checkValue(key: Uint8Array): Uint8Array {
  return ecb(key, { disablePadding: true }).encrypt(new Uint8Array(16).fill(1)).subarray(0, 3);
}

/** Data of PUT KEY (Amendment D): the new version and the three keys, encrypted under the DEK in use. */
export function encodeKeys(version: number, keys: StaticKeys, dek: Uint8Array): Uint8Array {
  const block = (key: Uint8Array) =>
    Uint8Array.of(AES, 17, 16, ...keyCipher(dek).encrypt(key), 3, ...checkValue(key));
  return join(Uint8Array.of(version), block(keys.enc), block(keys.mac), block(keys.dek));
}

/** The keys that PUT KEY carries; nothing when they are malformed or a check value is wrong. */
export function decodeKeys(data: Uint8Array, dek: Uint8Array) {
  if (data.length !== 1 + 3 * KEY_BLOCK) return undefined;
  const keyAt = (index: number) => {
    const block = data.subarray(1 + index * KEY_BLOCK, 1 + (index + 1) * KEY_BLOCK);
    if (!sameBytes(block.subarray(0, 3), Uint8Array.of(AES, 17, 16)) || block[19] !== 3) return undefined;
    const key = keyCipher(dek).decrypt(block.subarray(3, 19));
    return sameBytes(checkValue(key), block.subarray(20)) ? key : undefined;
  };
  const [enc, mac, newDek] = [keyAt(0), keyAt(1), keyAt(2)];
  return enc && mac && newDek ? { version: data[0] ?? 0, keys: { enc, mac, dek: newDek } } : undefined;
}

const keyCipher = (dek: Uint8Array) => cbc(dek, new Uint8Array(16), { disablePadding: true });

/**
 * Master keys of the simulation, made from sentences in the sources on purpose, so that every simulated centre knows every
 * simulated card. Version 1 is the one being given up.
 */
export const simulatedMasterKeys: MasterKeys = new Map(
  [1, 2].map((version) => [version, simulated(version)]),
);

function simulated(version: number): StaticKeys {
  const key = (purpose: string) =>
    Uint8Array.from(
      createHash('sha256').update(`Borne, simulated card master key ${version}, ${purpose}`).digest(),
    ).subarray(0, 16);
  return { enc: key('encryption'), mac: key('authentication'), dek: key('key encryption') };
}
