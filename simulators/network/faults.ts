/**
 * What may happen to one exchange. The first five happen to bytes, whatever they are: under TLS too. The last three take reading
 * HTTP: under TLS a request cannot be told from another nor an answer forged, so there `duplicate` does nothing, and the others are
 * what a portal or a proxy that does not know better does: an answer in clear, on which the handshake fails.
 */
export type Fault =
  /** The connection is reset before the request has arrived. */
  | { readonly fault: 'lose-request' }
  /** The request arrives, the answer does not: the connection is reset. */
  | { readonly fault: 'lose-answer' }
  /** The connection ends after so many bytes of the answer, as if that were all; or is reset. */
  | { readonly fault: 'truncate' | 'reset'; readonly after: number }
  /** The answer comes so many milliseconds later. */
  | { readonly fault: 'latency'; readonly delay: number }
  /** The answer comes byte by byte, so many milliseconds apart. */
  | { readonly fault: 'slow-loris'; readonly apart: number }
  /** The request arrives twice; the first answer is lost. */
  | { readonly fault: 'duplicate' }
  /** A proxy answers in the centre's place. `retryAfter` in seconds. */
  | { readonly fault: 'status'; readonly status: number; readonly retryAfter?: number }
  /** A network that wants one to log in first answers everything with its page, and 200. */
  | { readonly fault: 'captive-portal' };

export type FaultName = Fault['fault'];

/** Says what happens to the next exchange; undefined: nothing. */
export type Weather = () => Fault | undefined;

/**
 * Weather by chance: each kind with its probability, at most one at a time. `random` gives [0, 1). Delays are short: they change who
 * comes first.
 */
export function stormy(odds: Partial<Record<FaultName, number>>, random: () => number): Weather {
  const kinds = Object.entries(odds) as [FaultName, number][];
  return () => {
    let left = random();
    for (const [kind, probability] of kinds) {
      left -= probability;
      if (left < 0) return drawn(kind, random);
    }
    return undefined;
  };
}

function drawn(fault: FaultName, random: () => number): Fault {
  switch (fault) {
    case 'truncate':
    case 'reset':
      return { fault, after: Math.floor(random() * 200) };
    case 'latency':
      return { fault, delay: Math.floor(random() * 20) };
    case 'slow-loris':
      return { fault, apart: 1 };
    case 'status':
      return { fault, status: [500, 502, 503, 504][Math.floor(random() * 4)] ?? 503 };
    default:
      return { fault };
  }
}

const PAGE =
  '<!doctype html><title>Wi-Fi</title><h1>Bienvenue</h1><form><button>Se connecter</button></form>';

/** What a proxy or a portal answers in the centre's place; undefined for what it lets through. */
export function answerInstead(fault: Fault | undefined) {
  if (fault?.fault === 'captive-portal')
    return { status: 200, headers: { 'content-type': 'text/html; charset=utf-8' }, body: PAGE };
  if (fault?.fault === 'status') {
    const { status, retryAfter } = fault;
    const wait = retryAfter === undefined ? {} : { 'retry-after': String(retryAfter) };
    return { status, headers: { 'content-type': 'text/plain', ...wait }, body: `proxy: ${status}\n` };
  }
  return undefined;
}
