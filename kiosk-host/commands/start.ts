import { Command, Option } from 'commander';
import { loadConfig } from '../config/load.ts';
import { type Config, simulationConfig } from '../config/schema.ts';
import { forbidCoreDumps } from '../core-dumps.ts';
import { prepareErasing } from '../erasing/erase-memory.ts';
import { nativeMemoryIsErased } from '../erasing/native-memory.ts';
import { startHost } from '../host.ts';
import { openLog } from '../log/log.ts';
import { logFile } from '../log/log-file.ts';
import { builtAssets } from '../web/built-assets.ts';
import { portNumber } from './port-number.ts';

/** After which a stop that hangs is cut short: the journal is durable at every moment, a hung kiosk helps nobody. */
const stopDeadline = 5000;

export const startCommand = new Command('start')
  .description('Run a kiosk: the simulated one, or the one that a configuration file describes')
  .addOption(new Option('-c, --config <file>', 'configuration (JSON, see docs/configuration.md)'))
  .addOption(
    new Option('-p, --port <number>', 'port of the screen, instead of the configured one').argParser(
      portNumber,
    ),
  )
  .action(async (options: { config?: string; port?: number }) => {
    const config = withPort(readConfig(options.config), options.port);
    const log = openLog(logFile(config.dataDirectory));
    if (!forbidCoreDumps()) log.write('host.core-dumps-allowed');
    if (!nativeMemoryIsErased(process.env)) log.write('host.freed-memory-kept');
    const erase = await prepareErasing();
    const stop = async (signal: NodeJS.Signals) => {
      log.write('host.stopping', { signal });
      setTimeout(() => process.exit(1), stopDeadline).unref();
      if (started.ok) await started.value.close();
      process.exit(0);
    };
    // An exception that nobody caught is a bug, and what state it left is unknown: a fresh start is safer.
    process.on('uncaughtException', (error) => {
      log.write('host.failed', { error: error.name });
      console.error(whereItFailed(error));
      process.exit(1);
    });
    const started = await startHost(config, { assets: builtAssets(), log, erase });
    if (!started.ok) {
      log.write('host.failed', { error: 'could not start' });
      console.error(`borne: ${started.error}`);
      process.exit(1);
    }
    process.once('SIGINT', stop);
    process.once('SIGTERM', stop);
    console.log(`kiosk screen  ${started.value.url}/`);
    if (started.value.simulated) console.log(`bench         ${started.value.url}/bench/`);
    const { verifierUrl } = started.value;
    if (verifierUrl !== undefined) console.log(`verification  ${verifierUrl}`);
    if (started.value.enrolledNow)
      console.log(`identity      enrolled just now with the simulated centre, as ${config.kiosk.id}`);
    const { fleet } = started.value;
    if (fleet) console.log(`fleet         ${fleet.url}  (any name, password in ${fleet.secretFile})`);
  });

function readConfig(file: string | undefined): Config {
  if (file === undefined) return simulationConfig;
  const loaded = loadConfig(file);
  if (loaded.ok) return loaded.value;
  for (const problem of loaded.error) console.error(`borne: ${problem}`);
  process.exit(2);
}

const withPort = (config: Config, port: number | undefined): Config =>
  port === undefined ? config : { ...config, screen: { ...config.screen, port } };

/** Kind and place of a failure. Its message is left out: it may quote what a card or a person said. */
const whereItFailed = ({ name, stack = '' }: Error): string =>
  [name, ...stack.split('\n').filter((line) => /^\s+at /.test(line))].join('\n');
