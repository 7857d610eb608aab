import { readFileSync } from 'node:fs';
import { Command } from 'commander';
import { systemClock } from '../clock.ts';
import { openCentreStore } from './centre-store.ts';
import { fail } from './fail.ts';
import { WRITTEN, type WrittenPart, whyNotPublished } from './publishable.ts';

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
    if (!isWritten(part)) fail(`expected one of ${WRITTEN.join(', ')}, found "${part}"`);
    if (withdraw && kiosk === undefined) fail('--withdraw: expected --kiosk');
    if (withdraw && file !== undefined) fail('--withdraw: expected no file, since nothing is published');
    const { KioskRegistry } = await import('@borne/simulators/central-api/identity/kiosk-registry');
    const { Publisher } = await import('@borne/simulators/central-api/downlink/publisher');
    const change = withdraw ? undefined : contentOf(part, file);
    const store = await openCentreStore(centralFile);
    // Nothing is signed here: the centre does, when a kiosk asks.
    const publisher = new Publisher(store, systemClock, () => fail('nothing is to be signed'));
    if (kiosk !== undefined && !(await (await KioskRegistry.open(store, systemClock)).knows(kiosk)))
      fail(
        `--kiosk: this centre knows no kiosk "${kiosk}"; expected one that it enrolled or drew a code for`,
      );
    if (change) await publisher.publish(part, change, kiosk);
    else if (!(await publisher.withdraw(part, kiosk ?? '')))
      fail(`--withdraw: nothing of its own was published for ${kiosk} as ${part}`);
    await store.close();
    console.log(`${change ? 'published' : 'withdrawn'}  ${part}  for ${kiosk ?? 'every kiosk'}`);
  });

const isWritten = (part: string): part is WrittenPart => WRITTEN.some((name) => name === part);

function contentOf(part: WrittenPart, file: string | undefined): Uint8Array {
  if (file === undefined) fail('expected a file');
  let bytes: Buffer;
  try {
    bytes = readFileSync(file);
  } catch (cause) {
    fail(`${file}: ${cause instanceof Error ? cause.message : cause}`);
  }
  const problem = whyNotPublished(part, bytes, systemClock.now());
  if (problem !== undefined) fail(`${file}: ${problem}`);
  return bytes;
}
