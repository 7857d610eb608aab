import type { Migration } from '../migration.ts';

/** When a kiosk was last refused for its certificate: one row each. */
export const addRefusals: Migration = async (db) => {
  await db.schema
    .createTable('fleet_refusal')
    .addColumn('kiosk', 'text', (c) => c.primaryKey())
    .addColumn('at', 'bigint', (c) => c.notNull())
    .execute();
};
