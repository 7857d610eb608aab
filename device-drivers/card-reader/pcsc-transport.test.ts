import { EventEmitter } from 'node:events';
import { ok } from '@borne/domain/result';
import type { Timers } from '@borne/domain/time';
import type { PcscReader, PcscService } from 'pcsclite';
import { describe, expect, it } from 'vitest';
import { fromPcscError } from './pcsc-error.ts';
import { createPcscTransport } from './pcsc-transport.ts';
import type { TransportEvent } from './transport.ts';

const PRESENT = 0x20;
const EMPTY = 0x10;
const MUTE = 0x200;
const IN_USE = 0x100;
const atr = Buffer.from('3b75130000460 9ea9000'.replace(' ', ''), 'hex');

/** npm `pcsclite` as its sources behave, without a pcscd: what it says is said by the test. */
class FakeReader extends EventEmitter {
  connected = false;
  readonly SCARD_SHARE_EXCLUSIVE = 1;
  readonly SCARD_PROTOCOL_T0 = 1;
  readonly SCARD_PROTOCOL_T1 = 2;
  readonly SCARD_STATE_PRESENT = PRESENT;
  readonly SCARD_STATE_MUTE = MUTE;
  readonly SCARD_RESET_CARD = 1;
  closed = false;
  answer: (done: (error: Error | null, answer: Buffer) => void) => void = () => {};

  constructor(readonly name: string) {
    super();
  }

  connect(_: unknown, done: (error: Error | null, protocol: number) => void) {
    this.connected = true;
    done(null, 1);
  }

  disconnect(_: number, done: (error: Error | null) => void) {
    done(new Error('SCardDisconnect error: Card was removed.(0x80100069)'));
  }

  transmit(_: Buffer, __: number, ___: number, done: (error: Error | null, answer: Buffer) => void) {
    this.answer(done);
  }

  close() {
    this.closed = true;
  }

  /** pcscd's state word: flags, and in its upper half the count of insertions and removals. */
  says(flags: number, count: number) {
    this.emit('status', { state: (count << 16) | flags, ...(flags & PRESENT && !(flags & MUTE) && { atr }) });
  }
}

class FakeService extends EventEmitter {
  readonly readers = {};
  closed = false;

  close() {
    this.closed = true;
  }
}

/** Timers that ring when the test says so. */
class ManualTimers implements Timers {
  readonly pending = new Set<() => void>();

  setTimeout(callback: () => void) {
    this.pending.add(callback);
    return callback;
  }

  clearTimeout(callback: unknown) {
    this.pending.delete(callback as () => void);
  }

  ring() {
    const callbacks = [...this.pending];
    this.pending.clear();
    for (const callback of callbacks) callback();
  }
}

/** All that was said so far has been taken up: the transport does so on the next turn of the loop. */
const settled = () => new Promise((resolve) => setImmediate(() => setImmediate(resolve)));

async function opened() {
  const timers = new ManualTimers();
  const services: FakeService[] = [];
  let down = false;
  const transport = createPcscTransport(timers, async () =>
    ok(() => {
      if (down) throw new Error('SCardEstablishContext error: Service not available.(0x8010001d)');
      const service = new FakeService();
      services.push(service);
      return service as unknown as PcscService;
    }),
  );
  const events: TransportEvent[] = [];
  transport.open((event) => events.push(event));
  await settled();
  const attach = (name: string) => {
    const reader = new FakeReader(name);
    services.at(-1)?.emit('reader', reader as unknown as PcscReader);
    return reader;
  };
  return {
    transport,
    timers,
    services,
    events,
    attach,
    setDown: (value: boolean) => {
      down = value;
    },
  };
}

