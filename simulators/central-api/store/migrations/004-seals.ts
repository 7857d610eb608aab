import { bytesType } from '../engine.ts';
import type { Migration } from '../migration.ts';

/** The authority of the seals, its certificates, and what was revoked. */
export const addSeals: Migration = async (db, engine) => {
  await db.schema
    .createTable('seal_authority')
    .addColumn('id', 'text', (c) => c.primaryKey())
    .addColumn('private_key', 'text', (c) => c.notNull())
    .addColumn('certificate', bytesType(engine), (c) => c.notNull())
    .execute();
  await db.schema
    .createTable('seal_certificate')
    .addColumn('position', 'integer', (c) => c.primaryKey())
    .addColumn('id', 'text', (c) => c.notNull().unique())
    .addColumn('kiosk', 'text', (c) => c.notNull())
    .addColumn('key', 'text', (c) => c.notNull())
    .addColumn('certificate', bytesType(engine), (c) => c.notNull())
    .addColumn('not_before', 'bigint', (c) => c.notNull())
    .addColumn('not_after', 'bigint', (c) => c.notNull())
    .addColumn('revoked_since', 'bigint')
    .addColumn('revoked_reason', 'text')
    .execute();
  await db.schema.createIndex('seal_certificate_key').on('seal_certificate').column('key').execute();
  await db.schema
    .createTable('seal_revoked_document')
    .addColumn('number', 'text', (c) => c.primaryKey())
    .addColumn('since', 'bigint', (c) => c.notNull())
    .execute();
};
