import type { RevocationReason } from '@borne/sync/contract/seal';
import type { Outcome } from '@borne/sync/journal/port';
import { type Generated, type Kysely, Migrator, sql } from 'kysely';
import { indexForksByDigest } from './forks.ts';

/** The centre's tables. Records are what kiosks sent, byte for byte; operations are what the centre reads in them. */
export interface Tables {
  watermark: {
    kiosk: string;
    epoch: string;
    seq: number;
    head: string;
    projected_seq: number;
    since: number;
  };
  record: {
    kiosk: string;
    epoch: string;
    seq: number;
    header: string;
    body: Uint8Array;
    hash: string;
    received_at: number;
  };
  /** Batches that contradict what is held, whole: evidence, never read as records. */
  fork: {
    id: Generated<number>;
    kiosk: string;
    epoch: string;
    digest: string;
    from_seq: number;
    to_seq: number;
    reason: string;
    batch: string;
    received_at: number;
  };
  /** How many more there were than were kept. */
  fork_excess: { kiosk: string; batches: number };
  /** Records that were stored and acknowledged and make no sense. */
  quarantine: { kiosk: string; epoch: string; seq: number; reason: string };
  operation: {
    /** Order of arrival: clocks of kiosks do not order anything. */
    position: Generated<number>;
    kiosk: string;
    id: string;
    kind: string;
    document_number: string | null;
    /** In doubt until a record says otherwise. */
    outcome: Outcome;
    settled: number;
    records: number;
    /** Of a card update: the relay that the centre knows it by. */
    relay: string | null;
  };
  /** One attempt to update one card through one kiosk. */
  card_update: {
    relay: string;
    kiosk: string;
    serial: string;
    opened_at: number;
    /** Name of what was to be written, once a package that writes was given out. */
    plan: string | null;
    /** JSON array of what the plan changes. */
    changes: string;
    outcome: CardUpdateOutcome | null;
    closed_at: number | null;
    /** The last answer, and which responses it was the answer to: the kiosk may have to ask again. */
    last_number: number | null;
    last_responses: string | null;
    last_answer: string | null;
    /** What the card says became of the plan, and the relay through which it said so: written once. */
    on_card: OnCard | null;
    settled_by: string | null;
  };
  /** What was last proven of a card. */
  card_check: { serial: string; version: number; digest: string; checked_at: number };
  /** What no honest kiosk nor genuine card does. */
  card_update_alarm: { position: Generated<number>; at: number; kiosk: string; relay: string; what: string };
  /** The one authority of the seals, with its private key. */
  seal_authority: { id: string; private_key: string; certificate: Uint8Array };
  /** A certificate of a kiosk's sealing key; `key` is the SHA-256 of the public one. */
  seal_certificate: {
    position: number;
    id: string;
    kiosk: string;
    key: string;
    certificate: Uint8Array;
    not_before: number;
    not_after: number;
    revoked_since: Generated<number | null>;
    revoked_reason: Generated<RevocationReason | null>;
  };
  seal_revoked_document: { number: string; since: number };
}

export type CardUpdateOutcome =
  | 'updated'
  | 'up-to-date'
  | 'interrupted'
  | 'broken'
  | 'refused'
  | 'superseded';

/** `partly`: some of it is written and the mark is up; the next update completes it. */
export type OnCard = 'applied' | 'partly' | 'not-applied';

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
