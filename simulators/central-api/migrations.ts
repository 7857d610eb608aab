import { type Kysely, Migrator, sql } from 'kysely';
import { indexForksByDigest } from './forks.ts';
import type { Tables } from './tables.ts';

async function createTables(db: Kysely<Tables>) {
  await db.schema
    .createTable('watermark')
    .addColumn('kiosk', 'text', (c) => c.notNull())
    .addColumn('epoch', 'text', (c) => c.notNull())
    .addColumn('seq', 'bigint', (c) => c.notNull())
    .addColumn('head', 'text', (c) => c.notNull())
    .addColumn('projected_seq', 'bigint', (c) => c.notNull())
    .addColumn('since', 'bigint', (c) => c.notNull())
    .addPrimaryKeyConstraint('watermark_key', ['kiosk', 'epoch'])
    .execute();
  await db.schema
    .createTable('record')
    .addColumn('kiosk', 'text', (c) => c.notNull())
    .addColumn('epoch', 'text', (c) => c.notNull())
    .addColumn('seq', 'bigint', (c) => c.notNull())
    .addColumn('header', 'text', (c) => c.notNull())
    .addColumn('body', 'blob', (c) => c.notNull())
    .addColumn('hash', 'text', (c) => c.notNull())
    .addColumn('received_at', 'bigint', (c) => c.notNull())
    .addPrimaryKeyConstraint('record_key', ['kiosk', 'epoch', 'seq'])
    .execute();
  await db.schema
    .createTable('fork')
    .addColumn('id', 'integer', (c) => c.primaryKey().autoIncrement())
    .addColumn('kiosk', 'text', (c) => c.notNull())
    .addColumn('epoch', 'text', (c) => c.notNull())
    .addColumn('from_seq', 'bigint', (c) => c.notNull())
    .addColumn('to_seq', 'bigint', (c) => c.notNull())
    .addColumn('reason', 'text', (c) => c.notNull())
    .addColumn('batch', 'text', (c) => c.notNull())
    .addColumn('received_at', 'bigint', (c) => c.notNull())
    // A kiosk that is refused tries again: the same evidence is kept once.
    .addUniqueConstraint('fork_once', ['kiosk', 'epoch', 'from_seq', 'to_seq', 'batch'])
    .execute();
  await db.schema
    .createTable('quarantine')
    .addColumn('kiosk', 'text', (c) => c.notNull())
    .addColumn('epoch', 'text', (c) => c.notNull())
    .addColumn('seq', 'bigint', (c) => c.notNull())
    .addColumn('reason', 'text', (c) => c.notNull())
    .addPrimaryKeyConstraint('quarantine_key', ['kiosk', 'epoch', 'seq'])
    .execute();
  await db.schema
    .createTable('operation')
    .addColumn('position', 'integer', (c) => c.primaryKey().autoIncrement())
    .addColumn('kiosk', 'text', (c) => c.notNull())
    .addColumn('id', 'text', (c) => c.notNull())
    .addColumn('kind', 'text', (c) => c.notNull())
    .addColumn('document_number', 'text')
    .addColumn('outcome', 'text', (c) => c.notNull().check(sql`outcome IN ('done', 'not-done', 'in-doubt')`))
    .addColumn('settled', 'integer', (c) => c.notNull())
    .addColumn('records', 'integer', (c) => c.notNull())
    .addUniqueConstraint('operation_key', ['kiosk', 'id'])
    .execute();
}

async function addCardUpdates(db: Kysely<Tables>) {
  await db.schema.alterTable('operation').addColumn('relay', 'text').execute();
  await db.schema
    .createTable('card_update')
    .addColumn('relay', 'text', (c) => c.primaryKey())
    .addColumn('kiosk', 'text', (c) => c.notNull())
    .addColumn('serial', 'text', (c) => c.notNull())
    .addColumn('opened_at', 'bigint', (c) => c.notNull())
    .addColumn('plan', 'text')
    .addColumn('changes', 'text', (c) => c.notNull())
    .addColumn('outcome', 'text')
    .addColumn('closed_at', 'bigint')
    .addColumn('last_number', 'integer')
    .addColumn('last_responses', 'text')
    .addColumn('last_answer', 'text')
    .addColumn('on_card', 'text', (c) => c.check(sql`on_card IN ('applied', 'partly', 'not-applied')`))
    .addColumn('settled_by', 'text')
    .execute();
  await db.schema
    .createIndex('card_update_serial')
    .on('card_update')
    .columns(['serial', 'on_card'])
    .execute();
  await db.schema
    .createTable('card_check')
    .addColumn('serial', 'text', (c) => c.primaryKey())
    .addColumn('version', 'integer', (c) => c.notNull())
    .addColumn('digest', 'text', (c) => c.notNull())
    .addColumn('checked_at', 'bigint', (c) => c.notNull())
    .execute();
  await db.schema
    .createTable('card_update_alarm')
    .addColumn('position', 'integer', (c) => c.primaryKey().autoIncrement())
    .addColumn('at', 'bigint', (c) => c.notNull())
    .addColumn('kiosk', 'text', (c) => c.notNull())
    .addColumn('relay', 'text', (c) => c.notNull())
    .addColumn('what', 'text', (c) => c.notNull())
    .execute();
}

async function addSeals(db: Kysely<Tables>) {
  await db.schema
    .createTable('seal_authority')
    .addColumn('id', 'text', (c) => c.primaryKey())
    .addColumn('private_key', 'text', (c) => c.notNull())
    .addColumn('certificate', 'blob', (c) => c.notNull())
    .execute();
  await db.schema
    .createTable('seal_certificate')
    .addColumn('position', 'integer', (c) => c.primaryKey())
    .addColumn('id', 'text', (c) => c.notNull().unique())
    .addColumn('kiosk', 'text', (c) => c.notNull())
    .addColumn('key', 'text', (c) => c.notNull())
    .addColumn('certificate', 'blob', (c) => c.notNull())
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
}

/** Brings the tables up to date; a step that was released is never edited. */
export async function migrate(db: Kysely<Tables>): Promise<void> {
  const migrator = new Migrator({
    db,
    provider: {
      getMigrations: async () => ({
        '001-tables': { up: createTables },
        '002-card-updates': { up: addCardUpdates },
        '003-forks-by-digest': { up: indexForksByDigest },
        '004-seals': { up: addSeals },
      }),
    },
  });
  const { error } = await migrator.migrateToLatest();
  if (error) throw error;
}
