import { realpathSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import type { OpenElsewhere } from '@borne/simulators/central-api/central-api';
import { reportsThread } from '@borne/simulators/central-api/reports/reports-thread';
import type { ThreadStart } from '@borne/simulators/central-api/reports/thread-protocol';

/**
 * A thread for what kiosks report to the centre whose store is at `address`, for `createCentralApi`: journals are delivered at a port of its own.
 * Undefined for a store in memory, which no other thread could open.
 */
export function centralReports(address: string, listen: ThreadStart['listen']): OpenElsewhere | undefined {
  if (address === ':memory:') return undefined;
  const [, program = ''] = process.argv;
  // Built beside `borne`, which may be called by a link to it.
  const script = new URL('central-reports.js', pathToFileURL(realpathSync(program)));
  return (needs, listener) => reportsThread(script, { ...needs, address, listen }, listener);
}
