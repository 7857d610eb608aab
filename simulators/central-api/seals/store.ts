import { ok, type Result } from '@borne/domain/result';
import type { Clock } from '@borne/domain/time';
import type { Trust } from '@borne/sync/sealing/trust';
import { openStore } from '../store.ts';
import { SealRegistry } from './seal-registry.ts';

/** Opens the registry of seals in the store of a centre, which may be running or not. */
export async function openSealStore(
  file: string,
  clock: Clock,
): Promise<{ readonly seals: SealRegistry; close(): Promise<void> }> {
  const db = await openStore(file);
  return { seals: await SealRegistry.open(db, clock), close: () => db.destroy() };
}

/** Looks signatories up in such a store. */
export const trustInStore =
  (file: string, clock: Clock) =>
  async (authority: string, certificate: string): Promise<Result<Trust | undefined, string>> => {
    const { seals, close } = await openSealStore(file, clock);
    try {
      return ok(await seals.trustOf(authority, certificate));
    } finally {
      await close();
    }
  };
