import type { DeviceError } from '@borne/domain/device-error';
import type { Result } from '@borne/domain/result';
import { type Clock, type Milliseconds, milliseconds, seconds, type Timers } from '@borne/domain/time';
import type { Heartbeat } from '@borne/sync/contract/heartbeat';
import { AlarmBoard } from '@borne/sync/heartbeat/alarm-board';
import { conditions, debounceOf, type Moment } from '@borne/sync/heartbeat/conditions';
import type { Answered } from '@borne/sync/heartbeat/heartbeat';

/** Until the centre says otherwise. */
const EVERY = seconds(60);
/** Nothing shorter than this is seen. */
const SAMPLE = seconds(5);
/** The journal goes first: a heartbeat waits for a delivery under way, once. */
const BEHIND_DELIVERY = seconds(10);
/** The first one comes soon, and not from every kiosk at once when the power comes back. */
const FIRST_WITHIN = seconds(10);

export interface HeartbeatNeeds {
  /** How the kiosk is now; `clockOffset` is added. */
  readonly look: () => Moment;
  /** Whether a batch of the journal is on its way. */
  readonly delivering: () => boolean;
  readonly send: (
    heartbeat: Omit<Heartbeat, 'sent'>,
    signal: AbortSignal,
  ) => Promise<Result<Answered, DeviceError>>;
  /** The centre answered, or could not be reached. */
  readonly onNetwork: (reachable: boolean) => void;
  /** The version of the manifest that this kiosk is to have. */
  readonly onManifest: (version: number) => void;
  readonly clock: Pick<Clock, 'monotonic'>;
  readonly timers: Timers;
  /** Uniform in [0, 1). */
  readonly random: () => number;
}

/** Around `wait`, 20 % more or less: a fleet does not beat as one. */
const spread = (wait: number, random: () => number): Milliseconds =>
  milliseconds(Math.round(wait * (0.8 + random() * 0.4)));

/** Tells the centre about once a minute how the kiosk is, from now on. Returns the way to stop. */
export function keepBeating(needs: HeartbeatNeeds): () => void {
  const { clock, timers, random } = needs;
  const stop = new AbortController();
  const board = new AlarmBoard(debounceOf);
  let clockOffset: number | undefined;
  let beat: unknown;
  let sample: unknown;

  function look(): Moment {
    const { said, unsaid } = needs.look();
    return { said: { ...said, ...(clockOffset !== undefined && { clockOffset }) }, unsaid };
  }
  const observe = (moment: Moment) => board.observe(conditions(moment), clock.monotonic());

  function watch() {
    observe(look());
    sample = timers.setTimeout(watch, SAMPLE);
  }

  function planned(wait: Milliseconds, waited: boolean) {
    beat = timers.setTimeout(() => {
      if (needs.delivering() && !waited) planned(BEHIND_DELIVERY, true);
      else void send();
    }, wait);
  }

  async function send() {
    const moment = look();
    const answered = await needs.send({ ...moment.said, alarms: [...observe(moment)] }, stop.signal);
    if (stop.signal.aborted) return;
    if (answered.ok) {
      clockOffset = answered.value.clockOffset;
      needs.onNetwork(true);
      needs.onManifest(answered.value.reply.manifest);
    } else if (answered.error.retryable) needs.onNetwork(false);
    const every = answered.ok ? seconds(answered.value.reply.every) : EVERY;
    planned(spread(every, random), false);
  }

  watch();
  planned(milliseconds(random() * FIRST_WITHIN), false);
  return () => {
    stop.abort();
    timers.clearTimeout(beat);
    timers.clearTimeout(sample);
  };
}
