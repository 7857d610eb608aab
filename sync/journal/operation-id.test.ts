import { randomBytes } from 'node:crypto';
import { epochMilliseconds } from '@borne/domain/time';
import { expect, it } from 'vitest';
import { newOperationId } from './operation-id.ts';

it('makes the UUID version 7 of RFC 9562, appendix A.6', () => {
  const random = Buffer.from('000000000000ccc318c4dc0c0c07398f', 'hex');
  expect(newOperationId(epochMilliseconds(0x017f22e279b0), () => random)).toBe(
    '017f22e2-79b0-7cc3-98c4-dc0c0c07398f',
  );
});

it('sorts by time and does not repeat itself', () => {
  const ids = Array.from({ length: 1000 }, (_, at) =>
    newOperationId(epochMilliseconds(1e12 + at), randomBytes),
  );
  expect(ids.toSorted()).toEqual(ids);
  const together = Array.from({ length: 1000 }, () => newOperationId(epochMilliseconds(1e12), randomBytes));
  expect(new Set(together).size).toBe(1000);
});
