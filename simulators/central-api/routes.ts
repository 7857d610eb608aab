import { calendarDateAt } from '@borne/domain/calendar-date';
import type { RightsStatement } from '@borne/domain/rights';
import type { Clock } from '@borne/domain/time';
import { KioskName } from '@borne/sync/contract/identifiers';
import { PROBLEM, Problem } from '@borne/sync/contract/problem';
import { Rights, RightsPath } from '@borne/sync/contract/rights';
import { Type } from 'typebox';
import { CentralOperation } from '../bench/contract.ts';
import type { Callers } from './identity/callers.ts';
import { HttpProblem } from './problem.ts';
import type { FindInsured } from './registry/registry.ts';
import type { CentralServer } from './server.ts';

export interface RoutesOptions {
  readonly clock: Clock;
  readonly callers: Callers;
  readonly findInsured: FindInsured;
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

/** The resources of the centre, version 1. */
export function addRoutes(server: CentralServer, options: RoutesOptions): void {
  const { clock, callers } = options;

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
}
