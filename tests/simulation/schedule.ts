import { type TransactionFault, transactionFaults } from './model-disk.ts';
import { Random } from './random.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** What may happen. Those of `adversities` are drawn for a whole schedule at once, so that each also meets calm surroundings. */
export type Happening =
  | {
      readonly what:
        | 'begin'
        | 'occur'
        | 'reboot'
        | 'kill'
        | 'cut-power'
        | 'take-image'
        | 'roll-back'
        | 'clone';
    }
  | {
      readonly what:
        | 'damage'
        | 'unplug'
        | 'plug'
        | 'narrow'
        | 'widen'
        | 'ask'
        | 'want'
        | 'see'
        | 'learn-keys';
    }
  | { readonly what: 'fill-disk' | 'break-disk' | 'mend-disk' | 'fail-checkpoint' }
  | { readonly what: 'crash-centre' | 'back-up' | 'rotate-key' | 'refuse' | 'overload' | 'recover' }
  | { readonly what: 'settle'; readonly outcome: 'done' | 'not-done' | 'in-doubt' }
  | { readonly what: 'fail-write' | 'fail-start'; readonly faults: readonly TransactionFault[] }
  | { readonly what: 'jump-clock'; readonly by: number }
  | { readonly what: 'restore-centre'; readonly backup: number };

/** One happening, to one kiosk where it is to a kiosk. */
export type Entry = Happening & { readonly at: number; readonly kiosk: number };

/** How often each batch and each answer meets what; from 0 to 1. */
export interface Weather {
  readonly lost: number;
  readonly truncated: number;
  readonly twice: number;
  readonly late: number;
  readonly answerLost: number;
  readonly replayed: number;
  readonly forged: number;
  readonly portal: number;
  /** The process dies between its commit and its answer. */
  readonly crashAfterCommit: number;
}

export interface Schedule {
  readonly seed: number;
  readonly kiosks: number;
  readonly horizon: number;
  readonly batchSize: number;
  /** Records that fit in a journal. */
  readonly capacity: number;
  readonly weather: Weather;
  readonly entries: readonly Entry[];
}

const faultsOf = (random: Random) =>
  Array.from({ length: random.between(1, 4) }, () => random.pick(transactionFaults));

/** A file that cannot be opened so many times. */
const lostStarts = (random: Random) =>
  Array.from({ length: random.between(1, 7) }, (): TransactionFault => 'lost');

const adversities: Record<string, (random: Random) => Happening> = {
  reboot: (random) => ({ what: random.pick(['reboot', 'kill', 'cut-power'] as const) }),
  writes: (random) => ({ what: 'fail-write', faults: faultsOf(random) }),
  starts: (random) => ({
    what: 'fail-start',
    faults: random.chance(0.5) ? faultsOf(random) : lostStarts(random),
  }),
  checkpoints: (random) =>
    random.chance(0.5) ? { what: 'fail-checkpoint' } : { what: 'fail-write', faults: faultsOf(random) },
  disk: (random) => ({ what: random.pick(['fill-disk', 'break-disk', 'mend-disk', 'mend-disk'] as const) }),
  damage: (random) => ({ what: random.pick(['damage', 'reboot', 'occur', 'occur'] as const) }),
  rollback: (random) => ({ what: random.pick(['take-image', 'roll-back'] as const) }),
  clone: (random) =>
    random.chance(0.7)
      ? { what: random.pick(['take-image', 'clone'] as const) }
      : { what: 'restore-centre', backup: random.between(0, 2) },
  clock: (random) => ({ what: 'jump-clock', by: random.pick([-10, -1, 0.001, 1, 10]) * 365 * DAY }),
  cable: (random) => ({ what: random.pick(['unplug', 'plug'] as const) }),
  line: (random) => ({ what: random.pick(['narrow', 'widen'] as const) }),
  centre: (random) => ({ what: random.pick(['crash-centre', 'overload', 'recover'] as const) }),
  refusal: (random) => ({ what: random.pick(['refuse', 'recover'] as const) }),
  backups: (random) =>
    random.chance(0.6) ? { what: 'back-up' } : { what: 'restore-centre', backup: random.between(0, 2) },
  keys: (random) => ({ what: random.pick(['rotate-key', 'learn-keys', 'learn-keys'] as const) }),
  people: (random) => ({ what: random.pick(['ask', 'want', 'see'] as const) }),
};

function work(random: Random): Happening {
  const draw = random.next();
  if (draw < 0.4) return { what: 'begin' };
  if (draw < 0.75) return { what: 'settle', outcome: random.pick(['done', 'done', 'not-done', 'in-doubt']) };
  return { what: 'occur' };
}

/** A month with the cable out, at most two weeks from its beginning, or from its end. */
function month(random: Random): Entry[] {
  const at = random.between(0, 14) * DAY;
  return [
    { what: 'unplug', kiosk: 0, at },
    { what: 'plug', kiosk: 0, at: at + random.between(8, 31) * DAY },
  ];
}

/** Everything that will happen to a few kiosks and their centre, but for what the wire does to each message: `weather`. */
export function draw(seed: number): Schedule {
  const random = new Random(seed);
  const horizon = random.pick([10 * MINUTE, 2 * HOUR, 3 * DAY, 45 * DAY]);
  const chosen = Object.values(adversities).filter(() => random.chance(0.3));
  const kiosks = random.pick([1, 1, 1, 2]);
  const bad = () => (random.chance(0.4) ? random.next() * 0.4 : 0);
  const weather: Weather = {
    lost: bad(),
    truncated: bad() / 2,
    twice: bad(),
    late: bad(),
    answerLost: bad(),
    replayed: bad() / 2,
    forged: bad() / 2,
    portal: bad() / 2,
    crashAfterCommit: bad() / 2,
  };
  const entries: Entry[] = [];
  const count = random.between(6, 26);
  for (let index = 0; index < count; index += 1) {
    const happening = chosen.length > 0 && random.chance(0.4) ? random.pick(chosen)(random) : work(random);
    entries.push({ ...happening, at: random.between(0, horizon), kiosk: random.between(0, kiosks - 1) });
  }
  if (horizon > 30 * DAY) {
    // The centre's own rule: never longer than an interval without a backup.
    for (let at = random.between(0, 3.5 * DAY); at < horizon; at += 3.4 * DAY)
      entries.push({ what: 'back-up', kiosk: 0, at });
    if (random.chance(0.5)) entries.push(...month(random));
  }
  entries.sort((one, other) => one.at - other.at);
  return {
    seed,
    kiosks,
    horizon,
    batchSize: random.between(1, 6),
    capacity: random.pick([25, 60, 1000, 1000]),
    weather,
    entries,
  };
}
