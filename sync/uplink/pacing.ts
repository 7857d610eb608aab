import type { Delivery } from './port.ts';

/**
 * When to deliver. `backingOff` is a breaker that is open: nothing is sent until the wait is over or somebody has a reason to
 * believe that the centre is back, and then a single record goes first (`isProbe`). `refused`: a person must decide; the kiosk
 * tries rarely.
 */
export type Phase = 'delivering' | 'resting' | 'backingOff' | 'refused';

export interface Pacing {
  readonly phase: Phase;
  /** Deliveries that failed in a row. */
  readonly failures: number;
  /** Milliseconds that the centre asked to wait, with the last failure. */
  readonly retryAfter: number;
  /** A record was written while a delivery was under way. */
  readonly newRecords: boolean;
  readonly network: 'unknown' | 'up' | 'down';
}

export type PacingEvent =
  /** A record was written. */
  | { readonly type: 'journal.written' }
  /** A technician asks for a delivery now. */
  | { readonly type: 'sync.now' }
  /** Somebody is about to need the centre: whether it was out of reach a while ago is not good enough to know. */
  | { readonly type: 'network.wanted' }
  /** Somebody else talked to the centre, or tried to. */
  | { readonly type: 'network.seen'; readonly reachable: boolean }
  | { readonly type: 'delivery.ended'; readonly delivery: Delivery }
  /** The delivery ended in a bug: as good as a failure. */
  | { readonly type: 'delivery.broke' }
  /** The wait of the present phase is over. */
  | { readonly type: 'wait.over' };

/** `entered`: the phase was entered, perhaps again, and what it does is to be started: a delivery, or a wait. */
export interface Step {
  readonly pacing: Pacing;
  readonly entered: boolean;
}

/** A kiosk delivers as it starts. */
export const firstPacing: Pacing = {
  phase: 'delivering',
  failures: 0,
  retryAfter: 0,
  newRecords: false,
  network: 'unknown',
};

/** What a delivery tells of the network. `nothing-to-send` tells nothing, and what was seen down is then old news. */
function networkAfter(delivery: Delivery, before: Pacing['network']): Pacing['network'] {
  if (delivery.delivery === 'nothing-to-send') return before === 'down' ? 'unknown' : before;
  if (delivery.delivery !== 'postponed') return 'up';
  return delivery.error.code === 'unreachable' || delivery.error.code === 'timeout' ? 'down' : before;
}

const enter = (pacing: Pacing, phase: Phase): Step => ({
  pacing: { ...pacing, phase, newRecords: phase === 'delivering' ? false : pacing.newRecords },
  entered: true,
});

const stay = (pacing: Pacing): Step => ({ pacing, entered: false });

const fail = (pacing: Pacing, retryAfter: number): Step =>
  enter({ ...pacing, failures: pacing.failures + 1, retryAfter }, 'backingOff');

function afterDelivery(pacing: Pacing, delivery: Delivery): Step {
  const informed = { ...pacing, network: networkAfter(delivery, pacing.network) };
  switch (delivery.delivery) {
    case 'refused':
      return enter(informed, 'refused');
    case 'postponed':
      return fail(informed, delivery.retryAfter ?? 0);
    default: {
      const more = pacing.newRecords || (delivery.delivery === 'acknowledged' && delivery.more);
      return enter({ ...informed, failures: 0, retryAfter: 0 }, more ? 'delivering' : 'resting');
    }
  }
}

/** Whether a phase in which nothing is sent ends with `event`. A new record does not shorten the wait after a failure. */
function wakes({ phase, network, retryAfter }: Pacing, event: PacingEvent): boolean {
  switch (event.type) {
    case 'wait.over':
    case 'sync.now':
      return true;
    case 'journal.written':
      return phase === 'resting';
    case 'network.wanted':
      return phase === 'backingOff' || (phase === 'resting' && network === 'down');
    case 'network.seen':
      return phase === 'backingOff' && event.reachable && retryAfter < PLANNED.from;
    default:
      return false;
  }
}

/** What becomes of the pacing with one event. Every event is harmless in every phase. */
export function step(pacing: Pacing, event: PacingEvent): Step {
  const seen =
    event.type === 'network.seen'
      ? { ...pacing, network: event.reachable ? ('up' as const) : ('down' as const) }
      : pacing;
  if (seen.phase !== 'delivering') return wakes(seen, event) ? enter(seen, 'delivering') : stay(seen);
  switch (event.type) {
    case 'delivery.ended':
      return afterDelivery(seen, event.delivery);
    case 'delivery.broke':
      return fail(seen, 0);
    case 'journal.written':
      return stay({ ...seen, newRecords: true });
    default:
      return stay(seen);
  }
}

/** After a failure one record is sent alone: it asks little of a centre that struggles, and passes where a whole batch does not. */
export const isProbe = ({ failures }: Pacing): boolean => failures > 0;

/** First ceiling of the delay between two attempts, in milliseconds. */
const FIRST = 1000;

/** Highest ceiling: five minutes. */
const HIGHEST = 5 * 60 * 1000;

/** The centre may ask to wait longer than that, within reason: one hour. */
const LONGEST_ASKED = 60 * 60 * 1000;

/** A centre that asks for as long a wait as this has told each kiosk when to come: jitter then takes the edge off, a tenth of it. */
const PLANNED = { from: 10_000, jitter: 0.1 };

/**
 * How long to back off, in milliseconds: full jitter, that is any moment between 0 and a ceiling that doubles with each failure
 * from 1 s to 5 min, so that a fleet that lost the centre together does not come back together. `random` gives [0, 1). What
 * the centre asked for comes first: never sooner, the jitter comes on top.
 */
export function backoff(
  { failures, retryAfter }: Pick<Pacing, 'failures' | 'retryAfter'>,
  random: () => number,
): number {
  const ceiling = Math.min(HIGHEST, FIRST * 2 ** Math.max(0, failures - 1));
  const asked = Math.min(LONGEST_ASKED, Math.max(0, retryAfter));
  const spread = asked < PLANNED.from ? ceiling : Math.min(ceiling, asked * PLANNED.jitter);
  return Math.round(asked + random() * spread);
}
