import { writeSync } from 'node:fs';
import Database from 'better-sqlite3';

/**
 * What the journal must not be: the same package with its defaults, `journal_mode=WAL` and nothing said of flushing. `node
 * careless-writer.js <file>` writes rows until it is killed and says `begun <row>` of each one that it believes is kept.
 */
const [, , file = ''] = process.argv;
const database = new Database(file);
database.pragma('journal_mode = WAL');
database.exec('CREATE TABLE IF NOT EXISTS row (id INTEGER PRIMARY KEY, text TEXT)');
const insert = database.prepare('INSERT INTO row (text) VALUES (?)');
for (;;) {
  const { lastInsertRowid } = insert.run('x'.repeat(100));
  writeSync(1, `begun ${lastInsertRowid}\n`);
}
