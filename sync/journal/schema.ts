/**
 * The journal's tables, as forward steps: step n takes a file from `user_version` n to n + 1. A released step is never
 * edited. Nothing personal has a column here; what an operation was is in its record's body only, so that sealing the
 * bodies seals everything.
 */
export const migrations: readonly string[] = [
  `
  -- One row: whose journal this is and how far it goes. base_*: the last record purged, on which the oldest kept one is chained.
  CREATE TABLE stream (
    one        INTEGER PRIMARY KEY CHECK (one = 1),
    kiosk      TEXT    NOT NULL,
    epoch      TEXT    NOT NULL,
    seq        INTEGER NOT NULL,
    head       TEXT    NOT NULL,
    base_seq   INTEGER NOT NULL,
    base_head  TEXT    NOT NULL,
    acked_seq  INTEGER NOT NULL
  ) STRICT;

  CREATE TABLE record (
    seq       INTEGER PRIMARY KEY,
    header    TEXT NOT NULL,
    body      BLOB NOT NULL,
    hash      TEXT NOT NULL,
    acked_at  INTEGER
  ) STRICT;

  CREATE TABLE operation (
    id           TEXT PRIMARY KEY,
    kind         TEXT    NOT NULL,
    begun_seq    INTEGER NOT NULL,
    outcome      TEXT CHECK (outcome IN ('done', 'not-done', 'in-doubt')),
    settled_seq  INTEGER
  ) STRICT;

  CREATE INDEX operation_not_known ON operation (begun_seq) WHERE outcome IS NULL OR outcome = 'in-doubt';
  `,
  `
  -- Counts the openings of the file: a first write, after which the level of flushing can be trusted.
  ALTER TABLE stream ADD COLUMN openings INTEGER NOT NULL DEFAULT 0;
  `,
  `
  -- One row a batch: since when (at) the centre has had the records up to seq. It used to be in each record, which then grew
  -- on pages that were full. record.acked_at stays, unused: to take it out would be to write the whole file again.
  CREATE TABLE acknowledgement (
    seq  INTEGER PRIMARY KEY,
    at   INTEGER NOT NULL
  ) STRICT;

  INSERT INTO acknowledgement (seq, at)
    SELECT max(seq), acked_at FROM record WHERE acked_at IS NOT NULL GROUP BY acked_at;
  `,
  `
  -- Milliseconds that the journal has been open, over all its runs: the only clock by which an acknowledgement ages. What
  -- the wall clock said so far may be wrong: the seven days of what is already acknowledged begin again.
  ALTER TABLE stream ADD COLUMN open_for INTEGER NOT NULL DEFAULT 0;

  UPDATE acknowledgement SET at = 0;
  `,
  `
  -- How far the chain goes is what the records say: to write it down here besides was half of what each of them flushed. What stays is
  -- a record that was there when the row was last written: a file that holds less has lost its end.
  ALTER TABLE stream RENAME COLUMN seq TO seen_seq;
  ALTER TABLE stream RENAME COLUMN head TO seen_head;
  `,
];
