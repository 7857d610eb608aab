import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { centralError } from '../central/http.ts';
import { backoff, firstPacing, isProbe, type Pacing, type PacingEvent, step } from './pacing.ts';
import type { Delivery } from './port.ts';

const almostOne = () => 1 - Number.EPSILON;
const afterFailures = (failures: number, retryAfter = 0) => ({ failures, retryAfter });

describe('backing off', () => {
  it('doubles its ceiling from one second to five minutes', () => {
    const ceilings = Array.from({ length: 12 }, (_, index) => backoff(afterFailures(index + 1), almostOne));
    expect(ceilings).toEqual(
      [1, 2, 4, 8, 16, 32, 64, 128, 256, 300, 300, 300].map((seconds) => seconds * 1000),
    );
  });

  it('spreads over the whole of it', () => {
    expect(backoff(afterFailures(4), () => 0)).toBe(0);
    expect(backoff(afterFailures(4), () => 0.5)).toBe(4000);
  });

  it('comes soon after the moment that a centre has given it', () => {
    expect(backoff(afterFailures(12, 60_000), almostOne)).toBe(66_000);
    expect(backoff(afterFailures(1, 60_000), almostOne)).toBe(61_000);
    expect(backoff(afterFailures(12, 9_000), almostOne)).toBe(309_000);
  });

  it('never comes before the centre asked, nor more than an hour and five minutes later', () => {
    fc.assert(
      fc.property(
        fc.nat(5000),
        fc.double({ min: 0, max: 0.999999, noNaN: true }),
        fc.nat(1e9),
        (failures, random, asked) => {
          const delay = backoff(afterFailures(failures, asked), () => random);
          expect(delay).toBeGreaterThanOrEqual(Math.min(asked, 3_600_000));
          expect(delay).toBeLessThanOrEqual(3_900_000);
        },
      ),
    );
  });
});

const unreachable: Delivery = { delivery: 'postponed', error: centralError('unreachable', 'HTTP 503') };
const acknowledged: Delivery = { delivery: 'acknowledged', records: 1, more: false };
const ended = (delivery: Delivery): PacingEvent => ({ type: 'delivery.ended', delivery });

const play = (...events: readonly PacingEvent[]): Pacing =>
  events.reduce((pacing, event) => step(pacing, event).pacing, firstPacing);

describe('the breaker', () => {
  it('opens at the first failure, and lets one record through at a time until one was taken', () => {
    const open = play(ended(unreachable));
    expect(open).toMatchObject({ phase: 'backingOff', failures: 1, network: 'down' });
    const probing = step(open, { type: 'wait.over' });
    expect(probing).toMatchObject({ entered: true, pacing: { phase: 'delivering' } });
    expect(isProbe(probing.pacing)).toBe(true);
    const { pacing } = step(probing.pacing, ended({ ...acknowledged, more: true }));
    expect(pacing).toMatchObject({ phase: 'delivering', failures: 0 });
    expect(isProbe(pacing)).toBe(false);
  });

  it('does not open for what a kiosk writes meanwhile', () => {
    const open = play(ended(unreachable));
    expect(step(open, { type: 'journal.written' }).entered).toBe(false);
    expect(step(open, { type: 'network.seen', reachable: false }).entered).toBe(false);
    expect(step(open, { type: 'network.seen', reachable: true }).entered).toBe(true);
  });

  it('comes no sooner than it was told because something else is answered', () => {
    const asked = play(ended({ ...unreachable, retryAfter: 300_000 }));
    expect(step(asked, { type: 'network.seen', reachable: true }).entered).toBe(false);
    expect(step(asked, { type: 'sync.now' }).entered).toBe(true);
  });

  it('forgets what the centre asked for once it has answered', () => {
    const asked = play(ended({ ...unreachable, retryAfter: 60_000 }));
    expect(asked.retryAfter).toBe(60_000);
    expect(
      play(ended({ ...unreachable, retryAfter: 60_000 }), { type: 'wait.over' }, ended(unreachable)),
    ).toMatchObject({ failures: 2, retryAfter: 0 });
  });
});

it('never runs two deliveries at once: while one is under way, nothing starts another', () => {
  const meanwhile: readonly PacingEvent[] = [
    { type: 'journal.written' },
    { type: 'sync.now' },
    { type: 'network.wanted' },
    { type: 'network.seen', reachable: true },
    { type: 'wait.over' },
  ];
  for (const event of meanwhile) expect(step(firstPacing, event).entered).toBe(false);
});

it('takes no notice of a delivery that ends when none is under way', () => {
  const resting = play(ended(acknowledged));
  expect(step(resting, ended(unreachable))).toEqual({ pacing: resting, entered: false });
});
