import { readFileSync } from 'node:fs';
import type { CardSerial } from '@borne/domain/rights';
import { FakeCentre } from '@borne/sync/downlink/testing/fake-centre';
import { manifestPairOf, openSet, publishVersion } from './downlink-set.ts';

/** Replaces the set in a folder by the next version, for ever; says each version once it is kept. To be killed. */
const [folder = '', keyFile = ''] = process.argv.slice(2);
const centre = new FakeCentre(manifestPairOf(readFileSync(keyFile, 'utf8')));
const downlink = openSet(folder, centre);
for (let version = (downlink.current().version ?? 0) + 1; ; version += 1) {
  publishVersion(centre, version);
  const refreshed = await downlink.refresh();
  if (refreshed.refresh !== 'replaced' || !refreshed.kept) throw new Error(JSON.stringify(refreshed));
  if (!downlink.isOpposed(`${version}0` as CardSerial)) throw new Error('the list is another');
  process.stdout.write(`${version}\n`);
}
