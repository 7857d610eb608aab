import type { View } from '@borne/state-machines/view';
import type { WireTap } from '../wire-tap.ts';

const hex = (bytes: Uint8Array) =>
  Buffer.from(bytes)
    .toString('hex')
    .toUpperCase()
    .replace(/..(?=.)/g, '$& ');

/** At most this many bytes of a wire are written out; the rest is counted. */
const shownBytes = 24;

const shortHex = (bytes: Uint8Array) =>
  bytes.length <= shownBytes ? hex(bytes) : `${hex(bytes.subarray(0, shownBytes))} … (${bytes.length} bytes)`;

/**
 * A readable account of a visit: each step, and what went over each wire, in order, with the seconds since the
 * start. The people in it are fictional, which is why it may show what a log may not.
 */
export class Transcript {
  readonly lines: string[] = [];
  #lastScreen = '';

  constructor(
    private readonly monotonic: () => number,
    private readonly print: (line: string) => void,
  ) {}

  readonly wires: WireTap = {
    apdu: (direction, bytes) =>
      this.#add('card', `${direction === 'to-card' ? '→' : '←'} ${shortHex(bytes)}`),
    printer: (direction, bytes) =>
      this.#add('printer', `${direction === 'to-printer' ? '→' : '←'} ${shortHex(bytes)}`),
    http: (request, status) => this.#add('http', `${request} ⇒ ${status}`),
  };

  step(text: string): void {
    this.#add('visitor', text);
  }

  check(text: string): void {
    this.#add('check', text);
  }

  /** Called with every View; a screen is written once, and again when what it says changes. */
  screen(view: View): void {
    const title = 'title' in view ? view.title : '';
    const banners = view.banners.map((banner) => `  [${banner.text}]`).join('');
    const shown = `${view.kind}: ${title}${banners}`;
    if (shown === this.#lastScreen) return;
    this.#lastScreen = shown;
    this.#add('screen', shown);
  }

  #add(who: string, text: string): void {
    const line = `${(this.monotonic() / 1000).toFixed(3).padStart(7)}  ${who.padEnd(8)} ${text}`;
    this.lines.push(line);
    this.print(line);
  }
}
