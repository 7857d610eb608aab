import type { Milliseconds } from '@borne/domain/time';

/** Tells when a screen last drew what it was told: a host that runs behind a frozen screen serves nobody. */
export interface ScreenWatch {
  /** A screen says that it has drawn the view it was sent. */
  drawn(): void;
  /** Seconds since one last did; undefined when none ever did. */
  age(): number | undefined;
}

/** `monotonic`: of the clock. */
export function watchScreens(monotonic: () => Milliseconds): ScreenWatch {
  let last: number | undefined;
  return {
    drawn() {
      last = monotonic();
    },
    age: () => (last === undefined ? undefined : Math.floor((monotonic() - last) / 1000)),
  };
}
