import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { OPPOSITION } from '@borne/sync/downlink/parts';
import { encodeOppositionDelta } from '@borne/sync/opposition/opposition-delta';
import { decodeOppositionList } from '@borne/sync/opposition/opposition-list';
import type { Publisher } from './publisher.ts';

const compress = promisify(gzip);

/** Bytes as they are sent. `gzipped` is absent where compressing gains nothing. */
export interface Sendable {
  readonly kind: 'part' | 'delta';
  readonly bytes: Uint8Array;
  readonly gzipped?: Uint8Array;
}

/** Answers in hand at once: a fleet asks for the same few. */
const MOST_IN_HAND = 64;

/** Finds, compares and compresses what kiosks ask for, once for all of them. */
export class PartSender {
  readonly #publisher: Publisher;
  readonly #inHand = new Map<string, Promise<Sendable | undefined>>();

  constructor(publisher: Publisher) {
    this.#publisher = publisher;
  }

  /** A part, or, when it is an opposition list and `from` one that is still known and near enough, the difference between the two. */
  async find(digest: string, from: string | undefined): Promise<Sendable | undefined> {
    const delta =
      from === undefined ? undefined : await this.#once(`${from}>${digest}`, () => this.#delta(from, digest));
    return delta ?? this.#once(digest, () => this.#whole(digest));
  }

  #once(name: string, make: () => Promise<Sendable | undefined>): Promise<Sendable | undefined> {
    const held = this.#inHand.get(name);
    if (held) return held;
    const made = make().catch((error: unknown) => {
      this.#inHand.delete(name);
      throw error;
    });
    for (const oldest of this.#inHand.keys()) {
      if (this.#inHand.size < MOST_IN_HAND) break;
      this.#inHand.delete(oldest);
    }
    this.#inHand.set(name, made);
    // What is not there now may be published later.
    made.then((sendable) => sendable ?? this.#inHand.delete(name)).catch(() => {});
    return made;
  }

  async #whole(digest: string): Promise<Sendable | undefined> {
    const part = await this.#publisher.part(digest);
    return part && sendable('part', part.content);
  }

  async #delta(from: string, to: string): Promise<Sendable | undefined> {
    const [before, after] = await Promise.all([this.#publisher.part(from), this.#publisher.part(to)]);
    if (before?.name !== OPPOSITION || after?.name !== OPPOSITION) return undefined;
    const [old, current] = [decodeOppositionList(before.content), decodeOppositionList(after.content)];
    if (!old.ok || !current.ok) return undefined;
    const delta = encodeOppositionDelta(old.value, current.value);
    return delta.length < after.content.length ? sendable('delta', delta) : undefined;
  }
}

async function sendable(kind: Sendable['kind'], bytes: Uint8Array): Promise<Sendable> {
  const gzipped = await compress(bytes);
  return { kind, bytes, ...(gzipped.length < bytes.length && { gzipped }) };
}
