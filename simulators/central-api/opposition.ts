import type { CardSerial } from '@borne/domain/rights';
import { OPPOSITION_PATH, OPPOSITION_TYPE } from '@borne/sync/contract/opposition';
import { sha256 } from '@borne/sync/opposition/list-file';
import { encodeOppositionList } from '@borne/sync/opposition/opposition-list';
import type { Callers } from './identity/callers.ts';
import type { CentralServer } from './server.ts';

/** Serves the cards that the centre opposes, as one list for every kiosk. */
export function addOppositionRoute(
  server: CentralServer,
  callers: Callers,
  opposed: Iterable<CardSerial>,
): void {
  const list = Buffer.from(encodeOppositionList(opposed));
  const etag = `"${sha256(list)}"`;
  server.get(
    OPPOSITION_PATH,
    {
      schema: {
        summary: 'Serials of the cards not to be served, whole; 304 to who has it',
        security: [{ kiosk: [] }],
      },
    },
    async (request, reply) => {
      await callers.kioskBehind(request);
      reply.header('etag', etag).header('cache-control', 'no-cache');
      if (request.headers['if-none-match'] === etag) return reply.status(304).send();
      return reply.type(OPPOSITION_TYPE).send(list);
    },
  );
}
