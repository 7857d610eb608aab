import { sql } from 'kysely';
import { ordinalType } from '../engine.ts';
import type { Migration } from '../migration.ts';

/** Relays to cards, what became of them, and what was odd. */
export const addCardUpdates: Migration = async (db, engine) => {
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
    .addColumn('position', ordinalType(engine))
    .addColumn('at', 'bigint', (c) => c.notNull())
    .addColumn('kiosk', 'text', (c) => c.notNull())
    .addColumn('relay', 'text', (c) => c.notNull())
    .addColumn('what', 'text', (c) => c.notNull())
    .execute();
};
