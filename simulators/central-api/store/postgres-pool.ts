import type { PostgresPool } from 'kysely';

/** A statement that the server is to keep ready under `name`. */
export interface PreparedQuery {
  readonly name: string;
  readonly text: string;
  readonly values: unknown[];
}

/** What this store needs of `pg`'s pool; a test gives another server behind the same. */
export interface Pool extends PostgresPool {
  query(query: PreparedQuery): Promise<{ readonly rowCount: number | null }>;
}
