import { type AdmissionContext, type AdmissionSnapshot, pinLength } from '../admission.machine.ts';
import type { Say } from '../texts/texts.ts';
import { button, type Page } from './page.ts';

/** The pages of a technician's admission. */
export function admissionPage(snapshot: AdmissionSnapshot | undefined, say: Say): Page {
  if (snapshot === undefined) return waitPage(say('maintenance.checking'), say);
  const { value } = snapshot;
  if (typeof value === 'object') return pinPage(snapshot.context, false, say);
  switch (value) {
    case 'entering':
      return pinPage(snapshot.context, true, say);
    case 'blocked':
      return refusalPage('blocked', say('pin.blocked.title'), say('pin.blocked.body'), say);
    case 'refused':
      return refusalPage('refused', say('technician.refused.title'), say('technician.refused.body'), say);
    case 'checking':
      return waitPage(say('maintenance.checking'), say);
    case 'judging':
    case 'verifying':
    case 'recordingRefusal':
    case 'recordingFailure':
    case 'ended':
      return waitPage(say('pin.verifying'), say);
  }
}

const waitPage = (title: string, say: Say): Page => ({
  key: 'technician-wait',
  screen: { kind: 'progress', title, steps: [], caution: say('reading.caution') },
  actions: [],
});

function pinPage(
  { digits, triesLeft, secondsLeft, lastPinWasWrong }: AdmissionContext,
  enabled: boolean,
  say: Say,
): Page {
  const tries = say('pin.body', { tries: triesLeft });
  return {
    key: enabled ? 'pin' : 'pin-delayed',
    screen: {
      kind: 'entry',
      title: say('pin.title'),
      // Not in `error`, which a screen reader says again each time that it changes.
      body: enabled ? tries : `${tries} ${say('pin.delayed', { seconds: secondsLeft })}`,
      filled: digits.length,
      length: pinLength,
      enabled,
      ...(lastPinWasWrong && { error: say('pin.wrong') }),
    },
    actions: [
      ...(enabled && digits.length >= pinLength.min
        ? [button(say('action.validate'), { type: 'confirm' } as const)]
        : []),
      button(say('action.cancel'), { type: 'leave' }, 'secondary'),
    ],
  };
}

/** No maintenance for this card: why, and that it can be taken back. */
const refusalPage = (key: string, title: string, body: string, say: Say): Page => ({
  key,
  screen: { kind: 'information', tone: 'error', title, body, icon: 'card' },
  actions: [button(say('action.leave'), { type: 'leave' }, 'secondary')],
});
