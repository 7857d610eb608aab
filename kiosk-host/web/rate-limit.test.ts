import { expect, it } from 'vitest';
import { rateLimit } from './rate-limit.ts';

it('lets a burst of twice the rate through, then the rate', () => {
  const allowed = rateLimit(10);
  const burst = Array.from({ length: 30 }, () => allowed(0)).filter(Boolean);
  expect(burst).toHaveLength(20);
  expect(allowed(99)).toBe(false);
  expect(allowed(200)).toBe(true);
});
