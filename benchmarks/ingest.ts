import { type KeyObject, randomBytes, sign, X509Certificate } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect, type TLSSocket } from 'node:tls';
import type { Clock } from '@borne/domain/time';
import { KioskRegistry } from '@borne/simulators/central-api/identity/kiosk-registry';
import { openStore } from '@borne/simulators/central-api/store/open-store';
import { startPostgres } from '@borne/simulators/postgres-server/postgres-server';
import { GENESIS, MOST_RECORDS } from '@borne/sync/contract/journal';
import { batchStatement } from '@borne/sync/contract/statements';
import { chainHash } from '@borne/sync/journal/chain';
import { certificateRequest } from '@borne/sync/keys/certificate-request';
import { newP256Key } from '@borne/sync/keys/new-key';
import Database from 'better-sqlite3';
import pg from 'pg';
import { type Comparison, compare, type Subject } from './compare.ts';
import { IntakeProcess } from './ingest/intake-process.ts';

/** Kiosks that deliver at once, and connections that insert at once. */
const AT_ONCE = 8;
const ROUNDS = 7;
/** Rounds before: V8 compiles what is run a few thousand times, and that is no part of a centre that runs for months. */
const WARM_UP = 8;
/** Of one round. */
const BATCHES = 640;
/** Bytes of a sealed body. */
const BODY = 240;

/** A batch as it is inserted, and as it is sent: the whole request, ready for the wire. */
interface Prepared {
  readonly rows: readonly {
    readonly seq: number;
    readonly header: string;
    readonly body: Buffer;
    readonly hash: string;
  }[];
  readonly request: Buffer;
}

/** One kiosk that delivers batch after batch over one connection. */
interface Sender {
  readonly socket: TLSSocket;
  /** The next batch of its journal. */
  readonly next: () => Prepared;
}

/**
 * Records per second taken over HTTP, with mutual TLS, signatures, the chain checked and a durable commit, against the same rows put in
 * by the same number of connections that do nothing else. The centre has a process of its own; here are its clients, and, in turns with
 * them, the floor. What the records say is left to yet another process. All of them and the database share this machine.
 * `program` is `borne` itself.
 */
export async function ingest(
  clock: Clock,
  program: string,
): Promise<(Comparison | { readonly skipped: string })[]> {
  const folder = mkdtempSync(join(tmpdir(), 'borne-bench-'));
  const [ours, floor] = [join(folder, 'central.db'), join(folder, 'direct.db')];
  const results: (Comparison | { readonly skipped: string })[] = [
    await against(clock, program, { name: 'SQLite', address: ours }, await directSqlite(floor)),
  ];
  const server = await startPostgres();
  if (server.ok) {
    const { version: name } = server.value;
    const [address, direct] = [await server.value.createDatabase(), await server.value.createDatabase()];
    results.push(await against(clock, program, { name, address }, await directPostgres(direct, name)));
    await server.value.stop();
  } else results.push({ skipped: `HTTP ingest on PostgreSQL: ${server.error}` });
  rmSync(folder, { recursive: true });
  return results;
}

interface Floor {
  readonly name: string;
  insert(rows: Prepared['rows']): Promise<void>;
  close(): Promise<void>;
}

