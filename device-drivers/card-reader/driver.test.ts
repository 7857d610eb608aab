import { randomBytes } from 'node:crypto';
import type { CalendarDate } from '@borne/domain/calendar-date';
import { err, ok } from '@borne/domain/result';
import type { Timers } from '@borne/domain/time';
import { createShelf, type ShelvedCard } from '@borne/simulators/card/shelf';
import { simulatedTechnicianAuthority } from '@borne/simulators/card/technician-authority';
import { tracedCard } from '@borne/simulators/card/traced-card';
import { InProcessReader } from '@borne/simulators/card-reader/in-process-reader';
import { personas } from '@borne/simulators/personas/personas';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cardError } from './card-error.ts';
import { createCardReader } from './driver.ts';
import type { CardReaderPort, CardReaderState } from './port.ts';
import { parseTechnicianAuthority } from './technician-certificate.ts';
import type { CardReaderTransport, TransportEvent } from './transport.ts';

const today = '2026-11-22' as CalendarDate;

/** Timers that ring when the test says so. */
class ManualTimers implements Timers {
  #pending = new Map<number, () => void>();
  #next = 0;

  setTimeout(callback: () => void): number {
    this.#pending.set(this.#next, callback);
    return this.#next++;
  }

  clearTimeout(id: unknown): void {
    this.#pending.delete(id as number);
  }

  ring() {
    for (const callback of this.#pending.values()) callback();
    this.#pending.clear();
  }
}

/** Timers whose time passes when the test says so. */
class PassingTimers implements Timers {
  #now = 0;
  readonly #pending = new Map<number, { readonly at: number; readonly callback: () => void }>();
  #next = 0;

  setTimeout(callback: () => void, delay: number): number {
    this.#pending.set(this.#next, { at: this.#now + delay, callback });
    return this.#next++;
  }

  clearTimeout(id: unknown): void {
    this.#pending.delete(id as number);
  }

