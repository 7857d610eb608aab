import { realpathSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import type { Reports, ReportsOptions } from '@borne/simulators/central-api/reports/reports';
import { reportsThread } from '@borne/simulators/central-api/reports/reports-thread';

/**
 * A thread for what kiosks report to the centre whose store is at `address`, for `createCentralApi`; undefined for a store in memory, which
 * no other thread could open.
 */
export function centralReports(address: string): ((options: ReportsOptions) => Promise<Reports>) | undefined {
  if (address === ':memory:') return undefined;
  const [, program = ''] = process.argv;
  // Built beside `borne`, which may be called by a link to it.
  const script = new URL('central-reports.js', pathToFileURL(realpathSync(program)));
  return ({ recipients, readsRecords, tell }) =>
    reportsThread(script, { address, recipients, readsRecords }, tell);
}
