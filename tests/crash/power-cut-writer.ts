import { closeSync, openSync, writeSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { writeCarelessly } from './careless-writing.ts';
import { writeJournal } from './journal-writing.ts';

/**
 * A writer that lives through power cuts: `node power-cut-writer.js journal|careless`. For each line `<database> <confirmations>` on
 * its standard input it writes the one, notes in the other, on a disk that is not cut, each thing it was told is kept, and says
 * `writing` after the first. Told `gone`, it lets go of the dead disk and says `released`.
 */
const [, , kind] = process.argv;
const orders = createInterface({ input: process.stdin })[Symbol.asyncIterator]();
const next = async () => String((await orders.next()).value ?? '');
const say = (word: string) => writeSync(1, `${word}\n`);

for (let order = await next(); order !== ''; order = await next()) {
  const [database = '', notes = ''] = order.split(' ');
  const log = openSync(notes, 'w');
  let confirmed = 0;
  const confirm = (line: string) => {
    writeSync(log, `${line}\n`);
    confirmed += 1;
    if (confirmed === 1) say('writing');
  };
  const close =
    kind === 'careless'
      ? writeCarelessly(database, confirm)
      : await writeJournal(database, confirm).then(() => () => {});
  await next();
  close();
  closeSync(log);
  say('released');
}
