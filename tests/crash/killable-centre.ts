import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';

/** A centre in a process of its own, which is killed and started again, each time on any free port. */
export class KillableCentre {
  kills = 0;
  #child: ChildProcess | undefined;
  #ready: Promise<void> = Promise.resolve();
  #port: number | undefined;

  private constructor(
    private readonly script: string,
    private readonly address: string,
    private readonly keys: string,
  ) {}

  static async start(script: string, address: string, keys: string): Promise<KillableCentre> {
    const centre = new KillableCentre(script, address, keys);
    centre.#ready = centre.#run();
    await centre.#ready;
    return centre;
  }

  /** Undefined while nobody listens: another program may have it by now. */
  get port(): number | undefined {
    return this.#port;
  }

  /** Resolves when it listens, again. */
  get ready(): Promise<void> {
    return this.#ready;
  }

  /** No last words: what a power cut or the kernel does. It starts again at once. */
  kill(): void {
    const child = this.#child;
    if (!child) return;
    this.kills += 1;
    this.#child = undefined;
    this.#port = undefined;
    this.#ready = ended(child, 'SIGKILL').then(() => this.#run());
    this.#ready.catch(() => undefined);
  }

  async stop(): Promise<void> {
    await this.#ready;
    if (this.#child) await ended(this.#child, 'SIGKILL');
  }

  async #run(): Promise<void> {
    const args = [this.script, this.address, this.keys];
    const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'pipe'] });
    this.#port = await announcedPort(child);
    this.#child = child;
  }
}

async function ended(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  const exit = once(child, 'exit');
  child.kill(signal);
  await exit;
}

function announcedPort(child: ChildProcess): Promise<number> {
  return new Promise((resolve, reject) => {
    let printed = '';
    const read = (chunk: Buffer) => {
      printed += chunk.toString();
      const port = /listening (\d+)\n/.exec(printed)?.[1];
      if (port) resolve(Number(port));
    };
    child.stdout?.on('data', read);
    child.stderr?.on('data', read);
    child.once('exit', (code) => reject(new Error(`the centre ended with ${code}: ${printed}`)));
  });
}
