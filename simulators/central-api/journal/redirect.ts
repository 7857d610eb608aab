import { JournalPath } from '@borne/sync/contract/journal';
import { Problem } from '@borne/sync/contract/problem';
import { Type } from 'typebox';
import { HttpProblem } from '../problem.ts';
import type { CentralServer } from '../server.ts';
import { JOURNAL } from './routes.ts';

/**
 * Where kiosks deliver their journals when that is another port of this centre's: whoever comes here is told so (308, RFC 9110 §15.4.9) before
 * anything of the delivery is read, and remembers.
 */
export function addJournalRedirect(server: CentralServer, port: number): void {
  server.put(
    JOURNAL,
    {
      onRequest: async (request, reply) => {
        const there = `https://${request.hostname}:${port}${request.url}`;
        if (!URL.canParse(there)) throw new HttpProblem(400, 'The name of this host is expected in Host');
        return reply.redirect(there, 308);
      },
      schema: {
        summary: 'Told where: the port at which journals are taken',
        description: 'What is sent there, and answered, is described at `/openapi.json` of that port.',
        security: [{ kiosk: [] }],
        params: JournalPath,
        response: { 308: Type.Null({ description: 'Location: the same at that port' }), '4xx': Problem },
      },
    },
    async () => undefined,
  );
}
