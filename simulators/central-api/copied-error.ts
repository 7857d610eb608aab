/** What was thrown, as an error that crosses to another thread with its words: errors of SQLite look like others, and arrive empty. */
export function asCopied(thrown: unknown): Error {
  if (!(thrown instanceof Error)) return new Error(String(thrown));
  const error = new Error(thrown.message);
  if (thrown.stack !== undefined) error.stack = thrown.stack;
  return error;
}
