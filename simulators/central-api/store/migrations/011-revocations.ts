import type { Migration } from '../migration.ts';

/** Since when what a kiosk was certified is void, be it known to this store or not. */
export const addRevocations: Migration = async (db) => {
  await db.schema
    .createTable('revocation')
    .addColumn('kiosk', 'text', (c) => c.primaryKey())
    .addColumn('at', 'bigint', (c) => c.notNull())
    .execute();
};
