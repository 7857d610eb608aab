import { below, pick, type Random, randomBytes } from './seeded-random.ts';
import type { SimulatedCard } from './simulated-card.ts';
import { spoilTlv } from './spoil-tlv.ts';
import { tlv } from './tlv.ts';

/** How a hostile card lies, from one reset to the next. */
export const hostilities = [
  'spoiled-objects',
  'spoiled-files',
  'spoiled-answers',
  'odd-statuses',
  'garbage',
  'endless-61',
  'endless-6c',
  'endless-file',
  'dripping-file',
  'false-macs',
  'old-answers',
] as const;

export type Hostility = (typeof hostilities)[number];

type Answer = (command: Uint8Array, honest: Uint8Array) => Uint8Array;

const READ_BINARY = 0xb0;
const GET_RESPONSE = 0xc0;
/** Bytes of a C-MAC or R-MAC, which end a secured response. */
const MAC = 8;
const OK = Uint8Array.of(0x90, 0x00);
const statuses = [
  0x9000, 0x6100, 0x61ff, 0x6c00, 0x6cff, 0x6282, 0x6300, 0x63c0, 0x63cf, 0x6581, 0x6700, 0x6881, 0x6982,
  0x6983, 0x6985, 0x6986, 0x6a80, 0x6a82, 0x6a86, 0x6b00, 0x6d00, 0x6e00, 0x6f00, 0x0000, 0x6000, 0xffff,
] as const;

/**
 * A card made to harm its reader: it has the answers of `genuine` and lies about some of them, in a new way after each
 * reset. The same `random` makes the same card.
 */
export function hostileCard(
  genuine: SimulatedCard,
  random: Random,
  choose: () => Hostility = () => pick(random, hostilities),
): SimulatedCard {
  let lie = liar(choose(), random);
  return {
    reset() {
      lie = liar(choose(), random);
      return genuine.reset();
    },
    transmit: (command) => lie(command, genuine.transmit(command)),
  };
}

function liar(hostility: Hostility, random: Random): Answer {
  const isRead = (command: Uint8Array) => command[1] === READ_BINARY;
  const isFetch = (command: Uint8Array) => command[1] === GET_RESPONSE;
  switch (hostility) {
    case 'spoiled-objects':
      return (command, honest) =>
        isRead(command) && random() < 0.5 ? answer(spoilTlv(dataOf(honest), random)) : honest;
    case 'spoiled-files':
      return spoiledFile(random);
    case 'spoiled-answers': {
      let last: Uint8Array = OK;
      return (_, honest) => {
        const given = random() < 0.15 ? spoiledAnswer(honest, last, random) : honest;
        last = honest;
        return given;
      };
    }
    case 'odd-statuses':
      return (_, honest) => (random() < 0.3 ? withStatus(dataOf(honest), random) : honest);
    case 'garbage':
      return () => randomBytes(random, below(random, 300));
    case 'endless-61':
      return () => answer(randomBytes(random, below(random, 3)), 0x6100 | below(random, 256));
    case 'endless-6c':
      return () => answer(new Uint8Array(), 0x6c00 | below(random, 256));
    case 'endless-file': {
      const object = tlv(pick(random, [0x65, 0x5a, 0x7f21]), randomBytes(random, 120));
      return (command, honest) => (isRead(command) ? answer(Buffer.concat([object, object])) : honest);
    }
    case 'false-macs':
      return (command, honest) => (isFetch(command) && random() < 0.1 ? falseMac(honest, random) : honest);
    case 'old-answers': {
      let old: Uint8Array | undefined;
      return (command, honest) => {
        if (!isFetch(command)) return honest;
        const given = old && random() < 0.2 ? old : honest;
        if (!old || random() < 0.3) old = honest;
        return given;
      };
    }
    case 'dripping-file':
      return (command, honest) =>
        isRead(command) ? answer(Uint8Array.of(pick(random, [0x01, 0x65, 0x82]))) : honest;
  }
}

/** One file spoiled once, and true to itself: the reader gets past its first chunk. */
function spoiledFile(random: Random): Answer {
  const target = below(random, 5);
  let reads = 0;
  return (command, honest) => {
    if (command[1] !== READ_BINARY || honest.length <= 2 || reads++ !== target) return honest;
    let spoiled = dataOf(honest);
    for (let times = 1 + below(random, 3); times > 0; times -= 1) spoiled = spoilTlv(spoiled, random);
    return answer(spoiled);
  };
}

function spoiledAnswer(honest: Uint8Array, last: Uint8Array, random: Random): Uint8Array {
  switch (below(random, 7)) {
    case 0:
      return honest.subarray(0, below(random, honest.length));
    case 1:
      return Buffer.concat([honest, randomBytes(random, 1 + below(random, 300))]);
    case 2:
      return new Uint8Array();
    case 3:
      return last;
    case 4:
      return OK;
    case 5:
      return answer(randomBytes(random, below(random, 257)));
    default: {
      const flipped = Uint8Array.from(honest);
      const at = below(random, honest.length);
      flipped[at] = below(random, 256);
      return flipped;
    }
  }
}

/** One bit of the last bytes, where a secured response has its MAC. */
function falseMac(honest: Uint8Array, random: Random): Uint8Array {
  const data = Uint8Array.from(dataOf(honest));
  const at = data.length - 1 - below(random, Math.min(MAC, data.length));
  data[at] = (data[at] ?? 0) ^ (1 << below(random, 8));
  return Buffer.concat([data, honest.subarray(-2)]);
}

function withStatus(data: Uint8Array, random: Random): Uint8Array {
  const sw = random() < 0.9 ? pick(random, statuses) : below(random, 0x10000);
  return answer(random() < 0.5 ? data : new Uint8Array(), sw);
}

const dataOf = (response: Uint8Array) => response.subarray(0, -2);

const answer = (data: Uint8Array, sw = 0x9000) => Uint8Array.from([...data, sw >> 8, sw & 0xff]);
