import { describe, expect, it } from 'vitest';
import { confirmationOf } from './confirmation.ts';

describe('the answer to GS r', () => {
  const { isGivenBy } = confirmationOf(1, 'paper-status');
  const given = (byte: number) => isGivenBy({ kind: 'transmitted', byte });

  it('is a paper status that says that there is paper, much or little', () => {
    expect([0x00, 0x03].map(given)).toEqual([true, true]);
  });

  it('is not one that says paper end: such a printer executes nothing, and 0F opens a full status whose 10 was lost', () => {
    expect([0x0c, 0x0f].map(given)).toEqual([false, false]);
  });

  it('is no byte of another form, and no other kind of reply', () => {
    for (let byte = 0; byte < 0x100; byte += 1)
      if (byte !== 0x00 && byte !== 0x03) expect(given(byte)).toBe(false);
    expect(isGivenBy({ kind: 'process-id', id: '0001' })).toBe(false);
  });
});

describe('the answer to GS ( H', () => {
  it('carries the number of this job', () => {
    const { isGivenBy } = confirmationOf(12, 'process-id');
    expect(isGivenBy({ kind: 'process-id', id: '0012' })).toBe(true);
    expect(isGivenBy({ kind: 'process-id', id: '0011' })).toBe(false);
    expect(isGivenBy({ kind: 'transmitted', byte: 0 })).toBe(false);
  });
});
