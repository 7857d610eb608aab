import type { Migration } from '../migration.ts';

/** Who is insured. */
export const addRegistry: Migration = async (db) => {
  await db.schema
    .createTable('insured_card')
    .addColumn('serial', 'text', (c) => c.primaryKey())
    .addColumn('regime', 'text', (c) => c.notNull())
    .addColumn('caisse', 'text', (c) => c.notNull())
    .addColumn('centre', 'text', (c) => c.notNull())
    .addColumn('decided', 'text')
    .addColumn('opposed', 'integer', (c) => c.notNull())
    .execute();
  await db.schema
    .createTable('insured_person')
    .addColumn('serial', 'text', (c) => c.notNull())
    .addColumn('rang', 'text', (c) => c.notNull())
    .addColumn('family_name', 'text', (c) => c.notNull())
    .addColumn('given_names', 'text', (c) => c.notNull())
    .addColumn('birth', 'text', (c) => c.notNull())
    .addColumn('nir', 'text', (c) => c.notNull())
    .addColumn('periods', 'text', (c) => c.notNull())
    .addColumn('doctor_declared', 'integer', (c) => c.notNull())
    .addColumn('c2s', 'text')
    .addColumn('exonerations', 'text')
    .addPrimaryKeyConstraint('insured_person_key', ['serial', 'rang'])
    .execute();
};
