import { type Kysely, Migrator } from 'kysely';
import type { Engine } from './engine.ts';
import type { Migration } from './migration.ts';
import { createJournal } from './migrations/001-tables.ts';
import { addCardUpdates } from './migrations/002-card-updates.ts';
import { indexForksByDigest } from './migrations/003-forks-by-digest.ts';
import { addSeals } from './migrations/004-seals.ts';
import { readApart } from './migrations/006-projection.ts';
import type { Tables } from './tables.ts';

/** By name, in order. */
const migrations: Readonly<Record<string, Migration>> = {
  '001-tables': createJournal,
  '002-card-updates': addCardUpdates,
  '003-forks-by-digest': indexForksByDigest,
  '004-seals': addSeals,
  '006-projection': readApart,
};

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
