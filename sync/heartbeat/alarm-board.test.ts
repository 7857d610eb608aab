import { seconds } from '@borne/domain/time';
import { describe, expect, it } from 'vitest';
import { AlarmBoard } from './alarm-board.ts';

describe('an alarm', () => {
  const board = () => new AlarmBoard(() => ({ after: 30_000, clearAfter: 60_000 }));

  it('is none until it has lasted, and counts from when it began', () => {
    const alarms = board();
    expect(alarms.observe(['paper-out'], seconds(10))).toEqual([]);
    expect(alarms.observe(['paper-out'], seconds(39))).toEqual([]);
    expect(alarms.observe(['paper-out'], seconds(40))).toEqual([{ code: 'paper-out', age: 30 }]);
    expect(alarms.observe(['paper-out'], seconds(70))).toEqual([{ code: 'paper-out', age: 60 }]);
  });

  it('is none when it comes and goes', () => {
    const alarms = board();
    for (let at = 0; at < 200; at += 20) {
      expect(alarms.observe(['reader-lost'], seconds(at))).toEqual([]);
      expect(alarms.observe([], seconds(at + 10))).toEqual([]);
    }
  });

  it('that clears and comes back at once never ended', () => {
    const alarms = board();
    alarms.observe(['reader-lost'], seconds(0));
    expect(alarms.observe(['reader-lost'], seconds(30))).toHaveLength(1);
    expect(alarms.observe([], seconds(60))).toEqual([{ code: 'reader-lost', age: 60 }]);
    expect(alarms.observe(['reader-lost'], seconds(80))).toEqual([{ code: 'reader-lost', age: 80 }]);
    expect(alarms.observe([], seconds(139))).toHaveLength(1);
    expect(alarms.observe([], seconds(140))).toEqual([]);
    expect(alarms.observe(['reader-lost'], seconds(150))).toEqual([]);
  });

  it('stands beside others, the oldest first', () => {
    const alarms = board();
    alarms.observe(['paper-out'], seconds(0));
    alarms.observe(['paper-out', 'clock-off'], seconds(20));
    expect(alarms.observe(['clock-off', 'paper-out'], seconds(50)).map(({ code }) => code)).toEqual([
      'paper-out',
      'clock-off',
    ]);
  });
});
