import { epochMilliseconds } from '@borne/domain/time';
import { expect, it } from 'vitest';
import { parseRetryAfter } from './retry-after.ts';

const now = epochMilliseconds(Date.UTC(2026, 10, 22, 8));

it.each([
  ['120', 120_000],
  ['0', 0],
  ['Sun, 22 Nov 2026 08:00:30 GMT', 30_000],
  ['Sun, 22 Nov 2026 07:00:00 GMT', 0],
  ['soon', undefined],
  ['-5', undefined],
  [null, undefined],
])('reads %s as %s', (header, expected) => {
  expect(parseRetryAfter(header, now)).toBe(expected);
});
