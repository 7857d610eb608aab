import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { calendarDateAt } from '@borne/domain/calendar-date';
import { Command } from 'commander';
import { systemClock } from '../clock.ts';

interface Options {
  readonly port: number;
  readonly host: string;
  readonly file: string;
  readonly tokens: string;
  readonly keys: string;
}

export const centralCommand = new Command('central')
  .description('Run the reference central API on its own, over a registry of fictional people')
  .requiredOption('--tokens <file>', 'JSON object: name of a kiosk → its bearer token')
  .option('--port <number>', 'port to listen on', Number, 8090)
  .option('--host <address>', 'address to listen on', '127.0.0.1')
  .option('--file <path>', 'SQLite file of what it received', 'var/central/central.db')
  .option(
    '--keys <path>',
    'JSON file of the key pairs that open what kiosks record; made when missing, the public part beside it',
    'var/central/recipient-keys.json',
  )
  .action(async ({ port, host, file, tokens, keys }: Options) => {
    const { createCentralApi } = await import('@borne/simulators/central-api/central-api');
    const { ServiceWindows, simulatedOutages } = await import(
      '@borne/simulators/central-api/card-updates/service-windows'
    );
    const { personas } = await import('@borne/simulators/personas/personas');
    const { openRecipientPairs } = await import('@borne/simulators/central-api/recipients');
    mkdirSync(dirname(file), { recursive: true });
    const recipients = openRecipientPairs(keys);
    const api = await createCentralApi({
      file,
      clock: systemClock,
      tokens: readTokens(tokens),
      recipients,
      personas: personas(calendarDateAt(systemClock.now())),
      cards: { windows: new ServiceWindows(simulatedOutages(systemClock.now())) },
    });
    const publicKeys = `${keys.replace(/\.json$/, '')}.public.json`;
    writeFileSync(publicKeys, `${JSON.stringify(api.recipientKeys)}\n`);
    const url = await api.listen(port, host);
    console.log(`central API   ${url}/  (described at ${url}/openapi.json)`);
    console.log(`verification  ${url}/verifier`);
    console.log(`kiosks seal to ${publicKeys} (central.recipientKeysFile in their configuration)`);
    const stop = async () => {
      await api.close();
      process.exit(0);
    };
    process.once('SIGINT', stop);
    process.once('SIGTERM', stop);
  });

function readTokens(file: string): Record<string, string> {
  let tokens: unknown;
  try {
    tokens = JSON.parse(readFileSync(file, 'utf8'));
  } catch (cause) {
    fail(`${file}: ${cause instanceof Error ? cause.message : cause}`);
  }
  const isTable = typeof tokens === 'object' && tokens !== null && !Array.isArray(tokens);
  const entries = isTable ? Object.entries(tokens as object) : [];
  const bad = entries.find(([, token]) => typeof token !== 'string' || token.length < 16);
  if (!isTable || entries.length === 0) fail(`${file}: expected an object of kiosk names and tokens`);
  if (bad) fail(`${file}: ${bad[0]}: expected a token of at least 16 characters`);
  return tokens as Record<string, string>;
}

function fail(problem: string): never {
  console.error(`borne: ${problem}`);
  process.exit(2);
}
