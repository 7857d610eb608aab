import type { Clock } from '@borne/domain/time';
import { Heartbeat, HeartbeatReply } from '@borne/sync/contract/heartbeat';
import { KioskName } from '@borne/sync/contract/identifiers';
import { Problem } from '@borne/sync/contract/problem';
import type { FastifyReply } from 'fastify';
import { Type } from 'typebox';
import type { Callers } from '../identity/callers.ts';
import { HttpProblem } from '../problem.ts';
import type { Reports } from '../reports/reports.ts';
import type { CentralServer } from '../server.ts';
import type { Fleet } from './fleet.ts';
import { fleetPage } from './fleet-page.ts';
import { kioskPage } from './kiosk-page.ts';
import type { Metrics } from './metrics.ts';
import { operatorCheck } from './operator-check.ts';
import { operatorPolicy } from './operator-page.ts';

const KioskPath = Type.Object({ kiosk: KioskName });

export interface HeartbeatRouteOptions {
  readonly check: Callers;
  readonly reports: Pick<Reports, 'takeHeartbeat'>;
  readonly clock: Pick<Clock, 'now'>;
  /** The version of the manifest that a kiosk is to have. */
  readonly manifestVersion: (kiosk: string) => Promise<number>;
  /** Seconds between two heartbeats of one kiosk. */
  readonly every: number;
}

/** Where kiosks say how they are. */
export function addHeartbeatRoute(
  server: CentralServer,
  { check, reports, clock, manifestVersion, every }: HeartbeatRouteOptions,
): void {
  server.post(
    '/v1/kiosks/:kiosk/heartbeat',
    {
      bodyLimit: 16 * 1024,
      onRequest: async (request) => {
        await check.ownKiosk(request, request.params.kiosk);
      },
      schema: {
        summary: 'How a kiosk is; answered with what it is to have and what time it is',
        security: [{ kiosk: [] }],
        params: KioskPath,
        body: Heartbeat,
        response: { 200: HeartbeatReply, '4xx': Problem },
      },
    },
    async (request, reply) => {
      const { kiosk } = request.params;
      await reports.takeHeartbeat(kiosk, request.body);
      const manifest = await manifestVersion(kiosk);
      reply.header('cache-control', 'no-store');
      return { time: clock.now(), manifest, every };
    },
  );
}

export interface OperatorRoutesOptions {
  readonly fleet: Fleet;
  readonly metrics: Metrics;
  readonly clock: Pick<Clock, 'now'>;
  /** Without one, nobody is let in. */
  readonly operatorSecret: string | undefined;
}

const PageQuery = Type.Object({ suivre: Type.Optional(Type.Literal('1')) });

/** What operators look at, and what their collectors of metrics read. */
export function addOperatorRoutes(
  server: CentralServer,
  { fleet, metrics, clock, operatorSecret }: OperatorRoutesOptions,
): void {
  const onRequest = operatorCheck(operatorSecret);
  const page = (reply: FastifyReply, text: string) =>
    reply
      .type('text/html; charset=utf-8')
      .header('cache-control', 'no-store')
      .header('content-security-policy', operatorPolicy)
      .header('x-content-type-options', 'nosniff')
      .header('referrer-policy', 'no-referrer')
      .send(text);

  server.get(
    '/fleet',
    { onRequest, schema: { hide: true, querystring: PageQuery } },
    async (request, reply) =>
      page(reply, fleetPage(await fleet.kiosks(), clock.now(), request.query.suivre === '1')),
  );

  server.get(
    '/fleet/:kiosk',
    { onRequest, schema: { hide: true, params: KioskPath, querystring: PageQuery } },
    async (request, reply) => {
      const found = await fleet.kiosk(request.params.kiosk);
      if (!found) throw new HttpProblem(404, 'No heartbeat ever came from such a kiosk');
      return page(reply, kioskPage(found.state, found.episodes, clock.now(), request.query.suivre === '1'));
    },
  );

  server.get('/metrics', { onRequest, schema: { hide: true } }, async (_request, reply) => {
    reply.header('cache-control', 'no-store').type(metrics.contentType);
    return reply.send(await metrics.text());
  });
}
