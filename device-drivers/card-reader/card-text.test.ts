import { err, ok } from '@borne/domain/result';
import { describe, expect, it } from 'vitest';
import { readText } from './card-text.ts';

const latin1 = (text: string) => Uint8Array.from(Buffer.from(text, 'latin1'));

describe('text on a card', () => {
  it('is ISO 8859-1, without its trailing spaces', () => {
    expect(readText(latin1('D’ORÉ'.replace('’', "'")), 60)).toEqual(ok("D'ORÉ"));
    expect(readText(latin1('LÉA   '), 60)).toEqual(ok('LÉA'));
    expect(readText(latin1('DE LA TOUR-ÇÀ'), 13)).toEqual(ok('DE LA TOUR-ÇÀ'));
  });

  it.each(['\u00ad', '\u00ad\u00ad', 'DU\u00adRAND'])(
    'with a soft hyphen is refused: it shows as nothing, or as a hyphen (%j)',
    (text) => {
      expect(readText(latin1(text), 60)).toEqual(err('soft hyphen'));
    },
  );

  it.each(['A\x00', '\x1bE', 'A\x7f', '\x85', '\x9b31m'])(
    'with a control character is refused (%j)',
    (text) => {
      expect(readText(latin1(text), 60)).toEqual(err('control character'));
    },
  );

  it.each(['', ' ', '\u00a0', ' \u00a0 '])('that would print empty is refused (%j)', (text) => {
    expect(readText(latin1(text), 60)).toEqual(err('empty'));
  });

  it('of no bytes at all is missing, and of too many too long', () => {
    expect(readText(undefined, 60)).toEqual(err('missing'));
    expect(readText(latin1('ABCDE'), 4)).toEqual(err('5 characters: expected at most 4'));
  });

  it('that comes from any byte shows at least one mark', () => {
    for (let byte = 0; byte <= 0xff; byte += 1) {
      const text = readText(Uint8Array.of(byte), 1);
      if (text.ok) expect([byte, /[\p{L}\p{N}\p{P}\p{S}]/u.test(text.value)]).toEqual([byte, true]);
    }
  });
});
