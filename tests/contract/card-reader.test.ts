import { randomBytes } from 'node:crypto';
import { createCardReader } from '@borne/device-drivers/card-reader/driver';
import { createPcscTransport, listReaders } from '@borne/device-drivers/card-reader/pcsc-transport';
import type { CardReaderPort, CardReaderState } from '@borne/device-drivers/card-reader/port';
import { parseTechnicianAuthority } from '@borne/device-drivers/card-reader/technician-certificate';
import type { CardReaderTransport } from '@borne/device-drivers/card-reader/transport';
import type { CalendarDate } from '@borne/domain/calendar-date';
import { createShelf, type ShelvedCard, SIMULATED_PIN } from '@borne/simulators/card/shelf';
import { simulatedTechnicianAuthority } from '@borne/simulators/card/technician-authority';
import { InProcessReader } from '@borne/simulators/card-reader/in-process-reader';
import type { SimulatedReader } from '@borne/simulators/card-reader/simulated-reader';
import { type PcscService, VpcdReader } from '@borne/simulators/card-reader/vpcd-reader';
import { personas } from '@borne/simulators/personas/personas';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { findPcscd, VIRTUAL_READER } from './pcscd.ts';

/** pcscd needs about a second to see a card come and go: what inserts twenty of them takes its time. */
const MANY_INSERTIONS = { timeout: 180_000 };

/**
 * One set of promises that every card reader keeps, whatever lies under the driver: the in-process reader, and the real
 * pcscd with vsmartcard's virtual reader. Nothing is mocked above the transport.
 */
interface Bench {
  readonly name: string;
  readonly readerName: string;
  start(): Promise<void>;
  stop(): Promise<void>;
  /** Whether the reader itself may be taken away. */
  readonly unpluggable: boolean;
  /** The hands of the person, and the transport that sees what they do. */
  open(): { readonly hands: SimulatedReader; readonly transport: () => CardReaderTransport };
}

const inProcess: Bench = {
  name: 'the in-process reader',
  readerName: 'Simulated reader 00 00',
  start: async () => {},
  stop: async () => {},
  unpluggable: true,
  open: () => {
    const reader = new InProcessReader();
    return { hands: reader, transport: () => reader };
  },
};

const pcscd = await findPcscd();
const benches = 'missing' in pcscd ? [inProcess] : [inProcess, realService(pcscd.service, pcscd.ours)];
if ('missing' in pcscd) {
  process.stderr.write(`card reader contract over pcscd and vpcd: not run, ${pcscd.missing}\n`);
}

function realService(service: PcscService, ours: boolean): Bench {
  return {
    name: 'pcscd and vpcd',
    readerName: VIRTUAL_READER,
    start: () => service.start(),
    stop: () => service.stop(),
    unpluggable: ours,
    open: () => ({ hands: new VpcdReader(service), transport: () => createPcscTransport(globalThis) }),
  };
}

type Occupied = Extract<CardReaderState, { reader: 'occupied' }>;

const today = '2026-11-22' as CalendarDate;

function simulatedAuthority() {
  const { reference, publicKeyPem } = simulatedTechnicianAuthority;
  const authority = parseTechnicianAuthority(reference, publicKeyPem);
  if (!authority.ok) throw new Error(authority.error);
  return authority.value;
}

it('has the real pcscd where CI must have it', () => {
  if (process.env.CI === 'true') expect(pcscd).not.toHaveProperty('missing');
});

