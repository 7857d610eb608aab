import { Aes128Gcm, CipherSuite, DhkemX25519HkdfSha256, HkdfSha256 } from '@hpke/core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { newKeyPair, OVERHEAD, open, privateKeyOf, seal, setUpSender } from './hpke.ts';

const hex = (text: string) => Uint8Array.from(Buffer.from(text, 'hex'));
const text = (value: string) => Uint8Array.from(Buffer.from(value));

/** RFC 9180, A.1.1, sequence number 0. */
const vector = {
  info: hex('4f6465206f6e2061204772656369616e2055726e'),
  ephemeral: {
    privateKey: hex('52c4a758a802cd8b936eceea314432798d5baf2d7e9235dc084ab1b9cfa2f736'),
    publicKey: hex('37fda3567bdbd628e88668c3c8d7e97d1d1253b6d4ea6d44c150f741f1bf4431'),
  },
  recipient: {
    privateKey: hex('4612c550263fc8ad58375df3f557aac531d26850903e55a9f23f21d8534e8ac8'),
    publicKey: hex('3948cfe0ad1ddb695d780e59077195da6c56506b027329794ab02bca80815c4d'),
  },
  message: text('Beauty is truth, truth beauty'),
  aad: text('Count-0'),
  ciphertext: 'f938558b5d72f1a23810b4be2ab4f84331acc02fc97babc53a52ae8218a355a96d8770ac83d07bea87e13c512a',
};

describe('the published vector', () => {
  it('is sealed and opened byte for byte', () => {
    const { recipient, message, ephemeral } = vector;
    const sealed = seal(recipient.publicKey, message, vector, privateKeyOf(ephemeral));
    expect(Buffer.from(sealed).toString('hex')).toBe(
      Buffer.from(ephemeral.publicKey).toString('hex') + vector.ciphertext,
    );
    expect(open(recipient, sealed, vector)).toEqual(Buffer.from(message));
  });
});

describe('another implementation', () => {
  const suite = new CipherSuite({
    kem: new DhkemX25519HkdfSha256(),
    kdf: new HkdfSha256(),
    aead: new Aes128Gcm(),
  });
  const info = text('info');
  const aad = text('header');
  const exact = (bytes: Uint8Array) => Uint8Array.from(bytes).buffer;

  it('opens what this one sealed', async () => {
    const pair = newKeyPair();
    const sealed = seal(pair.publicKey, text('secret'), { info, aad });
    const recipientKey = await suite.kem.importKey('raw', exact(pair.privateKey), false);
    const enc = exact(sealed.subarray(0, 32));
    const opened = await suite.open(
      { recipientKey, enc, info: exact(info) },
      exact(sealed.subarray(32)),
      exact(aad),
    );
    expect(Buffer.from(opened).toString()).toBe('secret');
  });

  it('seals what this one opens', async () => {
    const pair = newKeyPair();
    const recipientPublicKey = await suite.kem.importKey('raw', exact(pair.publicKey), true);
    const { enc, ct } = await suite.seal(
      { recipientPublicKey, info: exact(info) },
      exact(text('secret')),
      exact(aad),
    );
    const sealed = Buffer.concat([Buffer.from(enc), Buffer.from(ct)]);
    expect(open(pair, sealed, { info, aad })?.toString()).toBe('secret');
  });
});

describe('key pairs', () => {
  it('are made in any number, while garbage is collected', () => {
    // As many as hung Node 20 when `generateKeyPairSync` made them; a public key that is not the private one's would open nothing.
    const made = Array.from({ length: 5_000 }, () => Buffer.from(newKeyPair().publicKey).toString('hex'));
    expect(new Set(made).size).toBe(made.length);
    expect(made).not.toContain('00'.repeat(32));
  }, 120_000);
});

describe('opening', () => {
  const pair = newKeyPair();
  const use = { info: text('info'), aad: text('header') };

  it('gives back any message, and nothing when one bit of it, of its header or of its use is another', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), fc.nat(), fc.nat(7), (message, place, bit) => {
        const sealed = seal(pair.publicKey, message, use);
        expect(sealed).toHaveLength(message.length + OVERHEAD);
        expect(open(pair, sealed, use)).toEqual(Buffer.from(message));
        const altered = Uint8Array.from(sealed);
        const at = place % altered.length;
        altered[at] = (altered[at] ?? 0) ^ (1 << bit);
        // The high bit of an X25519 key is not part of it (RFC 7748 §5), but it is part of what is authenticated.
        expect(open(pair, altered, use)).toBeUndefined();
        expect(open(pair, sealed, { ...use, aad: text('headers') })).toBeUndefined();
        expect(open(pair, sealed, { ...use, info: text('other') })).toBeUndefined();
      }),
      { numRuns: 200 },
    );
  });

  it('is for the holder of the key only, and harmless on anything that was not sealed', () => {
    const sealed = seal(pair.publicKey, text('secret'), use);
    expect(open(newKeyPair(), sealed, use)).toBeUndefined();
    for (const length of [0, 31, OVERHEAD - 1, OVERHEAD, 200])
      expect(open(pair, new Uint8Array(length), use)).toBeUndefined();
  });

  it('is of one message a context: two under one nonce would open each other', () => {
    const sender = setUpSender(pair.publicKey, use.info);
    expect(open(pair, sender.seal(text('secret'), use.aad), use)?.toString()).toBe('secret');
    expect(() => sender.seal(text('another'), use.aad)).toThrow(/has sealed its message/);
  });

  it('never seals to a key of low order', () => {
    expect(() => seal(new Uint8Array(32), text('secret'), use)).toThrow();
  });
});
