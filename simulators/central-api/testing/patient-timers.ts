import type { Timers } from '@borne/domain/time';

/** As many times as long as a kiosk would wait for an answer, a busy machine of continuous integration may take for it. */
const TIMES = 30;

/**
 * Timers on which nobody gives up a centre that merely shares its processor with a dozen other processes: every wait lasts thirty times
 * as long. For tests of what is answered; that a wait ends is tested with one of its own length.
 */
export const patientTimers: Timers = {
  setTimeout: (callback, delay) => globalThis.setTimeout(callback, delay * TIMES),
  clearTimeout: (id) => globalThis.clearTimeout(id as ReturnType<typeof globalThis.setTimeout>),
};
