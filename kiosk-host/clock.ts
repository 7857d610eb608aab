import { type Clock, epochMilliseconds, milliseconds } from '@borne/domain/time';

/** The machine's own clocks: read here and nowhere else. */
export const systemClock: Clock = {
  now: () => epochMilliseconds(Date.now()),
  monotonic: () => milliseconds(performance.now()),
};
