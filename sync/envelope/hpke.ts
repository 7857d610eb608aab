import {
  createCipheriv,
  createDecipheriv,
  createHmac,
  createPrivateKey,
  createPublicKey,
  diffieHellman,
  type KeyObject,
  randomBytes,
} from 'node:crypto';

/**
 * HPKE (RFC 9180), base mode, one message a context: DHKEM(X25519, HKDF-SHA256), HKDF-SHA256, AES-128-GCM. On `node:crypto`,
 * because a record is sealed inside a database transaction, which cannot wait for a promise, and every library is asynchronous.
 * The RFC's vector and `@hpke/core` in both directions are the tests.
 */

const KEM = 0x0020;
const KDF = 0x0001;
const AEAD = 0x0001;

const HASH_BYTES = 32;
const KEY_BYTES = 16;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
/** An X25519 key, public or private, and the encapsulated key. */
const X25519_BYTES = 32;
/** What sealing adds to a message. */
export const OVERHEAD = X25519_BYTES + TAG_BYTES;

const none = Buffer.alloc(0);
/** What a salt that is not given is (RFC 5869 §2.2). */
const noSalt = Buffer.alloc(HASH_BYTES);

const integer = (value: number, bytes: number) => {
  const encoded = Buffer.alloc(bytes);
  encoded.writeUIntBE(value, 0, bytes);
  return encoded;
};

const version = Buffer.from('HPKE-v1');
const kemSuite = Buffer.concat([Buffer.from('KEM'), integer(KEM, 2)]);
const hpkeSuite = Buffer.concat([Buffer.from('HPKE'), integer(KEM, 2), integer(KDF, 2), integer(AEAD, 2)]);

const hmac = (key: Uint8Array, data: Uint8Array) => createHmac('sha256', key).update(data).digest();

/** `LabeledExtract`, RFC 9180 §4: of one suite and label, put together once. */
function extracting(suite: Buffer, label: string) {
  const labeled = Buffer.concat([version, suite, Buffer.from(label)]);
  return (salt: Uint8Array, input: Uint8Array) => hmac(salt, Buffer.concat([labeled, input]));
}

const lastBlock = Buffer.of(1);

/** `LabeledExpand`, RFC 9180 §4, for at most one block of the hash: nothing here is longer. */
function expanding(suite: Buffer, label: string, length: number) {
  const labeled = Buffer.concat([integer(length, 2), version, suite, Buffer.from(label)]);
  return (secret: Uint8Array, info: Uint8Array) =>
    hmac(secret, Buffer.concat([labeled, info, lastBlock])).subarray(0, length);
}

const extractShared = extracting(kemSuite, 'eae_prk');
const expandShared = expanding(kemSuite, 'shared_secret', HASH_BYTES);
const extractSecret = extracting(hpkeSuite, 'secret');
const extractInfo = extracting(hpkeSuite, 'info_hash');
const expandKey = expanding(hpkeSuite, 'key', KEY_BYTES);
const expandNonce = expanding(hpkeSuite, 'base_nonce', NONCE_BYTES);

export interface KeyPair {
  readonly publicKey: Uint8Array;
  readonly privateKey: Uint8Array;
}

/** Keys go in and out as JWK (RFC 8037): OpenSSL takes ten times as long over their DER. */
const text = (key: Uint8Array) => Buffer.from(key).toString('base64url');

const publicKeyOf = (raw: Uint8Array): KeyObject =>
  createPublicKey({ key: { kty: 'OKP', crv: 'X25519', x: text(raw) }, format: 'jwk' });

/** Those of recipients: reading one takes as long as agreeing on a secret with it. */
const publicKeys = new WeakMap<Uint8Array, KeyObject>();

function publicKeyOnce(raw: Uint8Array): KeyObject {
  const key = publicKeys.get(raw) ?? publicKeyOf(raw);
  publicKeys.set(raw, key);
  return key;
}

/** A key pair as `node:crypto` holds it. */
export const privateKeyOf = ({ publicKey, privateKey }: KeyPair): KeyObject =>
  createPrivateKey({
    key: { kty: 'OKP', crv: 'X25519', x: text(publicKey), d: text(privateKey) },
    format: 'jwk',
  });

function pairOf(key: KeyObject): KeyPair {
  const { x = '', d = '' } = key.export({ format: 'jwk' });
  return { publicKey: Buffer.from(x, 'base64url'), privateKey: Buffer.from(d, 'base64url') };
}

/**
 * Not by `generateKeyPairSync`: exporting what it made hangs the process for ever when garbage is collected in between, in Node 20
 * (`~KeyGenJob` waits for the lock that the export holds). Any 32 bytes are a private key (RFC 7748 §5); of a JWK's two keys, Node
 * reads the private one and works out the other.
 */
