import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cents, formatEuros, sum } from './money.ts';

const plain = (amount: number) => formatEuros(cents(amount)).replaceAll('\u00a0', ' ');

describe('an amount', () => {
  it.each([
    [0, '0,00 €'],
    [5, '0,05 €'],
    [123456, '1 234,56 €'],
    [100000000, '1 000 000,00 €'],
    [-250, '-2,50 €'],
  ])('of %i cents is written %s', (amount, text) => {
    expect(plain(amount)).toBe(text);
  });

  it('never breaks over two lines', () => {
    expect(formatEuros(cents(123456))).not.toContain(' ');
  });

  it('is written without losing a cent', () => {
    fc.assert(
      fc.property(fc.maxSafeInteger(), (amount) => {
        expect(Number(formatEuros(cents(amount)).replaceAll(/[^-\d]/g, ''))).toBe(amount === 0 ? 0 : amount);
      }),
    );
  });

  it('is a whole number of cents', () => {
    expect(() => cents(12.5)).toThrow(/12.5 is not an amount in cents/);
    expect(() => cents(Number.MAX_SAFE_INTEGER + 1)).toThrow(RangeError);
  });
});

it('adds amounts up', () => {
  expect(sum([cents(10), cents(20), cents(-5)])).toBe(25);
  expect(sum([])).toBe(0);
});
