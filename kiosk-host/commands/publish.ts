import { readFileSync } from 'node:fs';
import { fr } from '@borne/state-machines/texts/fr';
import { checkTexts } from '@borne/state-machines/texts/texts';
import { KioskName } from '@borne/sync/contract/identifiers';
import { readPart } from '@borne/sync/downlink/parts';
import { Command } from 'commander';
import { Value } from 'typebox/value';
import { systemClock } from '../clock.ts';
import { openCentreStore } from './centre-store.ts';
import { fail } from './fail.ts';

/** Parts that a person writes; the centre publishes its keys and its opposition list itself. */
const WRITTEN = ['configuration', 'notices', 'texts', 'outages', 'software'] as const;

interface Options {
  readonly kiosk?: string;
  readonly centralFile: string;
  readonly withdraw?: true;
}

export const publishCommand = new Command('publish')
  .description('Publish something to kiosks through a centre, which may be running')
  .argument('<part>', `what: ${WRITTEN.join(', ')}`)
  .argument('[file]', 'its content: JSON as in docs/fleet.md; for software, a text with the version')
  .option('--kiosk <name>', 'for this kiosk alone; by default for every kiosk that has nothing of its own')
  .option('--withdraw', 'take back what was published for --kiosk: it has again what all have')
  .option(
    '--central-file <path>',
    'SQLite file of the centre; the database at DATABASE_URL when that is set',
    'var/central/central.db',
  )
  .action(async (part: string, file: string | undefined, { kiosk, centralFile, withdraw }: Options) => {
    if (!WRITTEN.some((name) => name === part))
      fail(`expected one of ${WRITTEN.join(', ')}, found "${part}"`);
    if (kiosk !== undefined && !Value.Check(KioskName, kiosk))
      fail(`--kiosk: "${kiosk}" is no name of a kiosk`);
    const { Publisher } = await import('@borne/simulators/central-api/downlink/publisher');
    const change = withdraw ? undefined : contentOf(part, file);
    const store = await openCentreStore(centralFile);
    // Nothing is signed here: the centre does, when a kiosk asks.
    const publisher = new Publisher(store, systemClock, () => fail('nothing is to be signed'));
    if (change) await publisher.publish(part, change, kiosk);
    else await publisher.withdraw(part, kiosk ?? fail('--withdraw: expected --kiosk'));
    await store.close();
    console.log(`${change ? 'published' : 'withdrawn'}  ${part}  for ${kiosk ?? 'every kiosk'}`);
  });

function contentOf(part: string, file: string | undefined): Uint8Array {
  if (file === undefined) fail('expected a file');
  let bytes: Buffer;
  try {
    bytes = readFileSync(file);
  } catch (cause) {
    fail(`${file}: ${cause instanceof Error ? cause.message : cause}`);
  }
  const problem = problemWith(part, bytes);
  if (problem !== undefined) fail(`${file}: ${problem}`);
  return bytes;
}

/** A kiosk refuses everything for one bad part: what it would refuse is not published. */
function problemWith(part: string, bytes: Uint8Array): string | undefined {
  if (part === 'software') {
    const version = Buffer.from(bytes).toString('utf8').trim();
    return /^[0-9A-Za-z.+-]{1,40}$/.test(version) ? undefined : 'expected a version, such as 1.4.0';
  }
  const read = readPart(part, bytes);
  if (!read.ok) return read.error;
  return part === 'texts'
    ? checkTexts('fr', fr, (read.value as { texts: Record<string, string> }).texts)
    : undefined;
}
