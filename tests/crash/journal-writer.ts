import { writeSync } from 'node:fs';
import { writeJournal } from './journal-writing.ts';

/**
 * A host that only writes its journal, until it is killed: `node journal-writer.js <file>`. On its standard output, one
 * line for each thing the journal has confirmed: `begun <id>`, `settled <id> <outcome>`.
 */
const [, , file = ''] = process.argv;
// Written at once, past the buffers of the stream: a line that was not seen must be one that was not promised.
const why = await writeJournal(file, (line) => writeSync(1, `${line}\n`));
throw new Error(why);
