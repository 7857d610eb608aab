import { describe, expect, it } from 'vitest';
import { conditions, type Moment } from './conditions.ts';

const said: Moment['said'] = {
  up: 100,
  office: 'Accueil',
  software: '1.0.0',
  inService: true,
  reference: { version: 3, age: 10, refused: false },
  journal: { unacknowledged: 0, inDoubt: 0, usable: true },
  reader: 'present',
  printer: { state: 'connected', paper: 'ok', cover: 'closed' },
  disk: { used: 0.5, free: 1_000_000 },
  clockOffset: 1000,
  frame: 9,
  certificate: 60 * 86_400,
};

const unsaid: Moment['unsaid'] = {
  referenceExpired: false,
  deliveryRefused: false,
  journalSetAside: false,
  wantedSoftware: '1.0.0',
};

describe('what is wrong with a kiosk', () => {
  it('is nothing when it is well', () => {
    expect(conditions({ said, unsaid })).toEqual([]);
  });

  it.each([
    ['reader-lost', { reader: 'absent' }],
    ['printer-lost', { printer: { state: 'disconnected' } }],
    ['paper-out', { printer: { state: 'connected', paper: 'out' } }],
    ['paper-low', { printer: { state: 'connected', paper: 'near-end' } }],
    ['printer-open', { printer: { state: 'connected', cover: 'open' } }],
    ['printer-jammed', { printer: { state: 'connected', fault: 'cutter' } }],
    ['printer-broken', { printer: { state: 'connected', fault: 'unrecoverable' } }],
    ['screen-frozen', { frame: 61 }],
    ['journal-unusable', { journal: { ...said.journal, usable: false } }],
    ['backlog-old', { journal: { ...said.journal, oldest: 90_000 } }],
    ['disk-full', { disk: { used: 0.97, free: 1 } }],
    ['disk-filling', { disk: { used: 0.85, free: 1 } }],
    ['clock-off', { clockOffset: -400_000 }],
    ['reference-refused', { reference: { refused: true } }],
    ['certificate-ending', { certificate: 86_400 }],
  ] as const satisfies readonly (readonly [string, Partial<Moment['said']>])[])(
    '%s, alone, of what is said',
    (code, change) => {
      expect(conditions({ said: { ...said, ...change }, unsaid })).toEqual([code]);
    },
  );

  it.each([
    ['journal-refused', { deliveryRefused: true }],
    ['journal-set-aside', { journalSetAside: true }],
    ['reference-expired', { referenceExpired: true }],
    ['software-other', { wantedSoftware: '1.1.0' }],
  ] as const satisfies readonly (readonly [string, Partial<Moment['unsaid']>])[])(
    '%s, alone, of what is not',
    (code, change) => {
      expect(conditions({ said, unsaid: { ...unsaid, ...change } })).toEqual([code]);
    },
  );

  it('is a screen that never was there', () => {
    const { frame: _, ...without } = said;
    expect(conditions({ said: without, unsaid })).toEqual(['screen-frozen']);
  });

  it('is nothing that a printer which cannot answer does not say', () => {
    expect(conditions({ said: { ...said, printer: { state: 'write-only' } }, unsaid })).toEqual([]);
  });
});
