import { expect, it } from 'vitest';
import { erasingEnvironment, nativeMemoryIsErased } from './native-memory.ts';

it('asks for both of what the C library must be told', () => {
  expect(nativeMemoryIsErased(erasingEnvironment)).toBe(true);
  expect(
    nativeMemoryIsErased({
      GLIBC_TUNABLES: `glibc.malloc.arena_max=2:${erasingEnvironment.GLIBC_TUNABLES}`,
    }),
  ).toBe(true);
  expect(nativeMemoryIsErased({ GLIBC_TUNABLES: 'glibc.malloc.perturb=165' })).toBe(false);
  expect(nativeMemoryIsErased({})).toBe(false);
});