describe('the pcscd transport', () => {
  it('reports a reader once it knows what it holds', async () => {
    const { attach, events } = await opened();
    const reader = attach('A');
    await settled();
    expect(events).toEqual([]);
    reader.says(PRESENT, 1);
    await settled();
    expect(events).toEqual([{ kind: 'reader-attached', reader: 'A', atr: Uint8Array.from(atr) }]);
  });

  it('reports a card that came and went, and no change of anything else', async () => {
    const { attach, events } = await opened();
    const reader = attach('A');
    reader.says(EMPTY, 0);
    reader.says(PRESENT, 1);
    reader.says(PRESENT | IN_USE, 1);
    reader.says(EMPTY, 2);
    await settled();
    expect(events.map(({ kind }) => kind)).toEqual(['reader-attached', 'card-present', 'card-absent']);
  });

  it('sees that a card was swapped between two reports', async () => {
    const { attach, events } = await opened();
    const reader = attach('A');
    reader.says(PRESENT, 1);
    reader.says(PRESENT, 3);
    await settled();
    expect(events.map(({ kind }) => kind)).toEqual(['reader-attached', 'card-absent', 'card-present']);
  });

  it('reports a mute card with an empty ATR', async () => {
    const { attach, events } = await opened();
    attach('A').says(PRESENT | MUTE, 1);
    await settled();
    expect(events).toEqual([{ kind: 'reader-attached', reader: 'A', atr: new Uint8Array() }]);
  });

  it('reports a service that stops, and looks at it afresh when it is back', async () => {
    const { attach, events, services, timers, setDown } = await opened();
    attach('A').says(PRESENT, 1);
    await settled();
    setDown(true);
    services[0]?.emit('error', new Error('SCardGetStatusChange error: Service stopped.(0x8010001e)'));
    await settled();
    timers.ring();
    await settled();
    setDown(false);
    timers.ring();
    await settled();
    attach('A').says(EMPTY, 0);
    await settled();
    expect(events.map(({ kind }) => kind)).toEqual([
      'reader-attached',
      'service-lost',
      'service-lost',
      'reader-attached',
    ]);
    expect(events[1]).toMatchObject({ cause: { code: 'disconnected' } });
  });

  it('takes a link that fails as the card is pulled for a pulled card', async () => {
    const { attach, transport } = await opened();
    const reader = attach('A');
    reader.says(PRESENT, 1);
    await settled();
    const connection = await transport.connect('A');
    if (!connection.ok) throw new Error(connection.error.detail);
    reader.answer = (done) => {
      done(new Error('SCardTransmit error: Transaction failed.(0x80100016)'), Buffer.alloc(0));
      reader.says(EMPTY, 2);
    };
    expect(await connection.value.transmit(Uint8Array.of(0, 0xb0, 0, 0, 0))).toMatchObject({
      ok: false,
      error: { code: 'card-removed' },
    });
  });

  it('takes a link that fails under a card that stays for what it is', async () => {
    const { attach, transport, timers } = await opened();
    const reader = attach('A');
    reader.says(PRESENT, 1);
    await settled();
    const connection = await transport.connect('A');
    if (!connection.ok) throw new Error(connection.error.detail);
    reader.answer = (done) => done(null, Buffer.alloc(0));
    const answer = connection.value.transmit(Uint8Array.of(0, 0xb0, 0, 0, 0));
    await settled();
    timers.ring();
    expect(await answer).toMatchObject({ ok: false, error: { code: 'protocol' } });
  });

  it('can open a card again after a disconnection that failed', async () => {
    const { attach, transport } = await opened();
    const reader = attach('A');
    reader.says(PRESENT, 1);
    await settled();
    const connection = await transport.connect('A');
    if (connection.ok) await connection.value.disconnect();
    expect(reader.connected).toBe(false);
  });

  it('closes all it opened, and what still comes', async () => {
    const { attach, transport, services, events } = await opened();
    const reader = attach('A');
    reader.says(EMPTY, 0);
    await settled();
    const late = attach('B');
    await transport.close();
    await transport.close();
    late.says(EMPTY, 0);
    await settled();
    expect([reader.closed, late.closed, services[0]?.closed]).toEqual([true, true, true]);
    expect(events).toHaveLength(1);
  });

  it('says once that the package is not installed', async () => {
    const timers = new ManualTimers();
    const cause = { device: 'card-reader', code: 'disconnected', retryable: true, detail: 'absent' } as const;
    const transport = createPcscTransport(timers, async () => ({ ok: false, error: cause }));
    const events: TransportEvent[] = [];
    transport.open((event) => events.push(event));
    await settled();
    expect(events).toEqual([{ kind: 'service-lost', cause }]);
    expect(timers.pending.size).toBe(0);
  });
});

it.each([
  ['SCardTransmit error: Card was removed.(0x80100069)', 'card-removed'],
  ['SCardConnect error: No smart card inserted.(0x8010000c)', 'card-removed'],
  ['SCardConnect error: Card is unresponsive.(0x80100066)', 'card-mute'],
  ['SCardConnect error: Card protocol mismatch.(0x8010000f)', 'card-mute'],
  ['SCardConnect error: Sharing violation.(0x8010000b)', 'refused'],
  ['SCardListReaders error: Service not available.(0x000000008010001D)', 'disconnected'],
  ['SCardTransmit error: Transaction failed.(0x80100016)', 'protocol'],
  ['something else', 'protocol'],
])('reads "%s" as %s', (message, code) => {
  expect(fromPcscError(new Error(message)).code).toBe(code);
});