  async pass(delay: number) {
    this.#now += delay;
    for (const [id, { at, callback }] of [...this.#pending]) {
      if (at > this.#now) continue;
      this.#pending.delete(id);
      callback();
    }
    for (let turn = 0; turn < 50; turn += 1) await Promise.resolve();
  }
}

function driver(transport: CardReaderTransport, options: { timers?: Timers; readerName?: string } = {}) {
  const { reference, publicKeyPem } = simulatedTechnicianAuthority;
  const authority = parseTechnicianAuthority(reference, publicKeyPem);
  if (!authority.ok) throw new Error(authority.error);
  return createCardReader({
    transport,
    timers: globalThis,
    random: randomBytes,
    today: () => today,
    technicianAuthority: authority.value,
    ...options,
  });
}

function card(id: string) {
  const found = createShelf(today).find((entry: ShelvedCard) => entry.id === id);
  if (!found) throw new Error(`no card ${id}`);
  return found.card;
}

function occupied(reader: CardReaderPort) {
  const state = reader.state();
  if (state.reader !== 'occupied') throw new Error(`expected a card, found ${JSON.stringify(state)}`);
  return state;
}

describe('a reading', () => {
  it.each(['link-error', 'truncated'] as const)('that meets a %s is tried again', async (fault) => {
    const hands = new InProcessReader();
    const reader = driver(hands);
    await hands.insert(card('hugo-mercier'));
    hands.failNext(fault, fault);
    expect(await reader.readVitale(occupied(reader).token)).toMatchObject({ ok: true });
  });

  it('that fails three times is given up', async () => {
    const hands = new InProcessReader();
    const reader = driver(hands);
    await hands.insert(card('hugo-mercier'));
    hands.failNext('link-error', 'link-error', 'link-error');
    const { token } = occupied(reader);
    expect(await reader.readVitale(token)).toMatchObject({ ok: false, error: { code: 'protocol' } });
    expect(await reader.readVitale(token)).toMatchObject({ ok: true });
  });

  it('that never comes to an end is given up after 512 APDUs, three times', async () => {
    const hands = new InProcessReader();
    const reader = driver(hands);
    let apdus = 0;
    const drip = {
      reset: () => card('hugo-mercier').reset(),
      transmit: ([, ins]: Uint8Array) => {
        apdus += 1;
        return ins === 0xa4 ? Uint8Array.of(0x90, 0x00) : Uint8Array.of(0x01, 0x90, 0x00);
      },
    };
    await hands.insert(drip);
    const result = await reader.readVitale(occupied(reader).token);
    expect(result).toMatchObject({ ok: false, error: { code: 'protocol' } });
    expect(!result.ok && result.error.detail).toContain('more than 512 APDUs');
    expect(apdus).toBe(3 * 512);
  });

  it('takes no more APDUs than it needs', async () => {
    const hands = new InProcessReader();
    const reader = driver(hands);
    const seen: string[] = [];
    await hands.insert(
      tracedCard(card('nathalie-durand'), (trace) => {
        if (trace.seen === 'apdu') seen.push(Buffer.from(trace.command).toString('hex'));
      }),
    );
    expect(await reader.readVitale(occupied(reader).token)).toMatchObject({ ok: true });
    expect(seen).toEqual([
      '00a40000023f00',
      '00b0820000',
      '00a404000bd250000002564954414c45',
      '00b0820000',
      '00a404000ed2500000024d465f564954414c45',
      '00a40200022f02',
      '00b0000000',
      '00b0000010',
      '00a404000cf0424f524e4544524f495453',
      '00b0810000',
    ]);
  });

  it('that hangs is answered with timeout, and the next one finds the card free', async () => {
    const timers = new ManualTimers();
    const hands = new InProcessReader();
    const reader = driver(hands, { timers });
    await hands.insert(card('hugo-mercier'));
    hands.failNext('hang');
    const { token } = occupied(reader);
    const hung = reader.readVitale(token);
    await hands.hung();
    timers.ring();
    expect(await hung).toMatchObject({ ok: false, error: { code: 'timeout', retryable: true } });
    expect(await reader.readVitale(token)).toMatchObject({ ok: true });
  });

  it.each<[string, (ins: number | undefined) => readonly number[]]>([
    ['gives one byte at a time', (ins) => (ins === 0xa4 ? [0x90, 0x00] : [0x65, 0x90, 0x00])],
    ['always has more to say', (ins) => (ins === 0xa4 ? [0x90, 0x00] : [0x61, 0x01])],
    ['answers nothing that makes sense', () => [0x90]],
  ])(
    'of a card that %s holds the screen for ten seconds at most, a slow link included',
    async (_, answer) => {
      const timers = new PassingTimers();
      let tell: (event: TransportEvent) => void = () => {};
      const reader = driver(
        {
          open: (listener) => {
            tell = listener;
          },
          connect: async () =>
            ok({
              transmit: async ([, ins]) => {
                await new Promise<void>((resolve) => timers.setTimeout(resolve, 44));
                return ok(Uint8Array.from(answer(ins)));
              },
              disconnect: async () => {},
            }),
          close: async () => {},
        },
        { timers },
      );
      tell({
        kind: 'card-present',
        reader: 'A',
        atr: Uint8Array.from(Buffer.from('3b751300004609ea9000', 'hex')),
      });
      let ended = false;
      const reading = reader.readVitale(occupied(reader).token).finally(() => {
        ended = true;
      });
      await timers.pass(0);
      for (let elapsed = 0; elapsed < 10_000; elapsed += 44) await timers.pass(44);
      expect(ended).toBe(true);
      expect(await reading).toMatchObject({ ok: false });
    },
  );

  it('that hangs is answered at once when the card is pulled', async () => {
    const hands = new InProcessReader();
    const reader = driver(hands, { timers: new ManualTimers() });
    await hands.insert(card('hugo-mercier'));
    hands.failNext('hang');
    const hung = reader.readVitale(occupied(reader).token);
    await hands.hung();
    await hands.remove();
    expect(await hung).toMatchObject({ ok: false, error: { code: 'card-removed' } });
  });
});

it('never presents a PIN twice for one failure of the link', async () => {
  const hands = new InProcessReader();
  const reader = driver(hands);
  const technician = card('technician');
  await hands.insert(technician);
  await new Promise<void>((resolve) => {
    reader.subscribe((state) => state.reader === 'occupied' && resolve());
  });
  const { token } = occupied(reader);
  let verifications = 0;
  const transmit = technician.transmit.bind(technician);
  technician.transmit = (command) => {
    if (command[1] === 0x20 && command.length > 5) {
      verifications += 1;
      return new Uint8Array();
    }
    return transmit(command);
  };
  expect(await reader.verifyTechnician(token, '2580')).toMatchObject({
    ok: false,
    error: { code: 'protocol' },
  });
  expect(verifications).toBe(1);
});

describe('several readers', () => {
  const vitale = Uint8Array.from(Buffer.from('3b75130000460 9ea9000'.replace(' ', ''), 'hex'));

  function scripted(readerName?: string) {
    let tell: (event: TransportEvent) => void = () => {};
    const transport: CardReaderTransport = {
      open: (listener) => {
        tell = listener;
      },
      connect: async () => err(cardError('card-removed', 'scripted')),
      close: async () => {},
    };
    const reader = driver(transport, readerName === undefined ? {} : { readerName });
    const states: CardReaderState[] = [];
    reader.subscribe((state) => states.push(state));
    return { reader, states, tell: (event: TransportEvent) => tell(event) };
  }

  it('the named one is used, whatever comes before it', () => {
    const { reader, tell } = scripted('Gemalto');
    tell({ kind: 'reader-attached', reader: 'Keyboard reader 00', atr: vitale });
    expect(reader.state()).toEqual({ reader: 'absent' });
    tell({ kind: 'reader-attached', reader: 'Gemalto PC Twin 01' });
    expect(reader.state()).toEqual({ reader: 'empty', name: 'Gemalto PC Twin 01' });
    tell({ kind: 'card-present', reader: 'Keyboard reader 00', atr: vitale });
    expect(reader.state()).toEqual({ reader: 'empty', name: 'Gemalto PC Twin 01' });
  });

  it('the named one may be named by any part of its name, in any case', () => {
    const { reader, tell } = scripted('gempc');
    tell({ kind: 'reader-attached', reader: 'Keyboard reader 00' });
    expect(reader.state()).toEqual({ reader: 'absent' });
    tell({ kind: 'reader-attached', reader: 'Gemalto USB GemPC Twin 01' });
    expect(reader.state()).toEqual({ reader: 'empty', name: 'Gemalto USB GemPC Twin 01' });
  });

  it('the one in use stays in use, and another takes over when it goes', () => {
    const { reader, tell } = scripted();
    tell({ kind: 'reader-attached', reader: 'A' });
    tell({ kind: 'reader-attached', reader: 'B', atr: vitale });
    expect(reader.state()).toEqual({ reader: 'empty', name: 'A' });
    tell({ kind: 'reader-detached', reader: 'A' });
    expect(reader.state()).toMatchObject({ reader: 'occupied', name: 'B', card: 'vitale-2' });
    tell({ kind: 'reader-attached', reader: 'A' });
    expect(reader.state()).toMatchObject({ reader: 'occupied', name: 'B' });
  });

  it('are all gone with their service, and looked at afresh when it is back', () => {
    const { reader, states, tell } = scripted();
    tell({ kind: 'reader-attached', reader: 'A', atr: vitale });
    const before = occupied(reader).token;
    tell({ kind: 'service-lost', cause: 'pcscd stopped' });
    expect(reader.state()).toEqual({ reader: 'absent' });
    tell({ kind: 'reader-attached', reader: 'A', atr: vitale });
    expect(occupied(reader).token).not.toBe(before);
    expect(states.map(({ reader: kind }) => kind)).toEqual(['occupied', 'absent', 'occupied']);
  });

  it('a card that replaces another without an absence in between has a token of its own', () => {
    const { reader, tell } = scripted();
    tell({ kind: 'reader-attached', reader: 'A', atr: vitale });
    const before = occupied(reader).token;
    tell({ kind: 'card-present', reader: 'A', atr: vitale });
    expect(occupied(reader).token).not.toBe(before);
  });

  it('what an unknown reader says changes nothing', () => {
    const { reader, states, tell } = scripted();
    tell({ kind: 'card-absent', reader: 'A' });
    tell({ kind: 'reader-detached', reader: 'A' });
    expect(reader.state()).toEqual({ reader: 'absent' });
    expect(states).toEqual([]);
  });
});

describe('whatever the hands do', () => {
  const ids = ['hugo-mercier', 'sophie-martin', 'technician', 'bank-foreign', 'mute'] as const;
  const gestures = fc.array(
    fc.oneof(
      fc.record({ kind: fc.constant('insert' as const), id: fc.constantFrom(...ids) }),
      fc.record({ kind: fc.constant('pull-after' as const), apdus: fc.nat(20) }),
      fc.record({ kind: fc.constantFrom('remove' as const, 'unplug' as const, 'plug' as const) }),
      fc.record({ kind: fc.constantFrom('read' as const, 'read-and-cancel' as const, 'wait' as const) }),
    ),
    { maxLength: 25 },
  );

  it('a reading gives the card it was asked for or an error, and the state ends as the hardware is', async () => {
    await fc.assert(
      fc.asyncProperty(gestures, async (sequence) => {
        const hands = new InProcessReader();
        const reader = driver(hands);
        const shelf = new Map(createShelf(today).map((entry) => [entry.id, entry]));
        const contents = new Map(personas(today).map(({ id, card: content }) => [id, content]));
        const inserted = new Map<string, string>();
        let inSlot: string | undefined;
        const readings: Promise<void>[] = [];

        const note = () => {
          const state = reader.state();
          if (state.reader === 'occupied' && inSlot)
            inserted.set(state.token, inserted.get(state.token) ?? inSlot);
        };
        hands.onChange((present) => {
          inSlot = [...shelf.values()].find((entry) => entry.card === present)?.id;
        });
        reader.subscribe(note);
        for (const gesture of sequence) {
          if (gesture.kind === 'insert') {
            const entry = shelf.get(gesture.id);
            if (entry) await hands.insert(entry.card);
          } else if (gesture.kind === 'pull-after') hands.pullAfter(gesture.apdus);
          else if (gesture.kind === 'remove') await hands.remove();
          else if (gesture.kind === 'unplug') await hands.unplug();
          else if (gesture.kind === 'plug') await hands.plug();
          else if (gesture.kind === 'wait') await new Promise((resolve) => setImmediate(resolve));
          else {
            note();
            const state = reader.state();
            if (state.reader !== 'occupied') continue;
            const cancel = new AbortController();
            const expected = contents.get(inserted.get(state.token) ?? '');
            readings.push(
              reader.readVitale(state.token, cancel.signal).then((result) => {
                if (result.ok) expect(result.value).toEqual(expected);
              }),
            );
            if (gesture.kind === 'read-and-cancel') cancel.abort();
          }
        }
        await Promise.all(readings);
        await hands.unplug();
        expect(reader.state()).toEqual({ reader: 'absent' });
        await hands.remove();
        await hands.plug();
        expect(reader.state()).toMatchObject({ reader: 'empty' });
        const last = shelf.get('hugo-mercier');
        if (last) await hands.insert(last.card);
        expect(await reader.readVitale(occupied(reader).token)).toEqual(ok(contents.get('hugo-mercier')));
      }),
      { numRuns: 200 },
    );
  });
});