async function against(
  clock: Clock,
  program: string,
  { name, address }: { readonly name: string; readonly address: string },
  floor: Floor,
): Promise<Comparison> {
  const centre = await IntakeProcess.start(program, address);
  const senders = await sendersTo(centre.url, address, clock);
  const toSend = senders.map(({ socket }) => ({ socket, batches: [] as Prepared[] }));
  /** Journals of nobody, of the same kind, so that each half is timed after as much was made for it. */
  const journals = senders.map((_, index) => journalOf(newP256Key(), `borne-${index}`, centre.url.host));
  const toInsert = journals.map((): Prepared[] => []);

  const taken: Subject = {
    name: `${MOST_RECORDS} records over HTTP, ${name}`,
    prepare(count) {
      for (const [index, { next }] of senders.entries())
        toSend[index]?.batches.push(...Array.from({ length: count / AT_ONCE }, next));
    },
    run: (count) =>
      each(toSend, count, async ({ socket, batches }) => exchange(socket, first(batches).request)),
  };
  const direct: Subject = {
    name: floor.name,
    prepare(count) {
      for (const [index, next] of journals.entries())
        toInsert[index]?.push(...Array.from({ length: count / AT_ONCE }, next));
    },
    run: (count) => each(toInsert, count, async (batches) => floor.insert(first(batches).rows)),
  };
  const rounds = { rounds: ROUNDS, warmUp: WARM_UP, count: BATCHES };
  try {
    return await compare(taken, direct, { ...rounds, now: () => clock.monotonic() });
  } finally {
    for (const { socket } of senders) socket.destroy();
    await centre.stop();
    await floor.close();
  }
}

/** Has all of `workers` do their share of `count`, each one thing after the other. */
async function each<T>(workers: readonly T[], count: number, work: (worker: T) => Promise<void>) {
  const share = count / workers.length;
  await Promise.all(
    workers.map(async (worker) => {
      for (let n = 0; n < share; n += 1) await work(worker);
    }),
  );
}

function first(batches: Prepared[]): Prepared {
  const batch = batches.shift();
  if (!batch) throw new Error('more batches were asked for than were prepared');
  return batch;
}

/** Kiosks that were enrolled in the store of the centre at `url`, connected to it. */
async function sendersTo(url: URL, address: string, clock: Clock): Promise<Sender[]> {
  const store = await openStore(address);
  const registry = await KioskRegistry.open(store, clock);
  const senders: Sender[] = [];
  for (let n = 0; n < AT_ONCE; n += 1) senders.push(await sender(registry, `borne-${n}`, url));
  await store.close();
  return senders;
}

async function sender(registry: KioskRegistry, kiosk: string, url: URL): Promise<Sender> {
  const key = newP256Key();
  const { code } = await registry.newCode(kiosk);
  const request = Buffer.from(await certificateRequest(key, kiosk), 'base64');
  const enrolled = await registry.enrol(kiosk, code, new Uint8Array(request));
  if (!enrolled.ok) throw new Error(`${kiosk} was not enrolled: ${enrolled.error.refusal}`);
  const socket = connect({
    ...{ host: url.hostname, port: Number(url.port), ca: registry.authority.toString() },
    key: key.export({ type: 'pkcs8', format: 'pem' }),
    cert: new X509Certificate(enrolled.value).toString(),
  });
  socket.setNoDelay();
  await new Promise((resolve, reject) => socket.once('secureConnect', resolve).once('error', reject));
  return { socket, next: journalOf(key, kiosk, url.host) };
}

/** Makes one batch after the other of a journal. */
function journalOf(key: KeyObject, kiosk: string, host: string): () => Prepared {
  const epoch = randomBytes(16).toString('hex');
  let [seq, prev] = [1, GENESIS];
  return () => {
    const batch = prepared(key, { kiosk, epoch, from: seq, prev, host });
    seq += MOST_RECORDS;
    prev = batch.rows.at(-1)?.hash ?? prev;
    return batch;
  };
}

