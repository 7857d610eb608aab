import type { JournalFault } from './port.ts';

/** The code of an error of SQLite's or of the system's. */
const codeOf = (cause: unknown): string =>
  cause instanceof Error && 'code' in cause && typeof cause.code === 'string' ? cause.code : '';

const faults: readonly (readonly [RegExp, JournalFault])[] = [
  [/^(SQLITE_FULL|ENOSPC|EDQUOT)/, 'disk-full'],
  // A file that could only be opened for reading cannot be locked against others.
  [
    /^(SQLITE_READONLY|SQLITE_IOERR_LOCK|SQLITE_CANTOPEN|SQLITE_PERM|SQLITE_AUTH|EROFS|EACCES|EPERM)/,
    'read-only',
  ],
  [/^(SQLITE_IOERR|EIO)/, 'disk-failing'],
];

/** What an error that a journal file gave says of its disk. */
export const faultOf = (cause: unknown): JournalFault =>
  faults.find(([pattern]) => pattern.test(codeOf(cause)))?.[1] ?? 'unusable';
