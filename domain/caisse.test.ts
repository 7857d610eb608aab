import { expect, it } from 'vitest';
import { caisseName } from './caisse.ts';

const nameOf = (regime: string, caisse: string) => caisseName({ regime, caisse, centre: '0000' });

it('names the caisses people know', () => {
  expect(nameOf('01', '491')).toBe('CPAM de Maine-et-Loire');
  expect(nameOf('01', '201')).toBe('CPAM de la Corse-du-Sud');
  expect(nameOf('01', '974')).toBe('CGSS de La Réunion');
  expect(nameOf('02', '351')).toBe('MSA (régime agricole)');
});

it('names nothing that it does not know', () => {
  expect(nameOf('01', '000')).toBeUndefined();
  expect(nameOf('99', '491')).toBeUndefined();
});
