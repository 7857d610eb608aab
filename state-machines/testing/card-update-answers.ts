import { ok } from '@borne/domain/result';
import type { CardUpdateNext, CardUpdatePackage, RightsEnd } from '@borne/sync/central/port';
import { familyRights } from './people.ts';

/** What a centre could answer in an update, cut down to one APDU that reads and two that write. */

const apdu = Uint8Array.of(0x84, 0xca, 0x00, 0x40, 0x01, 0x00);

export const relayName = '0'.repeat(32);
export const planName = 'f'.repeat(64);

export const rightsEnd: RightsEnd = {
  until: '2027-12-31' as NonNullable<RightsEnd['until']>,
  ended: false,
  organisme: familyRights.organisme,
};

export const readingPackage = (number: number): CardUpdatePackage => ({
  number,
  phase: 'read',
  done: 0,
  of: 1,
  commands: [{ apdu, step: 'read' }],
});

export const writingPackage = (number: number): CardUpdatePackage => ({
  number,
  phase: 'write',
  done: 0,
  of: 2,
  plan: planName,
  commands: [
    { apdu, step: 'begin' },
    { apdu, step: 'finish' },
  ],
});

export const openedRelay = { relay: relayName, first: readingPackage(1) };

/** The package that writes, as the answer to the one that reads. */
export const nextIsWriting = { next: 'package', ...writingPackage(2) } as const;

export const closedUpdated: CardUpdateNext = {
  next: 'closed',
  closing: { outcome: 'updated', changed: ['rights'], rights: rightsEnd, proof: { at: 0, mac: '' } },
};
export const closedUpToDate: CardUpdateNext = {
  next: 'closed',
  closing: { outcome: 'up-to-date', changed: [], rights: rightsEnd, proof: { at: 0, mac: '' } },
};
export const closedBroken: CardUpdateNext = { next: 'closed', closing: { outcome: 'failed', why: 'broken' } };
export const closedRefused: CardUpdateNext = {
  next: 'closed',
  closing: { outcome: 'failed', why: 'refused' },
};

/** The answers to the first question: the card alone can tell. */
export const toCheck = ok({ flag: 'to-check' } as const);
