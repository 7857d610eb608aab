import type { CardUpdateTables } from '../card-updates/tables.ts';
import type { JournalTables } from '../journal/tables.ts';
import type { SealTables } from '../seals/tables.ts';

/** The centre's tables: each topic keeps its own, beside what reads and writes them. */
export type Tables = JournalTables & CardUpdateTables & SealTables;
