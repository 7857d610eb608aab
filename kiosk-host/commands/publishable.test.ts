import { describe, expect, it } from 'vitest';
import { type WrittenPart, whyNotPublished } from './publishable.ts';

const now = Date.UTC(2026, 10, 23, 8);
const HOUR = 3_600_000;
const wrong = (part: WrittenPart, content: unknown) =>
  whyNotPublished(part, Buffer.from(JSON.stringify(content)), now);
const notice = (from: number, until: number) => ({
  notices: [{ id: 'fermeture', tone: 'neutral', text: 'Fermé', from, until }],
});
const outage = (from: number, until: number) => ({
  outages: [{ regime: '01', caisse: '491', from, until }],
});

describe('what a person publishes', () => {
  it('is told apart from what no kiosk would ever show', () => {
    for (const [part, lasting] of [
      ['notices', notice],
      ['outages', outage],
    ] as const) {
      expect(wrong(part, lasting(now - HOUR, now + HOUR))).toBeUndefined();
      expect(wrong(part, lasting(now / 1000, now / 1000 + 3600))).toContain('expected epoch milliseconds');
      expect(wrong(part, lasting(now + HOUR, now))).toBe(
        '/0: until 2026-11-23T08:00:00.000Z: expected a moment after from, 2026-11-23T09:00:00.000Z',
      );
      expect(wrong(part, lasting(now - HOUR, now))).toContain('expected a moment to come');
    }
  });

  it('withdraws services that there are', () => {
    expect(wrong('configuration', { withdrawn: ['mise-a-jour'] })).toBeUndefined();
    expect(wrong('configuration', { withdrawn: ['mise-a-jour', 'mise-a-jours'] })).toBe(
      '/1: "mise-a-jours": expected one of mise-a-jour, attestation-droits',
    );
  });

  it('is what its contract says', () => {
    expect(wrong('texts', { texts: { 'no.such.text': 'x' } })).toContain('no.such.text');
    expect(wrong('notices', {})).toContain('notices');
    const [shouted] = notice(now, now + HOUR).notices;
    expect(wrong('notices', { notices: [{ ...shouted, tone: 'shouted' }] })).toBe(
      '/notices/0/tone: expected one of neutral, attention',
    );
    expect(whyNotPublished('software', Buffer.from('1.4.0\n'), now)).toBeUndefined();
    expect(whyNotPublished('software', Buffer.from('the newest'), now)).toContain('such as 1.4.0');
  });
});
