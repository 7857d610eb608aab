import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { milliseconds } from '@borne/domain/time';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { SimulatedCard } from '../card/simulated-card.ts';
import { type CardTrace, tracedCard } from '../card/traced-card.ts';
import { VpcdReader, type VpcdReaderOptions } from './vpcd-reader.ts';

const service = { start: async () => {}, stop: async () => {} };
const select = [0x00, 0xa4, 0x00, 0x00, 0x02, 0x3f, 0x00];
const card: SimulatedCard = {
  reset: () => Uint8Array.of(0x3b, 0x00),
  transmit: (command) => Uint8Array.of(command[1] ?? 0, 0x90, 0x00),
};

/** vpcd's side: a port where cards connect, spoken to by hand. */
const vpcd = createServer();
let arrival: Promise<[Socket]>;

beforeEach(async () => {
  vpcd.listen(0, '127.0.0.1');
  await once(vpcd, 'listening');
  arrival = once(vpcd, 'connection') as Promise<[Socket]>;
});
afterEach(() => new Promise((resolve) => vpcd.close(resolve)));

async function present(presented: SimulatedCard, options: Partial<VpcdReaderOptions> = {}) {
  const reader = new VpcdReader(service, { port: (vpcd.address() as AddressInfo).port, ...options });
  await reader.insert(presented);
  const [slot] = await arrival;
  return { reader, slot };
}

async function say(slot: Socket, ...message: number[]): Promise<number[]> {
  slot.write(Uint8Array.from([message.length >> 8, message.length & 0xff, ...message]));
  const [answer] = (await once(slot, 'data')) as [Buffer];
  return [...answer];
}

it('answers the ATR and APDUs, each after its length', async () => {
  const { reader, slot } = await present(card);
  expect(await say(slot, 4)).toEqual([0, 2, 0x3b, 0x00]);
  expect(await say(slot, ...select)).toEqual([0, 3, 0xa4, 0x90, 0x00]);
  await reader.remove();
});

it('tells what passes the contacts of a traced card', async () => {
  const seen: CardTrace[] = [];
  const { reader, slot } = await present(tracedCard(card, (trace) => seen.push(trace)));
  slot.write(Uint8Array.of(0, 1, 2));
  await say(slot, ...select);
  expect(seen.map((trace) => trace.seen)).toEqual(['reset', 'reset', 'apdu']);
  expect(seen.at(-1)).toEqual({
    seen: 'apdu',
    command: Buffer.from(select),
    answer: Uint8Array.of(0xa4, 0x90, 0x00),
  });
  await reader.remove();
});

it('takes its time for an answer when the card is slow', async () => {
  const due: { answer: () => void; delay: number }[] = [];
  const timers = {
    setTimeout: (answer: () => void, delay: number) => due.push({ answer, delay }),
    clearTimeout: () => {},
  };
  const { reader, slot } = await present(card, { thinking: milliseconds(300), timers });
  const answer = say(slot, ...select);
  await say(slot, 4);
  expect(due.map(({ delay }) => delay)).toEqual([300]);
  due[0]?.answer();
  expect(await answer).toBeDefined();
  await reader.remove();
  due[0]?.answer();
});

it('pulls the card as it is about to receive one APDU too many', async () => {
  const { reader, slot } = await present(card);
  reader.pullAfter(1);
  await say(slot, ...select);
  const pulled = once(slot, 'close');
  slot.write(Uint8Array.from([0, select.length, ...select]));
  await pulled;
  expect(reader.inserted).toBeUndefined();
});

it('knows when the virtual reader let go of the card', async () => {
  const { reader, slot } = await present(card);
  const dropped = reader.dropped();
  slot.destroy();
  await dropped;
  await reader.remove();
});
