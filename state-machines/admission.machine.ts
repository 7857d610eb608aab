import type { InsertionToken, PinOutcome, TechnicianId } from '@borne/device-drivers/card-reader/port';
import type { DeviceError } from '@borne/domain/device-error';
import type { Result } from '@borne/domain/result';
import { seconds } from '@borne/domain/time';
import type { Occurrence } from '@borne/sync/journal/port';
import { assign, fromPromise, type SnapshotFrom, setup } from 'xstate';
import { outputOf } from './actor-output.ts';
import type { CardGone } from './card-gone.ts';
import type { Delays } from './delays.ts';
import { waitBeforePin } from './lockout.ts';
import type { KioskPorts } from './ports.ts';
import type { Intent } from './view.ts';

type TriesOutput = Result<number, DeviceError>;
type Refused = Extract<Occurrence, { kind: 'technician-refused' }>;
type VerifyOutput = Result<PinOutcome, DeviceError>;

export interface AdmissionContext {
  readonly token: InsertionToken;
  readonly cardIsIn: boolean;
  /** Digits of the PIN entered so far. */
  readonly digits: string;
  /** As the card last said. */
  readonly triesLeft: number;
  /** Until the next try may be made; counted down while it is waited for. */
  readonly secondsLeft: number;
  readonly lastPinWasWrong: boolean;
  readonly technician: TechnicianId | null;
  /** Why a PIN that was not found wrong opened nothing. */
  readonly whyRefused: Refused['why'];
}

/** Who was admitted; null when they gave up or their card left. */
export interface AdmissionOutput {
  readonly technician: TechnicianId | null;
  readonly cardIsIn: boolean;
}

function whyRefused(output: VerifyOutput): Refused['why'] {
  if (output.ok) return 'card-removed';
  return output.error.code === 'refused' ? 'not-genuine' : 'answer-unknown';
}

/** Digits of a PIN (as the card reader's port takes them). */
export const pinLength = { min: 4, max: 8 } as const;

/**
 * Whether a technician's card and the PIN of who holds it open maintenance. The card counts wrong PINs and this
 * machine makes them wait longer. Whatever is not an admission is journaled, even if the card is pulled before it answers.
 */
