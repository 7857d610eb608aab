import type { JournalHealth } from '@borne/sync/journal/port';
import type { Say } from '../texts/texts.ts';
import type { DeviceRow } from '../view.ts';

/** Half the allotment is about a year without network: somebody should have come long before. */
const FILLING = 0.5;

/** How the journal is, and what to do about it. `usable`: it took the last record. */
export function journalRow(
  { fault, fill = 0, setAside }: JournalHealth,
  usable: boolean,
  say: Say,
): Pick<DeviceRow, 'state' | 'tone'> {
  if (fault !== undefined) return { state: say(`journal.${fault}`), tone: 'bad' };
  if (!usable) return { state: say('journal.unusable'), tone: 'bad' };
  if (setAside > 0) return { state: say('journal.set-aside', { files: setAside }), tone: 'attention' };
  if (fill >= FILLING)
    return { state: say('journal.filling', { percent: Math.floor(fill * 100) }), tone: 'attention' };
  return { state: say('journal.usable'), tone: 'good' };
}
