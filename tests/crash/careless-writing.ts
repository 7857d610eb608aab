import Database from 'better-sqlite3';

/**
 * Few enough to fit the write-ahead log: after a thousand pages SQLite moves it into the database and flushes both, and who is cut
 * just then loses nothing, by luck.
 */
const ROWS = 300;

/**
 * What the journal must not be: the same package with its defaults, `journal_mode=WAL` and nothing said of flushing. `confirm` is told
 * each row that it believes is kept: `row <id>`. Ends when the disk does. Leaves the file open, and returns what closes it: SQLite flushes when it does.
 */
export function writeCarelessly(file: string, confirm: (line: string) => void): () => void {
  const database = new Database(file);
  database.pragma('journal_mode = WAL');
  database.exec('CREATE TABLE row (id INTEGER PRIMARY KEY, text TEXT)');
  const insert = database.prepare('INSERT INTO row (text) VALUES (?)');
  try {
    for (let count = 0; count < ROWS; count += 1) {
      const { lastInsertRowid } = insert.run('x'.repeat(100));
      confirm(`row ${lastInsertRowid}`);
    }
  } catch (dead) {
    if (!(dead instanceof Database.SqliteError)) throw dead;
  }
  return () => database.close();
}
