/**
 * What the environment of a kiosk must have: the GNU C library then overwrites memory as it is freed, and keeps no freed memory aside,
 * which it would not overwrite. It is read when a process starts, so that no program can set it for itself.
 */
export const erasingEnvironment = {
  GLIBC_TUNABLES: 'glibc.malloc.perturb=165:glibc.malloc.tcache_count=0',
} as const;

/** Whether memory that this process frees outside V8 is overwritten. */
export function nativeMemoryIsErased(environment: NodeJS.ProcessEnv): boolean {
  const tunables = environment.GLIBC_TUNABLES?.split(':') ?? [];
  return erasingEnvironment.GLIBC_TUNABLES.split(':').every((tunable) => tunables.includes(tunable));
}