describe.each(benches)('card reader over $name', (bench) => {
  let hands: SimulatedReader;
  let openReader: () => CardReaderPort;
  let reader: CardReaderPort;
  let shelf: ReadonlyMap<string, ShelvedCard>;

  beforeAll(() => bench.start());
  afterAll(() => bench.stop());

  beforeEach(async () => {
    shelf = new Map(createShelf(today).map((entry) => [entry.id, entry]));
    const opened = bench.open();
    hands = opened.hands;
    openReader = () =>
      createCardReader({
        transport: opened.transport(),
        timers: globalThis,
        random: randomBytes,
        today: () => today,
        technicianAuthority: simulatedAuthority(),
        readerName: bench.readerName,
      });
    reader = openReader();
    await until((state) => state.reader === 'empty');
  });

  afterEach(async () => {
    await hands.remove();
    await reader.close();
  });

  const onShelf = (id: string): ShelvedCard => {
    const entry = shelf.get(id);
    if (!entry) throw new Error(`no card "${id}" on the shelf`);
    return entry;
  };

  /** The first state, from now on, that is the one wanted. */
  function until(wanted: (state: CardReaderState) => boolean): Promise<CardReaderState> {
    return new Promise((resolve) => {
      const look = (state: CardReaderState) => {
        if (!wanted(state)) return;
        unsubscribe();
        resolve(state);
      };
      const unsubscribe = reader.subscribe(look);
      look(reader.state());
    });
  }

  const occupied = () => until((state) => state.reader === 'occupied') as Promise<Occupied>;

  async function insert(id: string) {
    await hands.insert(onShelf(id).card);
    return occupied();
  }

  async function takeOut() {
    await hands.remove();
    await until((state) => state.reader === 'empty');
  }

  const codeOf = (result: Awaited<ReturnType<CardReaderPort['readVitale']>>) =>
    result.ok ? 'ok' : result.error.code;

  it('sees a card come and go, with a fresh token each time', async () => {
    const seen: CardReaderState[] = [];
    reader.subscribe((state) => seen.push(state));
    const first = await insert('nathalie-durand');
    await takeOut();
    const second = await insert('nathalie-durand');

    expect(seen).toEqual([
      { reader: 'occupied', name: bench.readerName, token: first.token, card: 'vitale-2' },
      { reader: 'empty', name: bench.readerName },
      { reader: 'occupied', name: bench.readerName, token: second.token, card: 'vitale-2' },
    ]);
    expect(second.token).not.toBe(first.token);
  });

  it('sees a card that was there before it started', async () => {
    await insert('hugo-mercier');
    await reader.close();
    reader = openReader();
    expect((await occupied()).card).toBe('vitale-2');
  });

  it.each(personas(today).map(({ id }) => id))('reads all of the card of %s', async (id) => {
    const { token } = await insert(id);
    const content = await reader.readVitale(token);
    expect(content).toEqual({ ok: true, value: personas(today).find((persona) => persona.id === id)?.card });
  });

  it('tells the other cards of the shelf for what they are', MANY_INSERTIONS, async () => {
    const others = [...shelf.values()].filter(({ kind }) => kind !== 'vitale-2');
    for (const { id, kind, card } of others) {
      await hands.insert(card);
      expect([id, (await occupied()).card]).toEqual([id, kind]);
      await takeOut();
    }
  });

  it('answers card-mute for a card that does not answer to reset', async () => {
    const { token, card } = await insert('mute');
    expect(card).toBe('mute');
    expect(codeOf(await reader.readVitale(token))).toBe('card-mute');
  });

  it('answers card-mute, or timeout, for a card that dies while it is read, and sees it leave', async () => {
    const { token, card } = await insert('dying');
    expect(card).toBe('vitale-2');
    // vpcd waits for ever for an answer that a card reader's own time-out would end.
    expect(['card-mute', 'timeout']).toContain(codeOf(await reader.readVitale(token)));
    await takeOut();
  });

  it('answers a hostile card with sense or a typed error, and reads the next one', async () => {
    for (let times = 0; times < 3; times += 1) {
      const { token } = await insert('hostile');
      expect(['ok', 'protocol', 'refused', 'card-unsupported', 'timeout']).toContain(
        codeOf(await reader.readVitale(token)),
      );
      await takeOut();
    }
    const { token } = await insert('hugo-mercier');
    expect(codeOf(await reader.readVitale(token))).toBe('ok');
  });

  it('answers card-unsupported for a card that is not a Vitale 2', async () => {
    const { token } = await insert('bank');
    expect(codeOf(await reader.readVitale(token))).toBe('card-unsupported');
  });

  it(
    'survives a card pulled at any APDU of a reading, and reads it when it is back',
    MANY_INSERTIONS,
    async () => {
      const expected = personas(today).find(({ id }) => id === 'hugo-mercier')?.card;
      let pulls = 0;
      for (;;) {
        const { token } = await insert('hugo-mercier');
        hands.pullAfter(pulls);
        const result = await reader.readVitale(token);
        if (result.ok) {
          expect(result.value).toEqual(expected);
          break;
        }
        expect([pulls, result.error.code]).toEqual([pulls, 'card-removed']);
        await until((state) => state.reader === 'empty');
        pulls += 1;
      }
      expect(pulls).toBe(10);
    },
  );

  it('refuses the token of a card that was swapped for another', async () => {
    const { token: old } = await insert('nathalie-durand');
    await takeOut();
    const { token } = await insert('hugo-mercier');
    expect(codeOf(await reader.readVitale(old))).toBe('card-removed');
    const content = await reader.readVitale(token);
    expect(content.ok && content.value.people[0].familyName).toBe('MERCIER');
  });

  it('drops the result of a reading whose card was swapped under it', async () => {
    const { token: old } = await insert('nathalie-durand');
    const reading = reader.readVitale(old);
    await takeOut();
    const { token } = await insert('hugo-mercier');
    expect(codeOf(await reading)).toBe('card-removed');
    expect(codeOf(await reader.readVitale(token))).toBe('ok');
  });

  it('accepts the right PIN of a certified technician', async () => {
    const { token } = await insert('technician');
    expect(await reader.verifyTechnician(token, SIMULATED_PIN)).toEqual({
      ok: true,
      value: { pin: 'accepted', technician: 'TECH-0042' },
    });
  });

  it('counts wrong PINs on the card, through a re-insertion, to the lock', async () => {
    const { token: first } = await insert('technician');
    expect(await reader.pinTriesLeft(first)).toEqual({ ok: true, value: 3 });
    expect(await reader.verifyTechnician(first, '0000')).toEqual({
      ok: true,
      value: { pin: 'wrong', remaining: 2 },
    });
    await takeOut();

    const { token: second } = await insert('technician');
    expect(await reader.pinTriesLeft(second)).toEqual({ ok: true, value: 2 });
    expect(await reader.verifyTechnician(second, '0000')).toEqual({
      ok: true,
      value: { pin: 'wrong', remaining: 1 },
    });
    expect(await reader.verifyTechnician(second, '0000')).toEqual({ ok: true, value: { pin: 'blocked' } });
    await takeOut();

    const { token: third } = await insert('technician');
    expect(await reader.pinTriesLeft(third)).toEqual({ ok: true, value: 0 });
    expect(await reader.verifyTechnician(third, SIMULATED_PIN)).toEqual({
      ok: true,
      value: { pin: 'blocked' },
    });
  });

  it.each(['technician-forged', 'technician-expired'])('refuses the card %s whatever it says', async (id) => {
    const { token } = await insert(id);
    const outcome = await reader.verifyTechnician(token, SIMULATED_PIN);
    expect(outcome).toMatchObject({ ok: false, error: { code: 'refused' } });
  });

  it('gives up a reading that is cancelled, and reads again at once', async () => {
    const { token } = await insert('zoe-de-l-attre');
    const cancel = new AbortController();
    const reading = reader.readVitale(token, cancel.signal);
    const queued = reader.readVitale(token);
    cancel.abort();
    expect(codeOf(await reading)).toBe('cancelled');
    expect(codeOf(await queued)).toBe('ok');
  });

  it.runIf(bench.unpluggable)(
    'lives through a reader unplugged with a card in, and plugged again',
    async () => {
      const { token: old } = await insert('nathalie-durand');
      const reading = reader.readVitale(old);
      await hands.unplug();
      expect(codeOf(await reading)).toMatch(/card-removed|disconnected/);
      await until((state) => state.reader === 'absent');
      expect(codeOf(await reader.readVitale(old))).toBe('card-removed');

      await hands.plug();
      const { token } = await occupied();
      expect(token).not.toBe(old);
      expect(codeOf(await reader.readVitale(token))).toBe('ok');
    },
  );

  it('lets go of everything when closed, twice even', async () => {
    const { token } = await insert('nathalie-durand');
    const reading = reader.readVitale(token);
    await reader.close();
    await reader.close();
    expect(codeOf(await reading)).toBe('card-removed');
    expect(reader.state()).toEqual({ reader: 'absent' });
    expect(codeOf(await reader.readVitale(token))).toBe('card-removed');
  });
});

describe.runIf('ours' in pcscd && pcscd.ours)('pcscd', () => {
  it('names its readers, and is said to be missing when it is', async () => {
    if ('missing' in pcscd) throw new Error(pcscd.missing);
    await pcscd.service.start();
    const readers = await listReaders(globalThis);
    await pcscd.service.stop();
    expect(readers).toEqual({ ok: true, value: expect.arrayContaining([VIRTUAL_READER]) });
    expect(await listReaders(globalThis)).toMatchObject({ ok: false, error: { code: 'disconnected' } });
  });
});
