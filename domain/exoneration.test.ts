import { expect, it } from 'vitest';
import { exonerationReason } from './exoneration.ts';

it('says why, and says the code when it does not know', () => {
  expect(exonerationReason('6')).toBe('Maternité');
  expect(exonerationReason('13')).toBe('Affection de longue durée');
  expect(exonerationReason('14')).toBe('Invalidité');
  expect(exonerationReason('77')).toBe('Exonération (code\u00a077)');
});
