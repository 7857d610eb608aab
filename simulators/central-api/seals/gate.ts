import { isIPv6 } from 'node:net';

/** Lets a number of people be at something at once, and few of them from one address. */
export class Gate {
  readonly #most: number;
  readonly #mostOfOne: number;
  readonly #within = new Map<string, number>();
  #all = 0;

  constructor(most: number, mostOfOne: number) {
    this.#most = most;
    this.#mostOfOne = mostOfOne;
  }

  /** Calls `act` when there is room for one more from `address`; undefined when there is none. */
  async pass<T>(address: string, act: () => Promise<T>): Promise<T | undefined> {
    const network = networkOf(address);
    const within = this.#within.get(network) ?? 0;
    if (this.#all >= this.#most || within >= this.#mostOfOne) return undefined;
    this.#all += 1;
    this.#within.set(network, within + 1);
    try {
      return await act();
    } finally {
      this.#all -= 1;
      const left = (this.#within.get(network) ?? 1) - 1;
      if (left > 0) this.#within.set(network, left);
      else this.#within.delete(network);
    }
  }
}

/** One subscriber has a whole /64 of IPv6 (RFC 6177). */
function networkOf(address: string): string {
  if (!isIPv6(address) || address.startsWith('::ffff:')) return address;
  const { hostname } = new URL(`http://[${address.replace(/%.*$/, '')}]/`);
  const [before = '', after] = hostname.slice(1, -1).split('::');
  const head = before === '' ? [] : before.split(':');
  const tail = after ? after.split(':') : [];
  const groups =
    after === undefined ? head : [...head, ...Array(8 - head.length - tail.length).fill('0'), ...tail];
  return groups.slice(0, 4).join(':');
}
