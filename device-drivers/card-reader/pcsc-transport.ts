import type { DeviceError } from '@borne/domain/device-error';
import { err, ok, type Result } from '@borne/domain/result';
import { milliseconds, seconds, type Timers } from '@borne/domain/time';
import type { PcscReader, PcscService } from 'pcsclite';
import { cardError } from './card-error.ts';
import { fromPcscError } from './pcsc-error.ts';
import type { CardConnection, CardReaderTransport, TransportEvent } from './transport.ts';

/** Between two attempts to reach a pcscd that is not there. */
const SERVICE_RETRY = seconds(2);
/** pcscd looks for cards every 400 ms: how long to wait for it to say whether a failed card is still there. */
const REMOVAL_NOTICE = seconds(1);
/** After which a pcscd that named no reader has none. */
const LIST_SETTLES = milliseconds(500);
/** 256 bytes of data and the status word. */
const MAX_RESPONSE = 258;

type Callback<T extends readonly unknown[]> = (...args: T) => void;

/**
 * npm `pcsclite` calls back from outside any Node callback scope, some of the time with a lock held: promises settled
 * there may wait for ever and `close` may deadlock. Everything it says is taken up on the next turn of the loop.
 */
const nextTurn =
  <T extends readonly unknown[]>(callback: Callback<T>): Callback<T> =>
  (...args) =>
    void setImmediate(callback, ...args);

export type PcscliteLoader = () => Promise<Result<() => PcscService, DeviceError>>;

/** Loads npm `pcsclite`, which is optional: it is built at install time against libpcsclite-dev. */
export async function loadPcsclite(): ReturnType<PcscliteLoader> {
  try {
    return ok((await import('pcsclite')).default);
  } catch (cause) {
    const detail =
      'npm package pcsclite is not installed: install libpcsclite-dev, then run npm install again';
    return err(cardError('disconnected', detail, cause));
  }
}

/** Names of the readers pcscd knows; `disconnected` when pcscd or npm `pcsclite` is not there. */
export async function listReaders(timers: Timers): Promise<Result<readonly string[], DeviceError>> {
  const pcsclite = await loadPcsclite();
  if (!pcsclite.ok) return pcsclite;
  const service = startService(pcsclite.value);
  if (!service.ok) return service;
  const error = await new Promise<Error | undefined>((resolve) => {
    timers.setTimeout(() => resolve(undefined), LIST_SETTLES);
    service.value.on('error', nextTurn(resolve));
    service.value.on('reader', (reader) => reader.on('error', () => {}));
  });
  const readers = Object.values(service.value.readers);
  const names = readers.map(({ name }) => name);
  for (const reader of readers) reader.close();
  service.value.close();
  return error ? err(fromPcscError(error)) : ok(names);
}

function startService(pcsclite: () => PcscService): Result<PcscService, DeviceError> {
  try {
    return ok(pcsclite());
  } catch (cause) {
    return err(cause instanceof Error ? fromPcscError(cause) : cardError('disconnected', 'pcscd', cause));
  }
}

/**
 * The real transport: pcscd through npm `pcsclite`. A pcscd that is missing or restarts is tried again for ever; a
 * package that is not installed is reported once, as `service-lost` with a `DeviceError` for cause.
 */
export function createPcscTransport(
  timers: Timers,
  load: PcscliteLoader = loadPcsclite,
): CardReaderTransport {
  return new PcscTransport(timers, load);
}

/** What pcscd last said of a reader. */
interface ReaderStatus {
  readonly reader: PcscReader;
  present: boolean;
  /** pcscd's count of insertions and removals: it tells a card swapped for another between two reports. */
  events: number;
  /** Called at the next removal. */
  readonly departures: Set<() => void>;
}

class PcscTransport implements CardReaderTransport {
  readonly #readers = new Map<string, ReaderStatus>();
  #listener: (event: TransportEvent) => void = () => {};
  #service: PcscService | undefined;
  #retry: unknown;
  #closed = false;

  constructor(
    private readonly timers: Timers,
    private readonly load: PcscliteLoader,
  ) {}

