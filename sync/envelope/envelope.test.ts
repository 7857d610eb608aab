import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LONGEST_BODY } from '../contract/record.ts';
import { pack, unpack } from './compact.ts';
import { dictionary } from './dictionary.ts';
import { createSealer, openBody, sealBody } from './envelope.ts';
import { newKeyPair } from './hpke.ts';
import { recipientKeysOf, recipientOf, recipientsIn } from './recipient.ts';

const id = '01934f5e-8c7a-7a51-9c1f-4be2a8f0d6c3';
const begun = {
  id,
  operation: {
    kind: 'attestation-droits',
    documentNumber: 'B7K2-M4QX',
    cardSerial: '99000000000000001',
    rangs: ['01', '02'],
    rightsFrom: 'central',
  },
};
const settled = { id, outcome: 'done' };
const update = {
  id,
  operation: { kind: 'card-update', relay: 'a7'.repeat(16), plan: '3f'.repeat(32), writes: 12 },
};

describe('compact', () => {
  it('gives everything back, identifiers as they were written', () => {
    for (const content of [begun, settled, update, { kind: 'pin-refused', remaining: 0 }])
      expect(unpack(pack(content, LONGEST_BODY), LONGEST_BODY)).toEqual(content);
  });

  it('gives back any text, a number, an UUID or base 16 included', () => {
    const text = fc.oneof(
      fc.string(),
      fc.stringMatching(/^[0-9a-fA-F]{0,80}$/),
      fc.stringMatching(/^\d{1,20}$/),
      fc.uuid(),
    );
    fc.assert(
      fc.property(
        fc.dictionary(fc.stringMatching(/^[a-zA-Z]{1,12}$/), text),
        fc.integer(),
        (texts, number) => {
          const content = { number, texts, list: Object.values(texts) };
          expect(unpack(pack(content, 64 * 1024), 64 * 1024)).toEqual(content);
        },
      ),
      { numRuns: 300 },
    );
  });

  it('tells nothing by its length but a number of blocks', () => {
    const lengths = ['done', 'not-done', 'in-doubt'].map(
      (outcome) => pack({ id, outcome }, LONGEST_BODY).length,
    );
    expect(new Set(lengths)).toEqual(new Set([32]));
    expect(pack(begun, LONGEST_BODY).length % 32).toBe(0);
  });

  it('reads nothing in other bytes, nor inflates without end', () => {
    expect(unpack(new Uint8Array(), 100)).toBeUndefined();
    expect(unpack(new Uint8Array(64), 100)).toBeUndefined();
    expect(unpack(pack({ text: 'a'.repeat(100_000) }, 200_000), LONGEST_BODY)).toBeUndefined();
    fc.assert(fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => void unpack(bytes, LONGEST_BODY)));
  });

  it('keeps its dictionary: what was sealed with it must open', () => {
    const digest = createHash('sha256').update(dictionary).digest('hex');
    expect(digest).toBe('7a8a9cd04c4bfa3216e978f8e57c5c1e31448483ac5bc264b10da34ad0e93c3b');
    const sealedLongAgo =
      '435153153847defbd18a0fd70e93eed14c27736f235d5f93c008240f175a5a1aa000434800344152049630000080000000000000000000000000000000000000';
    expect(unpack(Buffer.from(sealedLongAgo, 'hex'), LONGEST_BODY)).toEqual(begun);
  });
});

describe('an envelope', () => {
  const centre = newKeyPair();
  const recipient = recipientOf(centre.publicKey);
  const header = '{"kiosk":"borne-1","seq":1}';

  it('opens for the centre, under its own header only', () => {
    const body = sealBody(recipient, header, begun);
    expect(openBody(centre, header, body)).toEqual(begun);
    expect(openBody(centre, '{"kiosk":"borne-1","seq":2}', body)).toBeUndefined();
    expect(openBody(newKeyPair(), header, body)).toBeUndefined();
  });

  it('shows nothing of what is in it, and is never twice the same', () => {
    const one = sealBody(recipient, header, begun);
    const other = sealBody(recipient, header, begun);
    expect(one.equals(other)).toBe(false);
    expect(one.includes('99000000000000001')).toBe(false);
  });

  it('is the same when its keys were agreed on beforehand, once for each body and anew for another centre', () => {
    const idle: (() => void)[] = [];
    const sealAhead = createSealer((task) => idle.push(task));
    const other = newKeyPair();
    const bodies = [0, 1, 2, 3].map((round) => {
      // In the second and third round keys are ready; in the last, for somebody else.
      if (round > 0) for (const task of idle.splice(0)) task();
      return round === 3
        ? openBody(other, header, sealAhead(recipientOf(other.publicKey), header, begun))
        : openBody(centre, header, sealAhead(recipient, header, begun));
    });
    expect(bodies).toEqual([begun, begun, begun, begun]);
    const sealed = Array.from({ length: 5 }, () => {
      for (const task of idle.splice(0)) task();
      return sealAhead(recipient, header, begun).subarray(0, 32).toString('hex');
    });
    expect(new Set(sealed).size).toBe(5);
  });

  it('refuses a content that is too long, before anything is stored', () => {
    const noise = Array.from({ length: 3000 }, (_, index) =>
      createHash('sha256').update(String(index)).digest('hex'),
    );
    expect(() => sealBody(recipient, header, { noise })).toThrow(/expected at most 8192/);
  });
});

describe('the keys that a kiosk is given', () => {
  const [first, second] = [newKeyPair(), newKeyPair()];
  const textOf = (publicKey: Uint8Array) => Buffer.from(publicKey).toString('base64url');

  it('are one or two, and the first is sealed to', () => {
    const keys = recipientKeysOf([first, second]).keys;
    expect(recipientsIn(keys)).toEqual({
      ok: true,
      value: [first, second].map(({ publicKey }) => recipientOf(Uint8Array.from(publicKey))),
    });
  });

  it.each([
    ['none', []],
    ['three', [first, second, first].map(({ publicKey }) => textOf(publicKey))],
    ['short', ['AAAA']],
    ['of low order', [textOf(new Uint8Array(32))]],
    ['of low order, the second one', [textOf(first.publicKey), textOf(new Uint8Array(32))]],
  ])('are refused when they are %s', (_, keys) => {
    expect(recipientsIn(keys)).toMatchObject({ ok: false, error: expect.stringContaining('expected') });
  });
});
