import type { InsertionToken, RelayReport } from '@borne/device-drivers/card-reader/port';
import type { DeviceError } from '@borne/domain/device-error';
import { err, ok, type Result } from '@borne/domain/result';
import type { CardSerial } from '@borne/domain/rights';
import type { CardUpdateNext, RightsEnd } from '@borne/sync/central/port';
import type { OperationId } from '@borne/sync/journal/port';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { type CardUpdateProgress, updateCard } from './card-update.ts';
import {
  closedBroken,
  closedRefused,
  closedUpdated,
  nextIsWriting,
  openedRelay,
  planName as plan,
  rightsEnd as rights,
  toCheck,
} from './testing/card-update-answers.ts';
import { FakeCardReader, FakeCardUpdates, FakeJournal, failure } from './testing/fake-ports.ts';

const card = { token: 'card-1' as InsertionToken, serial: '99000000000000001' as CardSerial };
const unreachable: DeviceError = { ...failure('central-api', 'unreachable'), retryable: true };

let cardReader: FakeCardReader;
let cardUpdates: FakeCardUpdates;
let journal: FakeJournal;
/** What the journal held when each package was given to the card. */
let journaledBefore: number[];

beforeEach(() => {
  cardReader = new FakeCardReader();
  cardUpdates = new FakeCardUpdates();
  journal = new FakeJournal();
  journaledBefore = [];
  cardReader.onPackage = () => journaledBefore.push(journal.operations.size);
  cardUpdates.flags.rule = () => toCheck;
  cardUpdates.openings.rule = () => ok(openedRelay);
});

/** Cuts the relay as APDU `at` is about to be sent. */
function cutAt(at: number, error = failure('card-reader', 'card-removed')) {
  cardReader.cutRelay = { at, error };
}

const answering = (...answers: readonly Result<CardUpdateNext, DeviceError>[]) => {
  const left = [...answers];
  cardUpdates.exchanges.rule = () => left.shift() ?? err(failure('central-api', 'unreachable'));
};
const run = (options = {}) => updateCard({ cardReader, cardUpdates, journal }, card, options);

describe('an update that goes to its end', () => {
  beforeEach(() => {
    answering(ok(nextIsWriting), ok(closedUpdated));
  });

  it('is in the journal before anything is written, and done once the centre has proof', async () => {
    expect(await run()).toEqual({ update: 'updated', changed: ['rights'], rights });
    expect(journaledBefore).toEqual([0, 1]);
    expect([...journal.operations.values()]).toEqual([
      { operation: { kind: 'card-update', relay: '0'.repeat(32), plan, writes: 2 }, outcome: 'done' },
    ]);
  });

  it('tells each step with true counts', async () => {
    const steps: CardUpdateProgress[] = [];
    await run({ onProgress: (progress: CardUpdateProgress) => steps.push(progress) });
    expect(steps).toEqual([
      { phase: 'read', step: 'read', done: 0, of: 1 },
      { phase: 'read', step: 'read', done: 1, of: 1 },
      { phase: 'write', step: 'begin', done: 0, of: 2 },
      { phase: 'write', step: 'finish', done: 1, of: 2 },
      { phase: 'write', step: 'finish', done: 2, of: 2 },
    ]);
  });

  it('asks the centre again, and not the card, when an answer is lost', async () => {
    answering(err(unreachable), ok(nextIsWriting), err(unreachable), ok(closedUpdated));
    expect(await run()).toMatchObject({ update: 'updated' });
    expect(journaledBefore).toEqual([0, 1]);
    expect(cardUpdates.exchanges.made).toHaveLength(4);
  });

  it('opens another relay when the centre forgot the first', async () => {
    answering(err(failure('central-api', 'not-found')), ok(nextIsWriting), ok(closedUpdated));
    expect(await run()).toMatchObject({ update: 'updated' });
    expect(cardUpdates.openings.made).toHaveLength(2);
  });
});

