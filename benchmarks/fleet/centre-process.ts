import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';

/** What a process has used since it began. */
export interface Used {
  /** Of all its threads, in seconds. */
  readonly cpu: number;
  /** Resident, in bytes. */
  readonly memory: number;
}

/** `_SC_CLK_TCK` of Linux on every architecture that Node runs on. */
const TICKS = 100;

/** The reference central API in a process of its own, as `borne central` runs it. */
export class CentreProcess {
  private constructor(private readonly child: ChildProcess) {}

  /** `program` is `borne` itself. Resolves once it listens on `port`. */
  static async start(program: string, port: number, folder: string): Promise<CentreProcess> {
    const args = [
      'central',
      '--port',
      String(port),
      '--public-port',
      '0',
      '--delivery-port',
      '0',
      '--file',
      `${folder}/central.db`,
    ];
    args.push('--keys', `${folder}/recipient-keys.json`, '--operator-secret', `${folder}/operator-secret`);
    const child = spawn(process.execPath, [program, ...args], { stdio: ['ignore', 'pipe', 'inherit'] });
    const lines = createInterface({ input: child.stdout });
    const listening = new Promise<void>((resolve, reject) => {
      lines.on('line', (line) => line.startsWith('central API') && resolve());
      child.once('exit', (code) => reject(new Error(`the centre ended with ${code}`)));
    });
    await listening;
    return new CentreProcess(child);
  }

  /** As a power cut would. */
  async kill(): Promise<void> {
    const exited = once(this.child, 'exit');
    this.child.kill('SIGKILL');
    await exited;
  }

  get used(): Used {
    const stat = readFileSync(`/proc/${this.child.pid}/stat`, 'utf8');
    // After the name, which may hold blanks: utime and stime are the fields 14 and 15 of proc(5), the resident pages 24.
    const fields = stat
      .slice(stat.lastIndexOf(')') + 2)
      .split(' ')
      .map(Number);
    const [user = 0, system = 0, pages = 0] = [fields[11], fields[12], fields[21]];
    return { cpu: (user + system) / TICKS, memory: pages * 4096 };
  }
}
