/** Ends the command as one that was asked for the wrong thing: `problem` on the standard error, exit code 2. */
export function fail(problem: string): never {
  console.error(`borne: ${problem}`);
  process.exit(2);
}
