import { type MessagePort, Worker } from 'node:worker_threads';
import { asCopied } from '../copied-error.ts';
import { openStore } from '../store/open-store.ts';
import type { Delivered } from './delivered.ts';
import type { Ingested, Intake } from './intake.ts';

/** A batch on its way to the other thread: its bodies in one piece, which is handed over, since each alone would be copied with all that lies around it. */
interface SentBatch extends Omit<Delivered, 'records'> {
  readonly headers: readonly string[];
  readonly hashes: readonly string[];
  readonly bodies: ArrayBuffer;
  /** Where each body ends in `bodies`. */
  readonly ends: readonly number[];
}

/** What the thread is started with. */
interface IntakeStart {
  readonly address: string;
  readonly writers: SharedArrayBuffer | undefined;
}

interface Call {
  readonly id: number;
  readonly batch: SentBatch;
  readonly now: number;
}
type ToThread = Call | 'stop';
type Answer =
  | { readonly id: number; readonly ingested: Ingested }
  | { readonly id: number; readonly thrown: Error };

interface Pending {
  readonly resolve: (ingested: Ingested) => void;
  readonly reject: (thrown: Error) => void;
}

function sent({ records, ...place }: Delivered): SentBatch {
  let length = 0;
  const ends = records.map(({ body }) => (length += body.length));
  const bytes = Buffer.allocUnsafeSlow(length);
  for (const [index, { body }] of records.entries()) bytes.set(body, (ends[index] ?? 0) - body.length);
  return {
    ...{ ...place, ends, bodies: bytes.buffer },
    headers: records.map(({ header }) => header),
    hashes: records.map(({ hash }) => hash),
  };
}

function received({ headers, hashes, bodies, ends, ...place }: SentBatch): Delivered {
  const records = headers.map((header, index) => {
    const from = ends[index - 1] ?? 0;
    const body = Buffer.from(bodies, from, (ends[index] ?? from) - from);
    return { seq: place.from + index, header, body, hash: hashes[index] ?? '' };
  });
  return { ...place, records };
}

/** An intake that writes in a thread of its own. */
export interface IntakeThread {
  readonly take: Intake;
  /** Takes nothing more; resolves when everything that was taken is answered. */
  stop(): Promise<void>;
}

const ended = (code?: number) =>
  new Error(`the thread that writes journals ${code === undefined ? 'was stopped' : `ended with ${code}`}`);

/**
 * The intake of the store at `address`, which opens it for itself: while a batch is written, the next ones are read here. `script` is a program
 * that calls `serveIntake`, `writers` who waits to write in that store. A thread that ends by itself takes the calling one with it: what it had not answered was not acknowledged.
 */
export async function intakeThread(
  script: URL,
  address: string,
  writers: SharedArrayBuffer | undefined,
): Promise<IntakeThread> {
  const worker = new Worker(script, { workerData: { address, writers } satisfies IntakeStart });
  await new Promise((resolve, reject) => {
    worker.once('message', resolve).once('error', reject);
    worker.once('exit', (code) => reject(ended(code)));
  });
  worker.removeAllListeners('error').removeAllListeners('exit');

  const pending = new Map<number, Pending>();
  let calls = 0;
  let isStopping = false;
  worker.on('message', (said: Answer) => {
    const call = pending.get(said.id);
    pending.delete(said.id);
    if ('ingested' in said) call?.resolve(said.ingested);
    else call?.reject(said.thrown);
  });
  const exited = new Promise<void>((resolve) => {
    worker.once('exit', (code) => {
      if (!isStopping) throw ended(code);
      for (const { reject } of pending.values()) reject(ended(code));
      resolve();
    });
  });
  return {
    take: (delivered, now) =>
      new Promise((resolve, reject) => {
        if (isStopping) throw ended();
        calls += 1;
        pending.set(calls, { resolve, reject });
        const batch = sent(delivered);
        worker.postMessage({ id: calls, batch, now } satisfies ToThread, [batch.bodies]);
      }),
    async stop() {
      isStopping = true;
      worker.postMessage('stop' satisfies ToThread);
      await exited;
    },
  };
}

/** What that thread does, until it is told to stop. */
export async function serveIntake(port: MessagePort, { address, writers }: IntakeStart): Promise<void> {
  const store = await openStore(address, writers).catch((thrown) => {
    throw asCopied(thrown);
  });
  const underWay = new Set<Promise<void>>();

  async function take({ id, batch, now }: Call): Promise<void> {
    const answer = await store.take(received(batch), now).then(
      (ingested): Answer => ({ id, ingested }),
      (thrown): Answer => ({ id, thrown: asCopied(thrown) }),
    );
    port.postMessage(answer);
  }
  port.on('message', async (told: ToThread) => {
    if (told !== 'stop') {
      const taking = take(told).finally(() => underWay.delete(taking));
      underWay.add(taking);
      return;
    }
    await Promise.all(underWay);
    await store.close();
    port.close();
  });
  port.postMessage('started');
}
