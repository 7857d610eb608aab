import { randomBytes } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { type Clock, epochMilliseconds, milliseconds } from '@borne/domain/time';
import {
  type CentralApi,
  type CentralApiOptions,
  createCentralApi,
} from '@borne/simulators/central-api/central-api';
import type { Store } from '@borne/simulators/central-api/store/store';
import { type KioskWithin, kioskWithin } from '@borne/simulators/central-api/testing/kiosk-within';
import { GENESIS, type UnsignedBatch } from '@borne/sync/contract/journal';
import { batchStatement } from '@borne/sync/contract/statements';
import { chainHash } from '@borne/sync/journal/chain';

/** A clock that a test sets. */
export class SetClock implements Clock {
  at = Date.UTC(2026, 10, 22, 8);
  now = () => epochMilliseconds(this.at);
  monotonic = () => milliseconds(0);
}

/** A centre that listens, over a store that is open. */
export async function startCentre(
  store: Store,
  clock: Clock,
  options: Partial<CentralApiOptions> = {},
): Promise<CentralApi> {
  const api = await createCentralApi({ clock, personas: [], ...options, store });
  await api.listen(0);
  return api;
}

const enrolled = new Map<string, Promise<KioskWithin>>();

/** One certificate a kiosk, whatever journals are written in its name and whichever process of its centre it asks. */
function enrolledOnce(api: CentralApi, kiosk: string): Promise<KioskWithin> {
  const name = `${api.kiosks.authority.fingerprint256} ${kiosk}`;
  const known = enrolled.get(name) ?? kioskWithin(api, kiosk);
  enrolled.set(name, known);
  return known;
}

export interface Written {
  readonly header: string;
  readonly body: Uint8Array;
}

const json = { 'content-type': 'application/json' };
const plain = (text: string) => ({ headers: json, body: text });
const zipped = (text: string) => ({
  headers: { ...json, 'content-encoding': 'gzip' },
  body: new Uint8Array(gzipSync(text)),
});

/** One epoch of one kiosk, as a test writes it: honest unless told otherwise. */
export class WrittenJournal {
  readonly records: Written[] = [];
  readonly #hashes: string[] = [GENESIS];

  constructor(
    readonly kiosk: string,
    readonly epoch = randomBytes(16).toString('hex'),
  ) {}

  /** Adds a record whose header says `type` and whose body is `content`: an object, any bytes, or what is made of the header. */
  write(
    type: string,
    content: object | Uint8Array | ((header: string) => Uint8Array),
    fields: object = {},
  ): this {
    const { kiosk, epoch } = this;
    const seq = this.records.length + 1;
    const said = { kiosk, epoch, seq, type, wall: 0, monotonic: 0, boot: 'run-1', suite: 0, ...fields };
    const header = JSON.stringify(said);
    const made = typeof content === 'function' ? content(header) : content;
    const body = made instanceof Uint8Array ? made : Buffer.from(JSON.stringify(made));
    const record = { header, body };
    this.records.push(record);
    this.#hashes.push(chainHash(this.#hashes[seq - 1] ?? GENESIS, record));
    return this;
  }

  /** Adds occurrences until there are `count` records. */
  upTo(count: number): this {
    while (this.records.length < count) this.write('card-forgotten', { kind: 'card-forgotten' });
    return this;
  }

  hashAfter(seq: number): string {
    return this.#hashes[seq] ?? 'beyond the end';
  }

  batch(from: number, to: number): UnsignedBatch {
    return {
      prev: this.hashAfter(from - 1),
      records: this.records
        .slice(from - 1, to)
        .map(({ header, body }) => ({ header, body: Buffer.from(body).toString('base64') })),
      head: this.hashAfter(to),
    };
  }

  /** Sends records `from` to `to` to a centre, as they are or as `batch` says, signed; every other batch in gzip, as kiosks do. */
  async send(api: CentralApi, from: number, to: number, batch = this.batch(from, to)) {
    const { kiosk, epoch } = this;
    const { certificate, sign } = await enrolledOnce(api, kiosk);
    const signature = await sign(batchStatement({ kiosk, epoch, from, to, ...batch }));
    const address = `https://centre.invalid/v1/kiosks/${kiosk}/journal/${epoch}/${from}-${to}`;
    const response = await api.fetchAs(certificate)(address, {
      method: 'PUT',
      ...(from % 2 === 0 ? plain : zipped)(JSON.stringify({ ...batch, signature })),
    });
    return { status: response.status, body: await response.json() };
  }
}
