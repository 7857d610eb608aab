import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import Database from 'better-sqlite3';
import { sql } from 'kysely';
import { expect, it, onTestFinished } from 'vitest';
import { openExistingStore, openStore } from './open-store.ts';
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

it('opens as a centre’s what a centre made, and makes none where another was expected', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'borne-store-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const file = join(folder, 'central.db');
  expect(await openExistingStore(file)).toMatchObject({
    error: expect.stringMatching(/^no such file; expected/),
  });
  expect(existsSync(file)).toBe(false);
  await (await openStore(file)).close();
  const opened = await openExistingStore(file);
  if (!opened.ok) throw new Error(opened.error);
  await opened.value.close();
});

it('writes nothing in another program’s file', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'borne-store-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const foreign = {
    database: (file: string) => new Database(file).exec('CREATE TABLE journal (seq INTEGER)').close(),
    'database of another Kysely program': (file: string) =>
      new Database(file).exec(
        "CREATE TABLE kysely_migration (name); INSERT INTO kysely_migration VALUES ('2020')",
      ),
    text: (file: string) =>
      writeFileSync(file, 'not a database, and longer than a header of SQLite\n'.repeat(9)),
  };
  for (const [name, write] of Object.entries(foreign)) {
    const file = join(folder, name);
    write(file);
    const before = readFileSync(file);
    await expect(openStore(file)).rejects.toThrow(/not the store of a centre|not a database/);
    expect(await openExistingStore(file)).toMatchObject({ ok: false });
    expect(readFileSync(file)).toEqual(before);
  }
});

it('waits for another program that writes, whatever it has to read first', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'borne-store-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const file = join(folder, 'central.db');
  const store = await openSqliteStore(file);
  onTestFinished(() => store.close());
  const other = new Worker(
    `const { parentPort, workerData: { library, file } } = require('node:worker_threads');
     const database = new (require(library))(file);
     database.exec('BEGIN IMMEDIATE');
     parentPort.postMessage('writing');
     setTimeout(() => { database.exec('COMMIT'); database.close(); }, 2000);`,
    { eval: true, workerData: { library: createRequire(import.meta.url).resolve('better-sqlite3'), file } },
  );
  const ended = once(other, 'exit');
  await once(other, 'message');
  await store.transact(async (trx) => {
    const before = await trx.selectFrom('turn').selectAll().execute();
    await trx
      .insertInto('turn')
      .values({ name: `after ${before.length}` })
      .execute();
  });
  expect(await store.db.selectFrom('turn').selectAll().execute()).not.toEqual([]);
  await ended;
});
