import { ordinalType } from '../engine.ts';
import type { Migration } from '../migration.ts';

/** How kiosks are, what was wrong with them and when, and how many people come to each, hour by hour. */
export const addFleet: Migration = async (db, engine) => {
  await db.schema
    .createTable('fleet_kiosk')
    .addColumn('kiosk', 'text', (c) => c.primaryKey())
    .addColumn('first_seen', 'bigint', (c) => c.notNull())
    .addColumn('last_seen', 'bigint', (c) => c.notNull())
    .addColumn('heartbeat', 'text', (c) => c.notNull())
    .execute();
  await db.schema
    .createTable('fleet_alarm')
    .addColumn('position', ordinalType(engine))
    .addColumn('kiosk', 'text', (c) => c.notNull())
    .addColumn('cause', 'text', (c) => c.notNull())
    .addColumn('since', 'bigint', (c) => c.notNull())
    .addColumn('until', 'bigint')
    .execute();
  await db.schema.createIndex('fleet_alarm_of').on('fleet_alarm').columns(['kiosk', 'until']).execute();
  await db.schema.createIndex('fleet_alarm_open').on('fleet_alarm').columns(['until', 'kiosk']).execute();
  await db.schema
    .createTable('fleet_hour')
    .addColumn('kiosk', 'text', (c) => c.notNull())
    .addColumn('hour', 'bigint', (c) => c.notNull())
    .addColumn('operations', 'bigint', (c) => c.notNull())
    .addPrimaryKeyConstraint('fleet_hour_of', ['kiosk', 'hour'])
    .execute();
};
