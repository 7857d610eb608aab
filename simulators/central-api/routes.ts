import { calendarDateAt } from '@borne/domain/calendar-date';
import type { RightsStatement } from '@borne/domain/rights';
import type { Clock } from '@borne/domain/time';
import { KioskName } from '@borne/sync/contract/identifiers';
import { JournalBatch, JournalPath, SignedWatermark, type Watermark } from '@borne/sync/contract/journal';
import { PROBLEM, Problem } from '@borne/sync/contract/problem';
import { Rights, RightsPath } from '@borne/sync/contract/rights';
import { batchStatement, watermarkStatement } from '@borne/sync/contract/statements';
import { Type } from 'typebox';
import { CentralOperation } from '../bench/contract.ts';
import type { BulkGate } from './bulk-gate.ts';
import type { Callers } from './identity/callers.ts';
import type { SigningKeys } from './identity/signing-keys.ts';
import type { Delivered } from './journal/delivered.ts';
import type { Ingested } from './journal/intake.ts';
import { HttpProblem } from './problem.ts';
import type { FindInsured } from './registry/registry.ts';
import type { CentralServer } from './server.ts';

export interface RoutesOptions {
  readonly clock: Clock;
  readonly callers: Callers;
  readonly signing: SigningKeys;
  readonly findInsured: FindInsured;
  readonly gate: BulkGate;
  readonly take: (delivered: Delivered) => Promise<Ingested>;
  readonly operationsOf: (kiosk: string, page: OperationsPage) => Promise<CentralOperation[]>;
}

/** Some of the operations of a kiosk: at most so many, those that came after one of them, or the first. */
export interface OperationsPage {
  readonly most: number;
  readonly after?: string;
}

/** Operations in one answer. */
const MOST_OPERATIONS = 1000;

const OperationsQuery = Type.Object(
  {
    after: Type.Optional(
      Type.String({ maxLength: 64, description: 'the last operation that is known already' }),
    ),
  },
  { additionalProperties: false },
);

const KioskPath = Type.Object({ kiosk: KioskName });
const security = [{ kiosk: [] }];

/** A statement as it travels: without its source, which is the centre, and true today. */
function wireRights(statement: RightsStatement, today: string): Rights {
  const { organisme, beneficiaries } = statement;
  return {
    asOf: today,
    organisme: { ...organisme },
    beneficiaries: beneficiaries.map(({ exonerations, ...each }) => ({
      ...each,
      periods: each.periods.map((period) => ({ ...period })),
      ...(exonerations && { exonerations: [...exonerations] }),
    })),
  };
}

/** A position in a journal out of an address, or a 400: sixteen digits hold more than numbers do. */
function seqOf(text: string): number {
  const seq = Number(text);
  if (!Number.isSafeInteger(seq))
    throw new HttpProblem(400, 'The request does not fit the contract', {
      detail: `params: a position of at most ${Number.MAX_SAFE_INTEGER} is expected`,
    });
  return seq;
}

/** The resources of the centre, version 1. */
export function addRoutes(server: CentralServer, options: RoutesOptions): void {
  const { clock, callers, signing } = options;

  const signed = (kiosk: string, watermark: Watermark): SignedWatermark => ({
    ...watermark,
    ...signing.sign('watermark', watermarkStatement({ kiosk, ...watermark })),
  });

  // Who calls is settled before anything they send is read.
  server.get(
    '/v1/cards/:serial/rights',
    {
      onRequest: async (request) => {
        await callers.kioskBehind(request);
      },
      schema: {
        summary: 'Who is covered by a card, today',
        security,
        params: RightsPath,
        response: { 200: Rights, '4xx': Problem },
      },
    },
    async (request, reply) => {
      const today = calendarDateAt(clock.now());
      const insured = await options.findInsured(request.params.serial, today);
      if (insured === undefined)
        throw new HttpProblem(404, 'The registry has no such card', { type: PROBLEM.unknownCard });
      reply.header('cache-control', 'no-store');
      return wireRights(insured.rights, today);
    },
  );

  server.put(
    '/v1/kiosks/:kiosk/journal/:epoch/:from-:to',
    {
      onRequest: async (request, reply) => {
        await callers.ownKiosk(request, request.params.kiosk);
        // Before its body is read: what waits costs nothing but its connection.
        const turn = options.gate.deliver();
        if (!('comeBackIn' in turn)) return turn;
        reply.header('retry-after', String(turn.comeBackIn));
        throw new HttpProblem(503, 'Too many deliveries at once: later, please');
      },
      schema: {
        summary: 'The next records of a kiosk’s journal; sending them again changes nothing',
        description: 'The body may be in gzip; its length is limited as inflated.',
        security,
        params: JournalPath,
        body: JournalBatch,
        response: { 200: SignedWatermark, '4xx': Problem, 503: Problem },
      },
    },
    async (request) => {
      const { kiosk, epoch, from, to } = request.params;
      const range = { from: seqOf(from), to: seqOf(to) };
      const batch = request.body;
      const statement = batchStatement({ kiosk, epoch, ...range, ...batch });
      if (!(await callers.hasSigned(request, statement, batch.signature)))
        throw new HttpProblem(403, 'The batch is not signed with the key of this kiosk', {
          type: PROBLEM.batchSignature,
        });
      const { fingerprint } = await callers.ownKiosk(request, kiosk);
      const ingested = await options.take({ kiosk, epoch, ...range, batch, certificate: fingerprint });
      switch (ingested.ingested) {
        case 'acknowledged':
          return signed(kiosk, ingested.watermark);
        case 'gap':
          throw new HttpProblem(409, 'Earlier records are missing', {
            type: PROBLEM.journalGap,
            watermark: signed(kiosk, ingested.watermark),
          });
        case 'forked':
          throw new HttpProblem(422, 'This journal contradicts what is held', {
            type: PROBLEM.journalForked,
            detail: ingested.reason,
          });
      }
    },
  );

  server.get(
    '/v1/kiosks/:kiosk/operations',
    {
      onRequest: async (request) => {
        await callers.ownKiosk(request, request.params.kiosk);
      },
      schema: {
        summary: `What a kiosk did, as its journal tells: ${MOST_OPERATIONS} operations at most, the next ones with \`after\``,
        security,
        params: KioskPath,
        querystring: OperationsQuery,
        response: { 200: Type.Array(CentralOperation), '4xx': Problem },
      },
    },
    async (request) => {
      return options.operationsOf(request.params.kiosk, { most: MOST_OPERATIONS, ...request.query });
    },
  );

  server.get('/openapi.json', { schema: { hide: true } }, async (_request, reply) => {
    reply.header('content-type', 'application/json').serializer(JSON.stringify);
    return server.swagger();
  });
}
