import { type Kysely, Migrator } from 'kysely';
import type { Engine } from './engine.ts';
import type { Migration } from './migration.ts';
import { createJournal } from './migrations/001-tables.ts';
import { addCardUpdates } from './migrations/002-card-updates.ts';
import { indexForksByDigest } from './migrations/003-forks-by-digest.ts';
import { addSeals } from './migrations/004-seals.ts';
import { addIdentity } from './migrations/005-identity.ts';
import { readApart } from './migrations/006-projection.ts';
import { addDownlink } from './migrations/007-downlink.ts';
import { addFleet } from './migrations/008-fleet.ts';
import { addRegistry } from './migrations/009-registry.ts';
import { addTurns } from './migrations/010-turns.ts';
import { addRevocations } from './migrations/011-revocations.ts';
import { addRefusals } from './migrations/012-refusals.ts';
import type { Tables } from './tables.ts';

/** By name, in order. */
const migrations: Readonly<Record<string, Migration>> = {
  '001-tables': createJournal,
  '002-card-updates': addCardUpdates,
  '003-forks-by-digest': indexForksByDigest,
  '004-seals': addSeals,
  '005-identity': addIdentity,
  '006-projection': readApart,
  '007-downlink': addDownlink,
  '008-fleet': addFleet,
  '009-registry': addRegistry,
  '010-turns': addTurns,
  '011-revocations': addRevocations,
  '012-refusals': addRefusals,
};

/** Where the migrator notes each step, and the note of the first: a database that has it was made by a centre. */
export const NOTED = { table: 'kysely_migration', first: '001-tables' } as const;

/** Brings the tables up to date. */
export async function migrate(db: Kysely<Tables>, engine: Engine): Promise<void> {
  const steps = Object.entries(migrations).map(([name, step]) => [
    name,
    { up: (on: Kysely<unknown>) => step(on, engine) },
  ]);
  const migrator = new Migrator({ db, provider: { getMigrations: async () => Object.fromEntries(steps) } });
  const { error } = await migrator.migrateToLatest();
  if (error) throw error;
}
