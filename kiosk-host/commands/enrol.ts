import { readFileSync } from 'node:fs';
import { EnrolmentCode } from '@borne/sync/contract/enrolment';
import { openIdentity } from '@borne/sync/identity/identity';
import { Command } from 'commander';
import { Value } from 'typebox/value';
import { systemClock } from '../clock.ts';
import { loadConfig } from '../config/load.ts';
import { identityFolder } from '../enrolled-identity.ts';
import { fail } from './fail.ts';

interface Options {
  readonly config: string;
  readonly code: string;
}

export const enrolCommand = new Command('enrol')
  .description('Make this kiosk known to its centre, with the one-time code that was drawn there')
  .requiredOption('-c, --config <file>', 'configuration of the kiosk (JSON, see docs/configuration.md)')
  .requiredOption('--code <code>', 'as the centre gave it, such as 1234-5678')
  .action(async ({ config: file, code }: Options) => {
    if (!Value.Check(EnrolmentCode, code))
      fail(`--code: "${code}" is not a code: expected one such as 1234-5678`);
    const loaded = loadConfig(file);
    if (!loaded.ok) fail(loaded.error.join('\nborne: '));
    const { central, kiosk, dataDirectory } = loaded.value;
    if (central.transport !== 'https')
      fail('central.transport: a kiosk enrols itself with a simulated centre');
    const opened = openIdentity({
      folder: identityFolder(dataDirectory),
      kiosk: kiosk.id,
      url: central.url,
      authority: read(central.authorityFile),
      clock: systemClock,
      timers: globalThis,
    });
    if (!opened.ok) fail(`central.authorityFile: ${opened.error}`);
    const identity = opened.value;
    const enrolled = await identity.enrol(code);
    await identity.close();
    if (!enrolled.ok) {
      const { code: kind, detail } = enrolled.error;
      fail(kind === 'refused' ? detail : `central.url: no centre to enrol with at ${central.url}: ${detail}`);
    }
    const state = identity.state();
    const until = 'until' in state ? new Date(state.until).toISOString().slice(0, 10) : 'now';
    console.log(`enrolled  ${kiosk.id}, certified until ${until}; it renews its certificate by itself`);
  });

function read(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (cause) {
    return fail(
      `central.authorityFile: ${file} cannot be read (${cause instanceof Error ? cause.message : cause})`,
    );
  }
}
