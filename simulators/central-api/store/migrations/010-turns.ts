import type { Migration } from '../migration.ts';

/** What two processes must not do at once. */
export const addTurns: Migration = async (db) => {
  await db.schema
    .createTable('turn')
    .addColumn('name', 'text', (c) => c.primaryKey())
    .execute();
};
