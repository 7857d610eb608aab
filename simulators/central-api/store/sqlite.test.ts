import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { sql } from 'kysely';
import { expect, it, onTestFinished } from 'vitest';
import { openSqliteStore } from './sqlite.ts';

it('answers more different questions than it keeps statements for, again and again', async () => {
  const store = await openSqliteStore(':memory:');
  onTestFinished(() => store.close());
  const answer = async (n: number) =>
    (await sql<{ n: number }>`SELECT ${sql.lit(n)} AS n`.execute(store.db)).rows;
  for (const n of [...Array(600).keys(), ...Array(600).keys()]) expect(await answer(n)).toEqual([{ n }]);
});

it('reads what another process changed, with a statement it knew before', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'borne-store-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const file = join(folder, 'central.db');
  const store = await openSqliteStore(file);
  onTestFinished(() => store.close());
  const turns = () => store.db.selectFrom('turn').selectAll().orderBy('name').execute();
  const before = await turns();

  const other = new Database(file);
  other.exec("INSERT INTO turn (name) VALUES ('~'); ALTER TABLE turn ADD COLUMN since INTEGER DEFAULT 7");
  other.close();
  expect(await turns()).toEqual([...before, { name: '~' }].map((turn) => ({ ...turn, since: 7 })));
});
