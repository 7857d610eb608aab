import { calendarDateAt, formatDay } from '@borne/domain/calendar-date';
import type { IdentityState } from '@borne/sync/identity/port';
import type { Say } from '../texts/texts.ts';
import type { DeviceRow } from '../view.ts';

const DAY = 86_400_000;

/** What a technician is told of the kiosk's identity: until when it is good, or what is wrong and the remedy. */
export function identityRow(state: IdentityState, say: Say): Pick<DeviceRow, 'state' | 'tone'> {
  if (state.identity !== 'enrolled' && state.identity !== 'expired')
    return { state: say(`identity.${state.identity}`), tone: 'bad' };
  const { until, fault, clockAhead } = state;
  const day = formatDay(calendarDateAt(until));
  if (state.identity === 'expired') return { state: say('identity.expired', { day }), tone: 'bad' };
  if (fault) return { state: say(`identity.fault.${fault}`), tone: 'bad' };
  if (clockAhead === undefined) return { state: say('identity.enrolled', { day }), tone: 'good' };
  const off = Math.abs(clockAhead);
  const told =
    off < DAY
      ? say('identity.minutes', { minutes: Math.round(off / 60_000) })
      : say('identity.days', { days: Math.round(off / DAY) });
  const which = clockAhead > 0 ? 'identity.clock-ahead' : 'identity.clock-behind';
  return { state: say(which, { off: told }), tone: 'attention' };
}
