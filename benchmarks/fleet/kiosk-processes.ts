import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { Latencies } from './latencies.ts';
import type { OwnLoadTold } from './own-load.ts';
import type { Place } from './place.ts';
import type { Answers, Order, Written } from './played-kiosks.ts';

/** Kiosks of one process: with more of them, it would send in one go what many kiosks would have sent one by one. */
const KIOSKS_OF_ONE = 300;

/** Memory instead of collecting garbage, which took a third of what hundreds of kiosks in one process cost: a real one has its own. */
const execArgv = ['--max-semi-space-size=32', '--initial-old-space-size=1024'];

/** What was waited for, and how busy each process was with that. */
export interface FleetTold {
  readonly latencies: Latencies;
  readonly loads: readonly OwnLoadTold[];
}

/** A fleet, played by several processes. */
export class KioskProcesses {
  readonly #children: readonly ChildProcess[];

  private constructor(children: readonly ChildProcess[]) {
    this.#children = children;
  }

  /** `program` is `borne` itself. Resolves once each of `kiosks` has its identity and its recorded day in hand. */
  static async open(
    program: string,
    place: Place,
    kiosks: readonly string[],
    haste: number,
  ): Promise<KioskProcesses> {
    const shares = Array.from({ length: Math.ceil(kiosks.length / KIOSKS_OF_ONE) }, (_, index) =>
      kiosks.slice(index * KIOSKS_OF_ONE, (index + 1) * KIOSKS_OF_ONE),
    );
    const processes = new KioskProcesses(shares.map(() => fork(program, ['bench', 'kiosks'], { execArgv })));
    await Promise.all(
      shares.map((share, index) =>
        answer(processes.#children[index], { order: 'open', place, kiosks: share, haste }),
      ),
    );
    return processes;
  }

  start(): Promise<unknown> {
    return this.#all({ order: 'start' });
  }

  /** So many visits in a second, in the whole fleet. */
  visit(perSecond: number): Promise<unknown> {
    return this.#all({ order: 'visit', perSecond: perSecond / this.#children.length });
  }

  outlive(records: number): Promise<unknown> {
    return this.#all({ order: 'outlive', records });
  }

  /** Since this was last asked. */
  async tell(): Promise<FleetTold> {
    const told = await this.#all({ order: 'tell' });
    const latencies = new Latencies();
    for (const each of told) latencies.addAll(each.latencies);
    return { latencies, loads: told.map(({ load }) => load) };
  }

  /** How many kiosks have nothing left of what waited when the centre was gone. */
  async drained(): Promise<number> {
    return (await this.#all({ order: 'look' })).reduce((sum, drained) => sum + drained, 0);
  }

  /** When each kiosk first asked to deliver from `since` on, wall clock. */
  async arrivals(since: number): Promise<readonly number[]> {
    return (await this.#all({ order: 'arrivals', since })).flat();
  }

  /** Lets nobody come any more; resolves when everything was delivered. */
  async finish(): Promise<Written> {
    return Object.assign({}, ...(await this.#all({ order: 'finish' })));
  }

  async close(): Promise<void> {
    await Promise.all(
      this.#children.map((child) => {
        const exited = once(child, 'exit');
        child.disconnect();
        return exited;
      }),
    );
  }

  #all<Name extends Order['order']>(order: Extract<Order, { order: Name }>): Promise<Answers[Name][]> {
    return Promise.all(this.#children.map((child) => answer(child, order)));
  }
}

/** One order at a time: the next message of that process is the answer. */
async function answer<Name extends Order['order']>(
  child: ChildProcess | undefined,
  order: Extract<Order, { order: Name }>,
): Promise<Answers[Name]> {
  if (!child) throw new Error('there is no such process');
  const ended = new AbortController();
  const { signal } = ended;
  const answered = once(child, 'message', { signal });
  const gone = once(child, 'exit', { signal }).then(([code]) => {
    throw new Error(`a process that plays kiosks ended with ${code}`);
  });
  child.send(order);
  try {
    const [message] = await Promise.race([answered, gone]);
    return message.answer;
  } finally {
    ended.abort();
    gone.catch(() => undefined);
  }
}