  open(listener: (event: TransportEvent) => void): void {
    this.#listener = listener;
    void this.#start();
  }

  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    this.timers.clearTimeout(this.#retry);
    for (const { reader } of this.#readers.values()) reader.close();
    this.#readers.clear();
    this.#service?.close();
    this.#service = undefined;
  }

  async #start(): Promise<void> {
    const pcsclite = await this.load();
    if (this.#closed) return;
    if (!pcsclite.ok) return this.#listener({ kind: 'service-lost', cause: pcsclite.error });
    const service = startService(pcsclite.value);
    if (!service.ok) return this.#lose(service.error);
    this.#service = service.value;
    service.value.on(
      'error',
      nextTurn((cause) => {
        if (this.#service === service.value) this.#lose(fromPcscError(cause));
      }),
    );
    service.value.on('reader', (reader) => {
      reader.on('error', () => {});
      reader.on(
        'end',
        nextTurn(() => this.#onEnd(reader)),
      );
      reader.on(
        'status',
        nextTurn(({ state, atr }) => this.#onStatus(reader, state, atr)),
      );
    });
  }

  #lose(cause: DeviceError) {
    if (this.#closed) return;
    this.#service = undefined;
    for (const { departures } of this.#readers.values()) for (const departed of departures) departed();
    this.#readers.clear();
    this.#listener({ kind: 'service-lost', cause });
    this.#retry = this.timers.setTimeout(() => void this.#start(), SERVICE_RETRY);
  }

  #onEnd(reader: PcscReader) {
    const status = this.#readers.get(reader.name);
    if (status?.reader !== reader) return;
    this.#readers.delete(reader.name);
    for (const departed of status.departures) departed();
    this.#listener({ kind: 'reader-detached', reader: reader.name });
  }

  /** The first status says what the reader holds: only then is it reported. */
  #onStatus(reader: PcscReader, state: number, bytes: Buffer | undefined) {
    if (this.#closed) return reader.close();
    const present = (state & reader.SCARD_STATE_PRESENT) !== 0;
    const events = state >>> 16;
    const mute = (state & reader.SCARD_STATE_MUTE) !== 0;
    const atr = Uint8Array.from(mute || !bytes ? [] : bytes);
    const { name } = reader;
    const before = this.#readers.get(name);
    if (before?.reader !== reader) {
      this.#readers.set(name, { reader, present, events, departures: new Set() });
      return this.#listener({ kind: 'reader-attached', reader: name, ...(present && { atr }) });
    }
    const swapped = present && before.present && events !== before.events;
    const wasPresent = before.present;
    before.present = present;
    before.events = events;
    if (wasPresent && (!present || swapped)) {
      for (const departed of before.departures) departed();
      this.#listener({ kind: 'card-absent', reader: name });
    }
    if (present && (!wasPresent || swapped)) this.#listener({ kind: 'card-present', reader: name, atr });
  }

  async connect(name: string): Promise<Result<CardConnection, DeviceError>> {
    const status = this.#readers.get(name);
    if (!status) return err(cardError('disconnected', `no reader "${name}"`));
    const { reader } = status;
    const options = {
      share_mode: reader.SCARD_SHARE_EXCLUSIVE,
      protocol: reader.SCARD_PROTOCOL_T0 | reader.SCARD_PROTOCOL_T1,
    };
    const connected = await call<number>((done) => reader.connect(options, done));
    if (!connected.ok) return connected;
    const protocol = connected.value;
    return ok({
      transmit: async (command) => {
        const answer = await call<Buffer>((done) =>
          reader.transmit(Buffer.from(command), MAX_RESPONSE, protocol, done),
        );
        if (answer.ok && answer.value.length >= 2) return ok(Uint8Array.from(answer.value));
        // Some drivers report a card pulled under the command as an answer without a status word.
        const error = answer.ok ? cardError('protocol', 'answer without a status word') : answer.error;
        return err(await this.#explain(status, error));
      },
      disconnect: async () => {
        await call<void>((done) => reader.disconnect(reader.SCARD_RESET_CARD, done));
        reader.connected = false;
      },
    });
  }

  /** A card pulled under an APDU first shows as a failed link; pcscd tells the two apart a moment later. */
  async #explain(status: ReaderStatus, error: DeviceError): Promise<DeviceError> {
    if (error.code !== 'protocol') return error;
    const left = await new Promise<boolean>((resolve) => {
      if (!status.present) return resolve(true);
      const timer = this.timers.setTimeout(() => resolve(false), REMOVAL_NOTICE);
      status.departures.add(() => {
        this.timers.clearTimeout(timer);
        resolve(true);
      });
    });
    status.departures.clear();
    return left ? cardError('card-removed', error.detail, error.cause) : error;
  }
}

/** A call of npm `pcsclite` as a promise that never rejects. */
function call<T>(
  start: (done: (error: Error | null | undefined, value: T) => void) => void,
): Promise<Result<T, DeviceError>> {
  return new Promise((resolve) => {
    const done = nextTurn<[Error | null | undefined, T]>((error, value) =>
      resolve(error ? err(fromPcscError(error)) : ok(value)),
    );
    try {
      start(done);
    } catch (cause) {
      resolve(err(cardError('protocol', 'npm pcsclite refused the call', cause)));
    }
  });
}
