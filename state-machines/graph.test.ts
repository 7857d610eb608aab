import type { CardKind, CardReaderState, InsertionToken } from '@borne/device-drivers/card-reader/port';
import { err, ok } from '@borne/domain/result';
import { describe, expect, it } from 'vitest';
import type { AnyMachineSnapshot } from 'xstate';
import { type AdmissionContext, admissionMachine } from './admission.machine.ts';
import type { CardUpdateResult } from './card-update.ts';
import { defaultDelays } from './delays.ts';
import { type IssueContext, issueMachine } from './issue.machine.ts';
import { type KioskContext, kioskMachine } from './kiosk.machine.ts';
import { type LeftPaperContext, leftPaperMachine } from './left-paper.machine.ts';
import { type MaintenanceContext, maintenanceMachine } from './maintenance.machine.ts';
import { type AttestationContext, attestationMachine } from './services/attestation.machine.ts';
import { type CardUpdateContext, cardUpdateMachine } from './services/card-update.machine.ts';
import { type SessionContext, sessionMachine } from './session.machine.ts';
import { type SyncContext, syncMachine } from './sync.machine.ts';
import { takingMachine } from './taking.machine.ts';
import { explore } from './testing/explore.ts';
import { FakePorts, failure, readyPrinter } from './testing/fake-ports.ts';
import { family, familyRights, single, stranger } from './testing/people.ts';

const ports = new FakePorts();
const settings = { kioskId: 'k', officeName: 'o', specimen: true, language: 'fr' } as const;
const token = 'card-1' as InsertionToken;

/** The centre's first rang is somebody else than the card's. */
const mismatchedRights = {
  ...familyRights,
  beneficiaries: familyRights.beneficiaries.map((each) => ({ ...each, nir: stranger.nir })),
};

const isDone = ({ status }: AnyMachineSnapshot) => status === 'done';

const journalError = err({ code: 'full', detail: 'fake' });
const journalAnswers = [{ output: ok(undefined) }, { output: journalError }];
const beginAnswers = [{ output: ok('operation-1') }, { output: journalError }];
const printEnds = [
  { outcome: { outcome: 'printed' } },
  { outcome: { outcome: 'not-printed', error: failure('receipt-printer', 'disconnected') } },
  { outcome: { outcome: 'in-doubt', error: failure('receipt-printer', 'disconnected') } },
];
const issueEnds = (['printed', 'not-printed', 'in-doubt', 'not-recorded', 'cancelled'] as const).map(
  (issued) => ({ output: { issued, operation: 'operation-1' } }),
);
const cardGone = [{ slot: 'empty' }, { slot: 'other' }];
const rightsEnd = { ended: false, organisme: familyRights.organisme } as const;
const updateResults: readonly CardUpdateResult[] = [
  { update: 'updated', changed: ['rights'], rights: rightsEnd },
  { update: 'up-to-date', rights: rightsEnd },
  { update: 'rights-ended', changed: [], rights: rightsEnd },
  { update: 'opposed' },
  { update: 'unavailable', organisme: rightsEnd.organisme, reopensAt: 0 },
  { update: 'unknown-card' },
  { update: 'refused' },
  { update: 'unreachable', error: failure('central-api', 'unreachable') },
  ...(['card-removed', 'reader', 'network', 'card', 'journal', 'cancelled'] as const).flatMap((why) =>
    [true, false].map((cardTouched) => ({ update: 'interrupted', why, cardTouched }) as const),
  ),
];
const deliveries = [
  { delivery: 'acknowledged', records: 1, more: false },
  { delivery: 'acknowledged', records: 1, more: true },
  { delivery: 'nothing-to-send' },
  { delivery: 'postponed', error: failure('central-api', 'unreachable') },
  { delivery: 'refused', error: failure('central-api', 'refused') },
];