function prepared(
  key: KeyObject,
  place: {
    readonly kiosk: string;
    readonly epoch: string;
    readonly from: number;
    readonly prev: string;
    readonly host: string;
  },
): Prepared {
  const { kiosk, epoch, from, prev, host } = place;
  let head = prev;
  const rows = Array.from({ length: MOST_RECORDS }, (_, index) => {
    const seq = from + index;
    const header = JSON.stringify({
      ...{ kiosk, epoch, seq, type: 'operation-begun', wall: 1_790_000_000_000 + seq, monotonic: seq },
      ...{ boot: '01a3185c-5000-7568-91c9-000000000001', suite: 1, key: '0123456789abcdef' },
    });
    const body = randomBytes(BODY);
    head = chainHash(head, { header, body });
    return { seq, header, body, hash: head };
  });
  const to = from + MOST_RECORDS - 1;
  const statement = Buffer.from(batchStatement({ kiosk, epoch, from, to, prev, head }));
  const signature = sign('sha256', statement, { key, dsaEncoding: 'ieee-p1363' }).toString('base64url');
  const records = rows.map(({ header, body }) => ({ header, body: body.toString('base64') }));
  const content = Buffer.from(JSON.stringify({ prev, records, head, signature }));
  const lines = [
    `PUT /v1/kiosks/${kiosk}/journal/${epoch}/${from}-${to} HTTP/1.1`,
    ...[`host: ${host}`, 'content-type: application/json', `content-length: ${content.length}`, '', ''],
  ];
  return { rows, request: Buffer.concat([Buffer.from(lines.join('\r\n')), content]) };
}

/** Sends one request and waits for its answer: a client that costs next to nothing, so that it is not what is measured. */
function exchange(socket: TLSSocket, request: Buffer): Promise<void> {
  return new Promise((resolve, reject) => {
    let answer = '';
    const read = (chunk: Buffer) => {
      answer += chunk.toString('latin1');
      const [head = '', content] = answer.split('\r\n\r\n', 2);
      const length = Number(/content-length: (\d+)/i.exec(head)?.[1]);
      if (content === undefined || content.length < length) return;
      socket.off('data', read);
      if (head.startsWith('HTTP/1.1 200')) resolve();
      else reject(new Error(answer));
    };
    socket.on('data', read);
    socket.write(request);
  });
}

/** The best that is known of the package: prepared, one transaction a batch, nothing else. One connection: SQLite has one writer. */
async function directSqlite(file: string): Promise<Floor> {
  await (await openStore(file)).close();
  const database = new Database(file);
  database.pragma('journal_mode = WAL');
  database.pragma('synchronous = FULL');
  const add = database.prepare(
    'INSERT INTO record (kiosk, epoch, seq, header, body, hash, received_at) VALUES (?, ?, ?, ?, ?, ?, ?)',
  );
  const insert = database.transaction((epoch: string, rows: Prepared['rows']) => {
    for (const { seq, header, body, hash } of rows) add.run('borne', epoch, seq, header, body, hash, seq);
  });
  return {
    name: `${MOST_RECORDS} rows put in directly, SQLite, one transaction`,
    insert: async (rows) => insert.immediate(randomBytes(16).toString('hex'), rows),
    close: async () => {
      database.close();
    },
  };
}

/** As above, by arrays, over as many connections as there are kiosks. */
async function directPostgres(url: string, version: string): Promise<Floor> {
  await (await openStore(url)).close();
  const pool = new pg.Pool({ connectionString: url, max: AT_ONCE });
  // The server is stopped while the last connections close.
  pool.on('error', () => undefined);
  await pool.query('CREATE TABLE record_direct PARTITION OF record FOR VALUES FROM (0) TO (1000)');
  return {
    name: `${MOST_RECORDS} rows put in directly, ${version}, one statement, ${AT_ONCE} connections`,
    async insert(rows) {
      await pool.query({
        name: 'direct',
        text: `INSERT INTO record (kiosk, epoch, seq, header, body, hash, received_at)
               SELECT 'borne', $1, each.seq, each.header, each.body, each.hash, 1
               FROM unnest($2::bigint[], $3::text[], $4::bytea[], $5::text[]) AS each (seq, header, body, hash)`,
        values: [
          randomBytes(16).toString('hex'),
          rows.map(({ seq }) => seq),
          rows.map(({ header }) => header),
          rows.map(({ body }) => body),
          rows.map(({ hash }) => hash),
        ],
      });
    },
    close: () => pool.end(),
  };
}
