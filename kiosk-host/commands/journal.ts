import { randomBytes } from 'node:crypto';
import { beginNewEpoch, type LeftBehind } from '@borne/sync/journal/new-epoch';
import { Command } from 'commander';
import { systemClock } from '../clock.ts';
import { journalFile } from '../journal-file.ts';

const newEpochCommand = new Command('new-epoch')
  .description('Set aside a journal that the centre refuses, and begin a new one; the kiosk must be stopped')
  .requiredOption('--data <directory>', "the kiosk's data directory (dataDirectory in its configuration)")
  .action(({ data }: { data: string }) => {
    const begun = beginNewEpoch({ file: journalFile(data), clock: systemClock, randomBytes });
    if (!begun.ok) {
      console.error(`borne: ${begun.error.detail}`);
      if (begun.error.code === 'in-use') console.error('borne: stop the kiosk first; nothing was changed');
      if (begun.error.code === 'damaged')
        console.error('borne: a kiosk sets a damaged journal aside by itself when it starts');
      process.exit(2);
    }
    const { kiosk, epoch, setAside, left } = begun.value;
    console.log(`set aside      ${setAside}`);
    console.log(`old epoch      ${left.epoch}: ${whatIsLeft(left)}`);
    console.log(`new epoch      ${epoch} of kiosk ${kiosk}, at record 0`);
    if (left.seq > left.ackedSeq || left.unsettled > 0)
      console.log('Keep the file that was set aside: what was not delivered is nowhere else.');
  });

export const journalCommand = new Command('journal')
  .description('Look after the journal of a kiosk that is stopped')
  .addCommand(newEpochCommand);

function whatIsLeft({ seq, ackedSeq, unsettled }: LeftBehind): string {
  const undelivered =
    seq === ackedSeq ? 'all delivered' : `${seq - ackedSeq} not delivered (${ackedSeq + 1} to ${seq})`;
  return `${seq} records, ${undelivered}; ${unsettled} operations without an outcome`;
}
