import { createHash, timingSafeEqual } from 'node:crypto';
import { HttpProblem } from './problem.ts';

const digest = (text: string) => createHash('sha256').update(text).digest();

/**
 * Tells which kiosk a bearer token (RFC 6750) belongs to. Every known token is compared, by digest and in constant time,
 * so that the time an answer takes tells nothing. `tokens`: kiosk name → token. Mutual TLS will take its place.
 */
export function createTokenCheck(tokens: Readonly<Record<string, string>>) {
  const known = Object.entries(tokens).map(([kiosk, token]) => ({ kiosk, digest: digest(token) }));

  /** The kiosk that calls, or a 401. */
  return function kioskBehind(authorization: string | undefined): string {
    const given = digest(/^Bearer (\S+)$/.exec(authorization ?? '')?.[1] ?? '');
    let found: string | undefined;
    for (const each of known) if (timingSafeEqual(each.digest, given)) found = each.kiosk;
    if (found === undefined) throw new HttpProblem(401, 'A known bearer token is expected');
    return found;
  };
}
