import { randomBytes } from 'node:crypto';
import { expect, it } from 'vitest';
import { newDocumentNumber } from './document-number.ts';

it('takes each letter from the random bytes, in an alphabet without look-alikes', () => {
  expect(newDocumentNumber(() => Uint8Array.from([0, 1, 9, 10, 31, 32, 63, 18, 17, 20]))).toBe(
    'AD-019A-Z0ZJ-HM',
  );
});

it('does not repeat itself', () => {
  const numbers = Array.from({ length: 2000 }, () => newDocumentNumber(randomBytes));
  expect(new Set(numbers).size).toBe(numbers.length);
});
