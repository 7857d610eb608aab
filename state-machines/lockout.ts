import { type Milliseconds, seconds } from '@borne/domain/time';

/**
 * How long the kiosk waits before it takes another PIN, from the tries that the card itself says are left. The
 * count lives on the card, so that the wait survives a restart and follows the card to another kiosk.
 *
 * | tries left | 3 and more | 2    | 1    | 0         |
 * |------------|------------|------|------|-----------|
 * | wait       | none       | 15 s | 60 s | `blocked` |
 */
export function waitBeforePin(triesLeft: number): Milliseconds | 'blocked' {
  if (triesLeft <= 0) return 'blocked';
  if (triesLeft >= 3) return seconds(0);
  return triesLeft === 2 ? seconds(15) : seconds(60);
}
