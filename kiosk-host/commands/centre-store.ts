import type { Store } from '@borne/simulators/central-api/store/store';
import { fail } from './fail.ts';

/** Opens the store of a centre, which may be running: the database at DATABASE_URL when that is set, or `file`. Only `borne central` makes one. */
export async function openCentreStore(file: string): Promise<Store> {
  const { openExistingStore } = await import('@borne/simulators/central-api/store/open-store');
  const { DATABASE_URL: url } = process.env;
  const opened = await openExistingStore(url ?? file);
  return opened.ok ? opened.value : fail(`${url === undefined ? file : 'DATABASE_URL'}: ${opened.error}`);
}
