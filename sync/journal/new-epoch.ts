import { chownSync, existsSync, statSync } from 'node:fs';
import { err, ok, type Result } from '@borne/domain/result';
import type { Clock } from '@borne/domain/time';
import Database from 'better-sqlite3';
import { GENESIS } from '../contract/journal.ts';
import { type OpenError, openDatabase, openError, setAside } from './database.ts';
import { newEpochName } from './epoch-name.ts';
import { DEFAULT_MAX_BYTES, type JournalOptions } from './journal.ts';

export type NewEpochOptions = Pick<JournalOptions, 'file' | 'randomBytes' | 'maxBytes'> & {
  readonly clock: Pick<Clock, 'now'>;
};

/** The journal that was set aside, and what the centre has not of it. */
export interface LeftBehind {
  readonly kiosk: string;
  readonly epoch: string;
  /** Last record written, and last one that the centre acknowledged; records between the two are undelivered. */
  readonly seq: number;
  readonly ackedSeq: number;
  /** Operations with no outcome on file: what became of them is not known. */
  readonly unsettled: number;
}

export interface NewEpoch {
  readonly kiosk: string;
  readonly epoch: string;
  /** Where the old journal is now. */
  readonly setAside: string;
  readonly left: LeftBehind;
}

/** In terms that every schema so far has, so that a file of any age can be asked. */
const LEFT_BEHIND = `
  SELECT kiosk, epoch, acked_seq AS ackedSeq,
    coalesce((SELECT max(seq) FROM record), base_seq) AS seq,
    (SELECT count(*) FROM operation WHERE outcome IS NULL) AS unsettled
  FROM stream`;

/**
 * Sets the journal `file` aside and begins a new epoch of the same kiosk's: the way out when the centre and the journal
 * disagree for good. Nothing is dropped, but nobody delivers what is set aside. Fails, changing nothing, when there is no
 * journal, when a host holds it (`in-use`), or when it is `damaged`, which a host mends by itself as it starts.
 */
export function beginNewEpoch(options: NewEpochOptions): Result<NewEpoch, OpenError> {
  const { file, clock, randomBytes, maxBytes = DEFAULT_MAX_BYTES } = options;
  if (!existsSync(file)) return err({ code: 'unusable', detail: `${file}: there is no journal here` });
  const { uid, gid } = statSync(file);
  let old: Database.Database | undefined;
  let left: LeftBehind | undefined;
  let target: string;
  try {
    old = new Database(file, { fileMustExist: true, timeout: 1000 });
    old.pragma('locking_mode = EXCLUSIVE');
    left = old.prepare<[], LeftBehind>(LEFT_BEHIND).get();
    if (left === undefined) return err({ code: 'damaged', detail: `${file}: does not say whose it is` });
    // Everything into the one file, which stays locked until it has its new name.
    old.pragma('journal_mode = DELETE');
    target = setAside(file, 'refused', String(clock.now()));
  } catch (cause) {
    return err(openError(file, cause));
  } finally {
    old?.close();
  }
  const { kiosk } = left;
  const epoch = newEpochName(randomBytes);
  const begun = openDatabase({ file, kiosk, maxBytes, genesis: GENESIS, newEpoch: () => epoch });
  if (!begun.ok)
    return err({ ...begun.error, detail: `${begun.error.detail}; the old journal is now ${target}` });
  begun.value.close();
  // Whoever runs this, the kiosk's account must be able to write its journal.
  chownSync(file, uid, gid);
  return ok({ kiosk, epoch, setAside: target, left });
}
