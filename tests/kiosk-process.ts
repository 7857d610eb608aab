import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { type Config, simulationConfig } from '@borne/kiosk-host/config/schema';
import { BenchClient } from '@borne/kiosk-host/demo/bench-client';
import { temporaryFolder } from './temporary-folder.ts';

const program = fileURLToPath(new URL('../dist/host/borne.js', import.meta.url));

/** Milliseconds until a port that is taken is asked for again. */
const BEFORE_ANOTHER_TRY = 500;

type Environment = Readonly<Record<string, string>>;

/** A kiosk as its user runs it: `borne start --config …` in a process of its own, on free ports. */
export class KioskProcess {
  readonly bench: BenchClient;

  private constructor(
    private readonly child: ChildProcess,
    readonly url: string,
    readonly config: Config,
    private readonly configFile: string,
    private readonly environment: Environment,
  ) {
    this.bench = new BenchClient(url);
  }

  /**
   * `changes` are laid over the simulation's configuration, `environment` over ours; the data directory is a new one unless given.
   */
  static async start(changes: Partial<Config> = {}, environment: Environment = {}): Promise<KioskProcess> {
    const folder = temporaryFolder('borne-kiosk');
    const config: Config = {
      ...simulationConfig,
      dataDirectory: join(folder, 'data'),
      screen: { host: '127.0.0.1', port: 0 },
      cardReader: { transport: 'simulated', answerTime: 0 },
      printer: { transport: 'simulated', speed: 5000 },
      ...changes,
    };
    const configFile = join(folder, 'kiosk.json');
    writeFileSync(configFile, JSON.stringify(config));
    return KioskProcess.#run(config, configFile, environment);
  }

  static async #run(config: Config, configFile: string, environment: Environment): Promise<KioskProcess> {
    const child = spawn(process.execPath, [program, 'start', '--config', configFile], {
      env: { ...process.env, ...environment },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const url = await announcedUrl(child);
    return new KioskProcess(child, url, config, configFile, environment);
  }

  /** The same kiosk again, on the same port and data, after it ended: what a supervisor does. */
  async restarted(): Promise<KioskProcess> {
    await this.ended();
    const port = Number(new URL(this.url).port);
    const config = { ...this.config, screen: { ...this.config.screen, port } };
    writeFileSync(this.configFile, JSON.stringify(config));
    for (;;)
      try {
        return await KioskProcess.#run(config, this.configFile, this.environment);
      } catch (cause) {
        // Any program may have been given the port meanwhile, for a connection of its own.
        if (!String(cause).includes('EADDRINUSE')) throw cause;
        await delay(BEFORE_ANOTHER_TRY);
      }
  }

  get pid(): number {
    if (this.child.pid === undefined) throw new Error('the kiosk was not started');
    return this.child.pid;
  }

  /** No clean-up, no last words: what a power cut or the kernel does. */
  async kill(): Promise<void> {
    this.child.kill('SIGKILL');
    await this.ended();
  }

  async stop(): Promise<void> {
    this.child.kill('SIGTERM');
    await this.ended();
  }

  async ended(): Promise<void> {
    if (this.child.exitCode === null && this.child.signalCode === null) await once(this.child, 'exit');
  }
}

/** Reads the address that `borne start` prints; fails with what it printed if it ends before. */
function announcedUrl(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let printed = '';
    const read = (chunk: Buffer) => {
      printed += chunk.toString();
      const url = /kiosk screen\s+(http:\S+?)\/?\n/.exec(printed)?.[1];
      if (url) resolve(url);
    };
    child.stdout?.on('data', read);
    child.stderr?.on('data', read);
    child.once('exit', (code) => reject(new Error(`borne start ended with ${code}: ${printed}`)));
  });
}
