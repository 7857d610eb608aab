import { expect, it } from 'vitest';
import { countText } from './count-text.ts';

it.each([
  [0, '0\u00a0borne'],
  [1, '1\u00a0borne'],
  [2, '2\u00a0bornes'],
  [3000, '3\u202f000\u00a0bornes'],
])('%i in words', (count, text) => {
  expect(countText(count, 'borne')).toBe(text);
});
