import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatNir, maskNir, nirKey, parseNir } from './nir.ts';

/** Keys computed by the CNAM's own nir-validation and by hand, Corsica included. */
const known = [
  ['2840588321025', '32'],
  ['2550814168025', '38'],
  ['284052A321025', '52'],
  ['284052B321025', '79'],
  ['284202B321025', '28'],
  ['284992B321025', '31'],
  ['255082A168025', '97'],
  ['2690549588157', '80'],
] as const;

const digits = (length: number) =>
  fc.integer({ min: 0, max: 10 ** length - 1 }).map((value) => String(value).padStart(length, '0'));

const body = fc
  .tuple(
    fc.constantFrom('1', '2', '5', '6', '7', '8'),
    digits(2),
    fc.oneof(fc.integer({ min: 1, max: 12 }), fc.integer({ min: 20, max: 99 })),
    fc.oneof(digits(2), fc.constantFrom('2A', '2B')),
    digits(6),
  )
  .map(([sex, year, month, departement, rest]) =>
    [sex, year, String(month).padStart(2, '0'), departement, rest].join(''),
  );

describe('the key of a NIR', () => {
  it.each(known)('of %s is %s', (nir, key) => {
    expect(nirKey(nir)).toBe(key);
    expect(parseNir(`${nir}${key}`).ok).toBe(true);
  });

  it('is refused when it is another, and the right one is told', () => {
    expect(parseNir('284058832102530')).toEqual({
      ok: false,
      error: { code: 'key', expected: '32', found: '30' },
    });
  });

  it('catches any one wrong digit', () => {
    fc.assert(
      fc.property(body, fc.integer({ min: 7, max: 12 }), fc.integer({ min: 1, max: 9 }), (nir, at, by) => {
        const wrong = (Number(nir[at]) + by) % 10;
        const typo = `${nir.slice(0, at)}${wrong}${nir.slice(at + 1)}${nirKey(nir)}`;
        expect(parseNir(typo)).toMatchObject({ ok: false, error: { code: 'key' } });
      }),
    );
  });

  it('is between 01 and 97 and makes any well-formed body a NIR', () => {
    fc.assert(
      fc.property(body, (nir) => {
        const key = nirKey(nir);
        expect(Number(key)).toBeGreaterThanOrEqual(1);
        expect(Number(key)).toBeLessThanOrEqual(97);
        expect(parseNir(`${nir}${key}`)).toEqual({ ok: true, value: `${nir}${key}` });
      }),
    );
  });
});

describe('a NIR that is not one', () => {
  it.each([
    ['', { code: 'length', found: 0 }],
    ['26905495881578', { code: 'length', found: 14 }],
    ['2690549588157800', { code: 'length', found: 16 }],
    ['26905495881578O', { code: 'characters' }],
    ['269052C58815780', { code: 'characters' }],
    ['369054958815780', { code: 'sex', found: '3' }],
    ['269004958815780', { code: 'month', found: '00' }],
    ['269134958815780', { code: 'month', found: '13' }],
    ['269194958815780', { code: 'month', found: '19' }],
  ])('%s', (text, error) => {
    expect(parseNir(text)).toEqual({ ok: false, error });
  });

  it('never makes the parser throw', () => {
    fc.assert(fc.property(fc.string({ maxLength: 30 }), (text) => typeof parseNir(text).ok === 'boolean'));
  });
});

it('reads what it wrote: spaces and small letters do not matter', () => {
  const nir = parseNir('2 84 05 2a 321 025 52');
  expect(nir).toEqual({ ok: true, value: '284052A32102552' });
  if (!nir.ok) return;
  expect(formatNir(nir.value)).toBe('2 84 05 2A 321 025 52');
  expect(parseNir(formatNir(nir.value))).toEqual(nir);
  expect(maskNir(nir.value)).toBe('2 84 05 •• ••• ••• ••');
});
