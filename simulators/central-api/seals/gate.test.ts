import { describe, expect, it } from 'vitest';
import { Gate } from './gate.ts';

/** Somebody who stays until told to leave. */
function staying() {
  let leave = () => {};
  const gone = new Promise<void>((resolve) => {
    leave = resolve;
  });
  return { stay: () => gone.then(() => 'was in' as const), leave };
}

describe('a gate', () => {
  it('lets in so many, and again when one has left', async () => {
    const gate = new Gate(2, 2);
    const first = staying();
    const within = gate.pass('10.0.0.1', first.stay);
    void gate.pass('10.0.0.2', staying().stay);
    expect(await gate.pass('10.0.0.3', async () => 'in')).toBeUndefined();
    first.leave();
    expect(await within).toBe('was in');
    expect(await gate.pass('10.0.0.3', async () => 'in')).toBe('in');
  });

  it('keeps room for others than one address', async () => {
    const gate = new Gate(10, 1);
    void gate.pass('10.0.0.1', staying().stay);
    expect(await gate.pass('10.0.0.1', async () => 'in')).toBeUndefined();
    expect(await gate.pass('10.0.0.2', async () => 'in')).toBe('in');
  });

  it.each([
    ['2001:db8:1:2::1', '2001:db8:1:2:aaaa::9', false],
    ['2001:db8:1:2::1', '2001:db8:1:3::1', true],
    ['2001:db8::1', '2001:db8:0:0:5::1', false],
    ['::1', '2001:db8::1', true],
    ['::ffff:10.0.0.1', '::ffff:10.0.0.2', true],
    ['fe80::1%eth0', 'fe80::2%eth0', false],
  ])('takes the subscriber behind %s for another than %s: %s', async (one, other, another) => {
    const gate = new Gate(10, 1);
    void gate.pass(one, staying().stay);
    expect((await gate.pass(other, async () => 'in')) === 'in').toBe(another);
  });

  it('has room again after a failure', async () => {
    const gate = new Gate(1, 1);
    await expect(gate.pass('10.0.0.1', () => Promise.reject(new Error('broken')))).rejects.toThrow('broken');
    expect(await gate.pass('10.0.0.1', async () => 'in')).toBe('in');
  });
});