describe('an update that is cut', () => {
  it('has touched nothing while the card was only read', async () => {
    cutAt(1);
    expect(await run()).toEqual({ update: 'interrupted', why: 'card-removed', cardTouched: false });
    expect(journal.operations.size).toBe(0);
    expect(cardUpdates.exchanges.made).toEqual([{ responses: [], cut: 'card-removed' }]);
  });

  it('is in doubt from the first APDU that writes', async () => {
    cutAt(2);
    answering(ok(nextIsWriting));
    expect(await run()).toEqual({ update: 'interrupted', why: 'card-removed', cardTouched: true });
    expect(journal.outcomes()).toEqual(['in-doubt']);
  });

  it('is in doubt when everything was written and the centre did not say so', async () => {
    answering(ok(nextIsWriting));
    expect(await run()).toEqual({ update: 'interrupted', why: 'network', cardTouched: true });
    expect(journal.outcomes()).toEqual(['in-doubt']);
  });

  it('while its intent is being recorded is settled all the same', async () => {
    answering(ok(nextIsWriting));
    journal.begins.rule = undefined;
    const cut = failure('card-reader', 'card-removed');
    cardReader.relay = async (_, source): Promise<RelayReport> => {
      const over = new AbortController();
      await source([], over.signal);
      void source([Uint8Array.of(0x90, 0x00)], over.signal);
      await vi.waitFor(() => expect(journal.begins.made).toHaveLength(1));
      return { sent: 1, mayHaveWritten: false, responses: [], cut };
    };
    const result = run();
    await vi.waitFor(() => expect(journal.begins.pending).toHaveLength(1));
    const settle = vi.spyOn(journal, 'settle');
    journal.begins.answer(ok('operation-1' as OperationId));
    expect(await result).toEqual({ update: 'interrupted', why: 'card-removed', cardTouched: false });
    expect(settle).toHaveBeenCalledWith('operation-1', 'not-done', 'card-removed, 0 of 2 answered');
  });

  it('does not begin to write when the journal refuses', async () => {
    journal.refuses = { code: 'full', detail: 'full' };
    answering(ok(nextIsWriting));
    expect(await run()).toEqual({ update: 'interrupted', why: 'journal', cardTouched: false });
    expect(journaledBefore).toEqual([0]);
  });

  it('tries a link that failed again, three times in all', async () => {
    cutAt(1, failure('card-reader', 'protocol'));
    expect(await run()).toEqual({ update: 'interrupted', why: 'reader', cardTouched: false });
    expect(cardUpdates.openings.made).toHaveLength(3);
  });

  it('does not insist with a card whose answers the centre does not believe', async () => {
    answering(ok(closedBroken));
    expect(await run()).toEqual({ update: 'interrupted', why: 'card', cardTouched: false });
    answering(ok(closedRefused));
    expect(await run()).toEqual({ update: 'refused' });
  });
});

describe('a card that there is nothing to do for', () => {
  const ended: RightsEnd = { ...rights, ended: true };

  it.each([
    [ok({ flag: 'up-to-date', rights } as const), { update: 'up-to-date', rights }],
    [
      ok({ flag: 'up-to-date', rights: ended } as const),
      { update: 'rights-ended', changed: [], rights: ended },
    ],
    [ok({ flag: 'opposed' } as const), { update: 'opposed' }],
    [
      ok({ flag: 'unavailable', organisme: rights.organisme, reopensAt: 5 } as const),
      { update: 'unavailable', organisme: rights.organisme, reopensAt: 5 },
    ],
    [err(failure('central-api', 'not-found')), { update: 'unknown-card' }],
    [err(unreachable), { update: 'unreachable', error: unreachable }],
  ])('is not talked to: %j', async (flag, result) => {
    cardUpdates.flags.rule = () => flag;
    expect(await run()).toEqual(result);
    expect(cardUpdates.openings.made).toEqual([]);
  });
});
