import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { classifyAtr } from './classify.ts';

const atr = (hex: string) => Uint8Array.from(Buffer.from(hex.replaceAll(' ', ''), 'hex'));

describe('an ATR', () => {
  it.each<readonly [string, string]>([
    ...['43', '44', '45', '46', '47', '48', '49', '4B', '4C'].map(
      (chip) => [`3B 75 13 00 00 ${chip} 09 EA 90 00`, 'vitale-2'] as const,
    ),
    ['3B 75 13 00 00 45 09 FA 90 00', 'vitale-2'],
    ['3F 65 25 00 22 09 F9 69 90 00', 'vitale-1'],
    ['3F 65 25 00 2C 09 F9 69 90 00', 'vitale-1'],
    ['3F 65 25 00 52 09 6A 90 00', 'vitale-1'],
    ['3F 65 25 00 A3 09 6A 90 00', 'vitale-1'],
    ['3F 65 25 00 A4 09 6A 90 00', 'vitale-1'],
    ['3B AC 00 40 2A 00 12 25 00 64 80 00 03 10 00 90 00', 'professional'],
    ['3B DC 18 FF 00 00 12 25 00 64 80 00 04 01 00 90 00', 'professional'],
    ['3B 65 00 00 20 63 CB 68 00', 'bank'],
    ['3B 65 00 00 20 63 CB A0 00', 'bank'],
    ['3B 05 42 4F 52 4E 45', 'unlisted'],
    ['3B 75 13 00 00 4A 09 EA 90 00', 'unlisted'],
    ['3B 75 13 00 00 46 09 EA 90 00 00', 'unlisted'],
    ['', 'mute'],
    ['FF', 'mute'],
    ['00 00', 'mute'],
  ])('%s is %s', (hex, kind) => {
    expect(classifyAtr(atr(hex))).toBe(kind);
  });

  it('of any bytes is never taken for a Carte Vitale by chance', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 33 }), (noise) => {
        expect(['unlisted', 'mute']).toContain(classifyAtr(noise));
      }),
    );
  });
});
