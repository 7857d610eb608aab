import { bytesType } from '../engine.ts';
import type { Migration } from '../migration.ts';

/** What is sent down to kiosks, and the manifest that each of them is to have. */
export const addDownlink: Migration = async (db, engine) => {
  await db.schema
    .createTable('published_part')
    .addColumn('audience', 'text', (c) => c.notNull())
    .addColumn('name', 'text', (c) => c.notNull())
    .addColumn('version', 'bigint', (c) => c.notNull())
    .addColumn('sha256', 'text', (c) => c.notNull())
    .addColumn('size', 'bigint', (c) => c.notNull())
    .addColumn('content', bytesType(engine), (c) => c.notNull())
    .addColumn('published_at', 'bigint', (c) => c.notNull())
    .addPrimaryKeyConstraint('published_part_version', ['audience', 'name', 'version'])
    .execute();
  await db.schema.createIndex('published_part_digest').on('published_part').column('sha256').execute();
  await db.schema
    .createTable('manifest')
    .addColumn('kiosk', 'text', (c) => c.primaryKey())
    .addColumn('version', 'bigint', (c) => c.notNull())
    .addColumn('issued', 'bigint', (c) => c.notNull())
    .addColumn('digest', 'text', (c) => c.notNull())
    .addColumn('signing_key', 'text', (c) => c.notNull())
    .addColumn('jws', 'text', (c) => c.notNull())
    .execute();
};
