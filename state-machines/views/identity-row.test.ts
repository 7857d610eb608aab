import { epochMilliseconds } from '@borne/domain/time';
import type { ConnectionFault, IdentityState } from '@borne/sync/identity/port';
import { expect, it } from 'vitest';
import { fr } from '../texts/fr.ts';
import { createTexts } from '../texts/texts.ts';
import { identityRow } from './identity-row.ts';

const say = createTexts('fr', fr);
const until = epochMilliseconds(Date.UTC(2027, 1, 20, 12));
const row = (state: IdentityState) => identityRow(state, say);
const HOUR = 3_600_000;

it.each<[IdentityState, string, string]>([
  [{ identity: 'enrolled', until }, 'good', 'certificat valable jusqu’au 20/02/2027'],
  [{ identity: 'expired', until }, 'bad', 'expiré le 20/02/2027'],
  [{ identity: 'revoked' }, 'bad', 'révoqué'],
  [{ identity: 'unknown' }, 'bad', 'inconnu du centre'],
  [{ identity: 'enrolled', until, clockAhead: 2 * HOUR }, 'attention', 'en avance de 120 minutes'],
  [
    { identity: 'enrolled', until, clockAhead: -3653 * 24 * HOUR },
    'attention',
    'en retard de 3\u202f653 jours',
  ],
])('tells %o', (state, tone, text) => {
  expect(row(state)).toEqual({ tone, state: expect.stringContaining(text) });
});

it('tells each fault of a connection apart, before anything else', () => {
  const faults: ConnectionFault[] = [
    'not-tls',
    'downgraded',
    'wrong-authority',
    'wrong-usage',
    'wrong-name',
    'not-yet-valid',
    'expired',
  ];
  const told = faults.map((fault) => row({ identity: 'enrolled', until, fault, clockAhead: HOUR }));
  expect(new Set(told.map(({ state }) => state)).size).toBe(faults.length);
  expect(new Set(told.map(({ tone }) => tone))).toEqual(new Set(['bad']));
});