/** All sequences of events, which a busy machine takes a while to go through. */
describe('the graph of each machine: no dead end, no unused state, no event that harms', {
  timeout: 60_000,
}, () => {
  it.each([
    { who: 'a family', vitale: family },
    { who: 'somebody alone', vitale: single },
  ])('attestation, for $who', ({ vitale }) => {
    const explored = explore(attestationMachine(ports, settings, defaultDelays), {
      input: { vitale },
      events: {
        toggle: [{ option: '01' }, { option: '02' }, { option: 'nobody' }],
        choose: [{ option: 'whole' }, { option: 'not-whole' }, { option: 'perhaps' }],
        'xstate.done.actor.recordSaid': journalAnswers,
        'card.gone': cardGone,
        'xstate.done.actor.fetchRights': [
          { output: ok(familyRights) },
          { output: ok(mismatchedRights) },
          ...(['unreachable', 'timeout', 'refused', 'not-found'] as const).map((code) => ({
            output: err(failure('central-api', code)),
          })),
        ],
        'xstate.done.actor.recordMismatch': journalAnswers,
        'xstate.done.actor.compose': [{ output: { documentNumber: 'D', lines: [], rangs: ['01'] } }],
        'xstate.done.actor.issue': issueEnds,
      },
      distinguish: ({ subject, repeats, paper, said }: AttestationContext) => [
        subject && [subject.chosen.length, subject.rights?.source, subject.composed !== null],
        repeats !== null,
        paper,
        said,
      ],
    });
    expect(explored.failed).toEqual([]);
    expect(explored.unreached).toEqual(vitale === family ? [] : ['attestation.choosing']);
    expect(explored.stuck(isDone)).toEqual([]);
  });

  it.each([
    { what: 'in order', vitale: family },
    { what: 'left unfinished', vitale: { ...single, updates: { version: 3, open: true } } },
  ])('the update of a card $what', ({ vitale }) => {
    const explored = explore(cardUpdateMachine(ports, defaultDelays), {
      input: { token, vitale, doubt: null },
      events: {
        'card.gone': cardGone,
        'update.progress': (['read', 'write'] as const).map((phase) => ({
          progress: { phase, step: 'read', done: 1, of: 2 },
        })),
        'update.ended': updateResults.map((result) => ({ result })),
        'xstate.done.actor.read': [
          { output: ok(family) },
          { output: ok({ ...single, updates: { version: 3, open: true } }) },
          { output: err(failure('card-reader', 'timeout')) },
        ],
      },
      distinguish: ({ vitale: card, cardIsIn, progress, wrote, result, left }: CardUpdateContext) => [
        card && (card.updates?.open ?? false),
        cardIsIn,
        progress?.phase,
        wrote,
        result,
        left,
      ],
    });
    expect(explored.failed).toEqual([]);
    expect(explored.unreached).toEqual([]);
    expect(explored.stuck(isDone)).toEqual([]);
  });

  it('session', () => {
    const serviceEnds = [
      ...(['menu', 'read-again', 'leave', 'opposed', 'card-gone'] as const).map((next) => ({ next })),
      ...(['none', 'printed', 'not-printed', 'in-doubt'] as const).map((paper) => ({ next: 'menu', paper })),
      ...(['none', 'done', 'unfinished'] as const).map((update) => ({
        next: 'menu',
        update,
        vitale: single,
      })),
    ].map((output) => ({ output }));
    const opposing = new FakePorts();
    opposing.opposition.opposed.add(single.serial);
    const explored = explore(sessionMachine(opposing, settings, defaultDelays), {
      input: { token },
      events: {
        choose: [{ option: 'attestation-droits' }, { option: 'mise-a-jour' }, { option: 'nothing-we-offer' }],
        toggle: [{ option: '01' }],
        digit: [{ digit: '1' }],
        'card.gone': cardGone,
        'xstate.done.actor.read': [
          { output: ok(family) },
          { output: ok(single) },
          { output: ok({ ...family, updates: { version: 3, open: true } }) },
          { output: err(failure('card-reader', 'timeout')) },
          { output: err(failure('card-reader', 'card-removed')) },
        ],
        'service.ended': serviceEnds,
        'xstate.done.actor.service': serviceEnds,
        'xstate.snapshot.service': [
          { snapshot: { hasTag: () => true } },
          { snapshot: { hasTag: () => false } },
        ],
      },
      distinguish: ({ vitale, paper, update }: SessionContext) => [vitale !== null, paper, update],
    });
    expect(explored.failed).toEqual([]);
    expect(explored.unreached).toEqual([]);
    expect(explored.stuck(isDone)).toEqual([]);
  });

  it('issue', () => {
    const explored = explore(issueMachine(ports, defaultDelays), {
      input: { begin: async () => beginAnswers, print: async () => printEnds },
      events: {
        'card.gone': cardGone,
        'print.progress': [
          { progress: 'printing' },
          { progress: 'waiting-for-paper' },
          { progress: 'waiting-for-cover' },
          { progress: 'waiting-for-printer' },
          { progress: 'waiting-for-ticket' },
        ],
        'print.ended': printEnds,
        'xstate.done.actor.begin': beginAnswers,
        'xstate.done.actor.settle': journalAnswers,
      },
      distinguish: ({ progress, operation, issued, outcome }: IssueContext) => [
        progress,
        operation,
        issued,
        outcome,
      ],
    });
    expect(explored.failed).toEqual([]);
    expect(explored.unreached).toEqual([]);
    expect(explored.stuck(isDone)).toEqual([]);
  });

  it('admission', () => {
    const explored = explore(admissionMachine(ports, defaultDelays), {
      input: { token },
      events: {
        digit: [{ digit: '1' }, { digit: 'x' }],
        'card.gone': cardGone,
        'xstate.done.actor.triesLeft': [
          ...[0, 1, 2, 3].map((tries) => ({ output: ok(tries) })),
          { output: err(failure('card-reader', 'protocol')) },
        ],
        'xstate.done.actor.verify': [
          { output: ok({ pin: 'accepted', technician: 'T' }) },
          { output: ok({ pin: 'wrong', remaining: 1 }) },
          { output: ok({ pin: 'blocked' }) },
          { output: err(failure('card-reader', 'refused')) },
        ],
        'xstate.done.actor.recordRefusal': journalAnswers,
        'xstate.done.actor.recordFailure': journalAnswers,
      },
      distinguish: ({ cardIsIn, digits, triesLeft, technician }: AdmissionContext) => [
        cardIsIn,
        digits.length,
        triesLeft,
        technician,
      ],
    });
    expect(explored.failed).toEqual([]);
    expect(explored.unreached).toEqual([]);
    expect(explored.stuck(isDone)).toEqual([]);
  });

  it('maintenance', () => {
    ports.cardReader.set({ reader: 'occupied', name: 'r', token, card: 'technician' });
    const explored = explore(maintenanceMachine(ports, settings, defaultDelays), {
      input: { token },
      events: {
        digit: [{ digit: '1' }],
        run: [{ action: 'test-print' }, { action: 'sync-now' }, { action: 'format-disk' }],
        'card.gone': cardGone,
        'sync.reported': deliveries.map((delivery) => ({ delivery })),
        'xstate.done.actor.admission': [
          { output: { technician: 'T', cardIsIn: true } },
          { output: { technician: 'T', cardIsIn: false } },
          { output: { technician: null, cardIsIn: true } },
          { output: { technician: null, cardIsIn: false } },
        ],
        'xstate.done.actor.issue': issueEnds,
        'xstate.done.actor.recordEntry': journalAnswers,
        'xstate.done.actor.recordExit': journalAnswers,
        'xstate.done.actor.begin': beginAnswers,
        'xstate.done.actor.settle': journalAnswers,
      },
      distinguish: ({ cardIsIn, technician, operation }: MaintenanceContext) => [
        cardIsIn,
        technician,
        operation,
      ],
    });
    expect(explored.failed).toEqual([]);
    expect(explored.unreached).toEqual([]);
    expect(explored.stuck(isDone)).toEqual([]);
  });

  it('sync', () => {
    const explored = explore(syncMachine(ports, defaultDelays), {
      events: {
        'network.seen': [{ reachable: true }, { reachable: false }],
        'xstate.done.actor.deliver': deliveries.map((output) => ({ output })),
      },
      distinguish: ({ network, newRecords, failures }: SyncContext) => [network, newRecords, failures > 0],
    });
    expect(explored.failed).toEqual([]);
    expect(explored.unreached).toEqual([]);
    expect(explored.stuck((snapshot) => snapshot.matches('delivering'))).toEqual([]);
  });

  it('left paper', () => {
    const explored = explore(leftPaperMachine(ports, defaultDelays), {
      events: {
        'mouth.changed': [{ ticket: true }, { ticket: false }],
        'slot.changed': [{ attended: true }, { attended: false }],
        'xstate.done.actor.retract': [
          { output: ok('retracted') },
          { output: ok('empty') },
          { output: err(failure('receipt-printer', 'timeout')) },
        ],
        'xstate.done.actor.record': journalAnswers,
      },
      distinguish: (context: LeftPaperContext) => context,
    });
    expect(explored.failed).toEqual([]);
    expect(explored.unreached).toEqual([]);
    expect(explored.stuck(({ value }) => value === 'none')).toEqual([]);
  });

  it('taking', () => {
    const explored = explore(takingMachine(ports, defaultDelays), {
      events: { 'xstate.done.actor.record': journalAnswers },
      distinguish: () => null,
    });
    expect(explored.failed).toEqual([]);
    expect(explored.unreached).toEqual([]);
    expect(explored.stuck((snapshot) => snapshot.matches('forgotten'))).toEqual([]);
  });

  it('kiosk', () => {
    const kinds: CardKind[] = [
      'vitale-2',
      'vitale-1',
      'professional',
      'bank',
      'technician',
      'unknown',
      'mute',
    ];
    const tokens = ['card-1', 'card-2'] as InsertionToken[];
    const readers: CardReaderState[] = [
      { reader: 'absent' },
      { reader: 'empty', name: 'r' },
      ...tokens.map((one) => ({ reader: 'identifying', name: 'r', token: one }) as const),
      ...tokens.flatMap((one) =>
        kinds.map((card) => ({ reader: 'occupied', name: 'r', token: one, card }) as const),
      ),
    ];
    const machine = kioskMachine(new FakePorts(), settings, defaultDelays);
    const explored = explore(machine, {
      events: {
        intent: [{ intent: { type: 'leave' } }],
        'reader.changed': readers.map((reader) => ({ reader })),
        'printer.changed': [{ printer: readyPrinter }, { printer: { printer: 'disconnected' } }],
        'network.seen': [{ reachable: true }],
        'xstate.done.actor.session': [{}],
        'xstate.done.actor.maintenance': [{}],
        'xstate.done.actor.recordLoss': journalAnswers,
        'xstate.done.actor.recordReturn': journalAnswers,
      },
      distinguish: ({ reader, journalUsable, token: current, mute }: KioskContext) => [
        reader,
        journalUsable,
        current,
        Math.min(mute, 1),
      ],
    });
    expect(explored.failed).toEqual([]);
    // The fake reader is there from the start.
    expect(explored.unreached).toEqual(['kiosk.starting']);
    const isQuiet = (snapshot: AnyMachineSnapshot) =>
      snapshot.matches('idle') || snapshot.matches('outOfService');
    expect(explored.stuck(isQuiet)).toEqual([]);
  });
});
