import type { CardUpdateTables } from '../card-updates/tables.ts';
import type { DownlinkTables } from '../downlink/tables.ts';
import type { FleetTables } from '../fleet/tables.ts';
import type { IdentityTables } from '../identity/tables.ts';
import type { JournalTables } from '../journal/tables.ts';
import type { RegistryTables } from '../registry/tables.ts';
import type { SealTables } from '../seals/tables.ts';
import type { TurnTables } from './turn-tables.ts';

/** The centre's tables: each topic keeps its own, beside what reads and writes them. */
export type Tables = JournalTables &
  CardUpdateTables &
  SealTables &
  IdentityTables &
  DownlinkTables &
  FleetTables &
  RegistryTables &
  TurnTables;
