import type { X509Certificate } from 'node:crypto';
import type { CentralServer } from '../server.ts';
import { callingWith } from './callers.ts';

/**
 * `fetch` to a server of this process without a socket, as from a connection with `certificate`: for whatever needs many kiosks and
 * no network.
 */
export function fetchWithin(server: CentralServer, certificate: X509Certificate | undefined): typeof fetch {
  return async (input, init) => {
    init?.signal?.throwIfAborted();
    const { pathname, search } = new URL(String(input));
    const { method = 'GET', headers, body } = init ?? {};
    const answer = await callingWith(certificate, async () =>
      server.inject({
        method: method as 'GET' | 'POST' | 'PUT',
        url: `${pathname}${search}`,
        headers: Object.fromEntries(new Headers(headers)),
        ...(typeof body === 'string' ? { payload: body } : {}),
        ...(body instanceof Uint8Array ? { payload: Buffer.from(body) } : {}),
      }),
    );
    init?.signal?.throwIfAborted();
    const { statusCode: status } = answer;
    const kept = Object.entries(answer.headers).map(
      ([name, value]) => [name, String(value)] as [string, string],
    );
    return new Response(status === 304 ? null : new Uint8Array(answer.rawPayload), { status, headers: kept });
  };
}