export function admissionMachine(ports: Pick<KioskPorts, 'cardReader' | 'journal'>, delays: Delays) {
  return setup({
    types: {
      context: {} as AdmissionContext,
      events: {} as Intent | CardGone,
      input: {} as { token: InsertionToken },
      output: {} as AdmissionOutput,
    },
    actors: {
      triesLeft: fromPromise<TriesOutput, InsertionToken>(({ input, signal }) =>
        ports.cardReader.pinTriesLeft(input, signal),
      ),
      // The PIN comes in a closure: the input of an actor is part of the machine's snapshot.
      verify: fromPromise<VerifyOutput, { present: (signal: AbortSignal) => Promise<VerifyOutput> }>(
        ({ input, signal }) => input.present(signal),
      ),
      record: fromPromise(({ input }: { input: Occurrence }) => ports.journal.record(input)),
    },
    delays: {
      second: seconds(1),
      lockout: ({ context }) => context.secondsLeft * 1000,
      maintenanceInactivity: delays.maintenanceInactivity,
      cardSilence: delays.cardSilence,
    },
    actions: {
      beginWait: assign({
        secondsLeft: ({ context }) => {
          const wait = waitBeforePin(context.triesLeft);
          return wait === 'blocked' ? 0 : Math.ceil(wait / 1000);
        },
      }),
      countDown: assign({ secondsLeft: ({ context }) => context.secondsLeft - 1 }),
      noteCardGone: assign({ cardIsIn: false, digits: '' }),
      clearDigits: assign({ digits: '' }),
      noteTries: assign({ triesLeft: (_, output: TriesOutput) => (output.ok ? output.value : 0) }),
      noteWrongPin: assign({
        triesLeft: (_, output: VerifyOutput) =>
          output.ok && output.value.pin === 'wrong' ? output.value.remaining : 0,
        lastPinWasWrong: true,
      }),
      noteWhyRefused: assign({ whyRefused: (_, output: VerifyOutput) => whyRefused(output) }),
      noteAnswerUnknown: assign({ whyRefused: 'answer-unknown' }),
      noteTechnician: assign({
        technician: (_, output: VerifyOutput) =>
          output.ok && output.value.pin === 'accepted' ? output.value.technician : null,
      }),
    },
    guards: {
      failed: (_, output: TriesOutput) => !output.ok,
      isAdmitted: ({ context }, output: VerifyOutput) =>
        context.cardIsIn && output.ok && output.value.pin === 'accepted',
      pinRefused: (_, output: VerifyOutput) => output.ok && output.value.pin !== 'accepted',
      cardIsGone: ({ context }) => !context.cardIsIn,
      blocked: ({ context }) => waitBeforePin(context.triesLeft) === 'blocked',
      moreSeconds: ({ context }) => context.secondsLeft > 1,
      mustWait: ({ context }) => waitBeforePin(context.triesLeft) !== 0,
      roomForDigit: ({ context, event }) =>
        event.type === 'digit' && /^\d$/.test(event.digit) && context.digits.length < pinLength.max,
      enoughDigits: ({ context }) => context.digits.length >= pinLength.min,
    },
  }).createMachine({
    id: 'admission',
    context: ({ input }) => ({
      token: input.token,
      cardIsIn: true,
      digits: '',
      triesLeft: 0,
      secondsLeft: 0,
      lastPinWasWrong: false,
      technician: null,
      whyRefused: 'answer-unknown',
    }),
    output: ({ context: { technician, cardIsIn } }) => ({ technician, cardIsIn }),
    initial: 'checking',
    on: { 'card.gone': { target: '.ended', actions: 'noteCardGone' } },
    states: {
      checking: {
        invoke: {
          id: 'triesLeft',
          src: 'triesLeft',
          input: ({ context }) => context.token,
          onDone: [
            { guard: { type: 'failed', params: outputOf }, target: 'refused' },
            { target: 'judging', actions: { type: 'noteTries', params: outputOf } },
          ],
          onError: 'refused',
        },
        after: { cardSilence: 'refused' },
      },

      judging: {
        always: [
          { guard: 'cardIsGone', target: 'ended' },
          { guard: 'blocked', target: 'blocked' },
          { guard: 'mustWait', target: 'delayed', actions: 'beginWait' },
          { target: 'entering' },
        ],
      },

      delayed: {
        after: { lockout: 'entering' },
        on: { leave: 'ended' },
        initial: 'counting',
        states: {
          counting: {
            after: {
              second: { guard: 'moreSeconds', target: 'counting', reenter: true, actions: 'countDown' },
            },
          },
        },
      },

      entering: {
        after: { maintenanceInactivity: { target: 'ended', actions: 'clearDigits' } },
        on: {
          digit: {
            guard: 'roomForDigit',
            actions: assign({ digits: ({ context, event }) => context.digits + event.digit }),
          },
          erase: { actions: assign({ digits: ({ context }) => context.digits.slice(0, -1) }) },
          confirm: { guard: 'enoughDigits', target: 'verifying' },
          leave: { target: 'ended', actions: 'clearDigits' },
        },
      },

      verifying: {
        invoke: {
          id: 'verify',
          src: 'verify',
          input: ({ context: { token, digits } }) => ({
            present: (signal) => ports.cardReader.verifyTechnician(token, digits, signal),
          }),
          onDone: [
            {
              guard: { type: 'pinRefused', params: outputOf },
              target: 'recordingRefusal',
              actions: { type: 'noteWrongPin', params: outputOf },
            },
            {
              guard: { type: 'isAdmitted', params: outputOf },
              target: 'ended',
              actions: { type: 'noteTechnician', params: outputOf },
            },
            { target: 'recordingFailure', actions: { type: 'noteWhyRefused', params: outputOf } },
          ],
          onError: { target: 'recordingFailure', actions: 'noteAnswerUnknown' },
        },
        after: { cardSilence: { target: 'recordingFailure', actions: 'noteAnswerUnknown' } },
        exit: 'clearDigits',
        on: { 'card.gone': { actions: 'noteCardGone' } },
      },

      recordingRefusal: {
        invoke: {
          id: 'recordRefusal',
          src: 'record',
          input: ({ context }) => ({ kind: 'pin-refused', remaining: context.triesLeft }),
          onDone: 'judging',
          onError: 'judging',
        },
        on: { 'card.gone': { actions: 'noteCardGone' } },
      },

      recordingFailure: {
        invoke: {
          id: 'recordFailure',
          src: 'record',
          input: ({ context }) => ({ kind: 'technician-refused', why: context.whyRefused }),
          onDone: 'refused',
          onError: 'refused',
        },
        on: { 'card.gone': { actions: 'noteCardGone' } },
      },

      blocked: { on: { leave: 'ended' } },
      refused: { always: { guard: 'cardIsGone', target: 'ended' }, on: { leave: 'ended' } },
      ended: { type: 'final' },
    },
  });
}

export type AdmissionSnapshot = SnapshotFrom<ReturnType<typeof admissionMachine>>;
