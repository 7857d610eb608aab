import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeBase45, encodeBase45 } from './base45.ts';

const utf8 = (text: string) => new TextEncoder().encode(text);

describe('Base45', () => {
  it.each([
    ['AB', 'BB8'],
    ['Hello!!', '%69 VD92EX0'],
    ['base-45', 'UJCLQE7W581'],
    ['ietf!', 'QED8WEX0'],
  ])('writes and reads the example of RFC 9285: %s', (text, encoded) => {
    expect(encodeBase45(utf8(text))).toBe(encoded);
    expect(decodeBase45(encoded)).toEqual({ ok: true, value: utf8(text) });
  });

  it('reads what it writes, and writes what a QR code holds in its alphanumeric mode', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 1, maxLength: 300 }), (bytes) => {
        const text = encodeBase45(bytes);
        expect(text.endsWith(' ')).toBe(false);
        expect(text).toMatch(/^[0-9A-Z $%*+\-./:]*$/);
        expect(decodeBase45(text)).toEqual({ ok: true, value: bytes });
      }),
    );
  });

  it.each([
    ['AAAA', /4 characters/],
    ['BBa', /character 3 is not one/],
    ['GGW', /from 1 on are too great/],
    ['BB8::', /from 4 on are too great/],
  ])('refuses %s, which nothing encodes', (text, problem) => {
    expect(decodeBase45(text)).toMatchObject({ ok: false, error: expect.stringMatching(problem) });
  });
});
