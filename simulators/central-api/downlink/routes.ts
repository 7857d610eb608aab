import {
  DELTA_TYPE,
  ManifestPath,
  PART_TYPE,
  PartPath,
  PartQuery,
  SignedManifest,
} from '@borne/sync/contract/downlink';
import { Problem } from '@borne/sync/contract/problem';
import { Type } from 'typebox';
import type { Callers } from '../identity/callers.ts';
import { HttpProblem } from '../problem.ts';
import type { CentralServer } from '../server.ts';
import { PartSender } from './part-sender.ts';
import type { Publisher } from './publisher.ts';

const types = { part: PART_TYPE, delta: DELTA_TYPE } as const;

/** Serves to each kiosk what it is to have. */
export function addDownlinkRoutes(server: CentralServer, check: Callers, publisher: Publisher): void {
  const sender = new PartSender(publisher);

  server.get(
    '/v1/kiosks/:kiosk/manifest',
    {
      onRequest: async (request) => {
        await check.ownKiosk(request, request.params.kiosk);
      },
      schema: {
        summary: 'What this kiosk is to have, signed; 304 to who has it',
        security: [{ kiosk: [] }],
        params: ManifestPath,
        response: { 200: SignedManifest, 304: Type.Null(), '4xx': Problem },
      },
    },
    async (request, reply) => {
      const { version, jws } = await publisher.manifestFor(request.params.kiosk);
      const etag = `"${version}"`;
      reply.header('etag', etag).header('cache-control', 'no-cache');
      if (request.headers['if-none-match'] === etag) return reply.status(304).send(null);
      return { jws };
    },
  );

  server.get(
    '/v1/parts/:sha256',
    {
      onRequest: async (request) => {
        await check.kioskBehind(request);
      },
      schema: {
        summary: 'One part of a manifest, by its digest; or the difference from one that the kiosk has',
        security: [{ kiosk: [] }],
        params: PartPath,
        querystring: PartQuery,
      },
    },
    async (request, reply) => {
      const found = await sender.find(request.params.sha256, request.query.from);
      if (!found) throw new HttpProblem(404, 'No such part is published');
      reply
        .type(types[found.kind])
        .header('cache-control', 'private, immutable')
        .header('vary', 'accept-encoding');
      if (!found.gzipped || !acceptsGzip(request.headers['accept-encoding'])) return reply.send(found.bytes);
      return reply.header('content-encoding', 'gzip').send(found.gzipped);
    },
  );
}

const acceptsGzip = (accepted: string | string[] | undefined) => /\bgzip\b/.test(String(accepted ?? ''));
