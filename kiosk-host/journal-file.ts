import { join } from 'node:path';

/** Where a kiosk keeps its journal. */
export const journalFile = (dataDirectory: string): string => join(dataDirectory, 'journal.db');
