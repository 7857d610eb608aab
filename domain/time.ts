import type { Branded } from './brand.ts';

/** A duration in milliseconds. */
export type Milliseconds = Branded<number, 'Milliseconds'>;

/** Milliseconds since 1970-01-01T00:00:00Z, as the device's wall clock tells it: it may jump. */
export type EpochMilliseconds = Branded<number, 'EpochMilliseconds'>;

export const milliseconds = (value: number): Milliseconds => value as Milliseconds;
export const seconds = (value: number): Milliseconds => (value * 1000) as Milliseconds;
export const epochMilliseconds = (value: number): EpochMilliseconds => value as EpochMilliseconds;

/** Time as the rooms receive it; only the composition root reads the real one. */
export interface Clock {
  /** Wall clock: for people and for the record; never for ordering. */
  now(): EpochMilliseconds;
  /** Milliseconds since an arbitrary start; never goes back. */
  monotonic(): Milliseconds;
}

/** Timers as the rooms receive them: the real ones, or a test's. The same shape as XState's `clock`. */
export interface Timers {
  setTimeout(callback: (...args: never[]) => void, delay: number): unknown;
  clearTimeout(id: unknown): void;
}
