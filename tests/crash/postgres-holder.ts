import { startPostgres } from '@borne/simulators/postgres-server/postgres-server';

/** Starts a PostgreSQL server of its own, says the URL of a database in it, and lives until it is killed. */
const started = await startPostgres();
if (!started.ok) throw new Error(started.error);
process.stdout.write(`${await started.value.createDatabase()}\n`);
process.stdin.resume();
