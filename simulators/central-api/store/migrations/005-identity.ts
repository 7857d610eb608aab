import { bytesType } from '../engine.ts';
import type { Migration } from '../migration.ts';

/** The authority of the fleet, the kiosks it certified, and the centre's signing keys. */
export const addIdentity: Migration = async (db, engine) => {
  await db.schema
    .createTable('fleet_authority')
    .addColumn('id', 'text', (c) => c.primaryKey())
    .addColumn('private_key', 'text', (c) => c.notNull())
    .addColumn('certificate', bytesType(engine), (c) => c.notNull())
    .addColumn('ticket_keys', bytesType(engine), (c) => c.notNull())
    .execute();
  await db.schema
    .createTable('signing_key')
    .addColumn('id', 'text', (c) => c.primaryKey())
    .addColumn('purpose', 'text', (c) => c.notNull())
    .addColumn('private_key', 'text', (c) => c.notNull())
    .addColumn('public_key', 'text', (c) => c.notNull())
    .addColumn('since', 'bigint', (c) => c.notNull())
    .addColumn('retired_since', 'bigint')
    .execute();
  await db.schema
    .createTable('enrolment_code')
    .addColumn('kiosk', 'text', (c) => c.primaryKey())
    .addColumn('salt', bytesType(engine), (c) => c.notNull())
    .addColumn('digest', bytesType(engine), (c) => c.notNull())
    .addColumn('expires_at', 'bigint', (c) => c.notNull())
    .addColumn('attempts_left', 'integer', (c) => c.notNull())
    .addColumn('used_with', 'text')
    .execute();
  await db.schema
    .createTable('kiosk_certificate')
    .addColumn('fingerprint', 'text', (c) => c.primaryKey())
    .addColumn('kiosk', 'text', (c) => c.notNull())
    .addColumn('key', 'text', (c) => c.notNull())
    .addColumn('certificate', bytesType(engine), (c) => c.notNull())
    .addColumn('not_before', 'bigint', (c) => c.notNull())
    .addColumn('not_after', 'bigint', (c) => c.notNull())
    .addColumn('revoked_since', 'bigint')
    .execute();
  await db.schema.createIndex('kiosk_certificate_key').on('kiosk_certificate').column('key').execute();
  await db.schema.createIndex('kiosk_certificate_kiosk').on('kiosk_certificate').column('kiosk').execute();
};