const newPrivateKey = (): KeyObject =>
  privateKeyOf({ publicKey: Buffer.alloc(X25519_BYTES), privateKey: randomBytes(X25519_BYTES) });

/** A new X25519 key pair, 32 bytes each. */
export const newKeyPair = (): KeyPair => pairOf(newPrivateKey());

/** `mode_base` and the `psk_id_hash` of base mode, which has no pre-shared key. */
const baseMode = Buffer.concat([Buffer.of(0), extracting(hpkeSuite, 'psk_id_hash')(noSalt, none)]);

/** `key_schedule_context` of each use that something was sealed for: there are few, and each message is for one. */
const contexts = new WeakMap<Uint8Array, Buffer>();

function contextOf(info: Uint8Array): Buffer {
  const context = contexts.get(info) ?? Buffer.concat([baseMode, extractInfo(noSalt, info)]);
  contexts.set(info, context);
  return context;
}

/** Key and nonce of the only message of a context: `ExtractAndExpand`, then `KeySchedule` (RFC 9180 §4.1 and §5.1). */
function schedule(shared: Uint8Array, encapsulated: Uint8Array, recipient: Uint8Array, info: Uint8Array) {
  const sharedSecret = expandShared(extractShared(noSalt, shared), Buffer.concat([encapsulated, recipient]));
  const secret = extractSecret(sharedSecret, none);
  const context = contextOf(info);
  return { key: expandKey(secret, context), nonce: expandNonce(secret, context) };
}

export interface Sealing {
  /** What the message is for; both ends must say the same. Its bytes must stay as they are: what follows from them is kept. */
  readonly info: Uint8Array;
  /** Authenticated with the message, and not in it. */
  readonly aad: Uint8Array;
}

/** A context that seals one message: its key and nonce are for one. */
export interface Sender {
  /** Encapsulated key ‖ ciphertext ‖ tag. Throws when this context has sealed already. */
  seal(message: Uint8Array, aad: Uint8Array): Buffer;
}

/**
 * `SetupBaseS` (RFC 9180 §5.1.1), which is nearly all that sealing costs and can be done before there is anything to seal. `ephemeral`
 * is for the RFC's vectors. Throws when `recipient` is not a usable X25519 public key.
 */
export function setUpSender(
  recipient: Uint8Array,
  info: Uint8Array,
  ephemeral: KeyObject = newPrivateKey(),
): Sender {
  const { publicKey } = pairOf(ephemeral);
  const shared = diffieHellman({ privateKey: ephemeral, publicKey: publicKeyOnce(recipient) });
  const { key, nonce } = schedule(shared, publicKey, recipient, info);
  const cipher = createCipheriv('aes-128-gcm', key, nonce);
  let used = false;
  return {
    seal(message, aad) {
      if (used)
        throw new Error('this context has sealed its message: another under the same nonce opens both');
      used = true;
      cipher.setAAD(aad);
      return Buffer.concat([publicKey, cipher.update(message), cipher.final(), cipher.getAuthTag()]);
    },
  };
}

/** `message` sealed to the holder of `recipient`'s private key, in a context of its own. Whoever seals cannot open it again. */
export const seal = (
  recipient: Uint8Array,
  message: Uint8Array,
  { info, aad }: Sealing,
  ephemeral?: KeyObject,
): Uint8Array => setUpSender(recipient, info, ephemeral).seal(message, aad);

/** Private keys of pairs that were opened with, as `node:crypto` holds them: reading one takes longer than agreeing on a secret. */
const privateKeys = new WeakMap<KeyPair, KeyObject>();

function privateKeyOnce(pair: KeyPair): KeyObject {
  const key = privateKeys.get(pair) ?? privateKeyOf(pair);
  privateKeys.set(pair, key);
  return key;
}

/** The message that `seal` sealed to `recipient`; undefined when it is not one, was altered, or is not for this use. */
export function open(recipient: KeyPair, sealed: Uint8Array, { info, aad }: Sealing): Uint8Array | undefined {
  if (sealed.length < OVERHEAD) return undefined;
  const encapsulated = sealed.subarray(0, X25519_BYTES);
  try {
    const shared = diffieHellman({
      privateKey: privateKeyOnce(recipient),
      publicKey: publicKeyOf(encapsulated),
    });
    const { key, nonce } = schedule(shared, encapsulated, recipient.publicKey, info);
    const decipher = createDecipheriv('aes-128-gcm', key, nonce, { authTagLength: TAG_BYTES })
      .setAAD(aad)
      .setAuthTag(sealed.subarray(-TAG_BYTES));
    return Buffer.concat([decipher.update(sealed.subarray(X25519_BYTES, -TAG_BYTES)), decipher.final()]);
  } catch {
    return undefined;
  }
}
