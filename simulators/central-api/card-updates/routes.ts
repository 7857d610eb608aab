import {
  CardUpdateFlag,
  CardUpdateNext,
  CardUpdateOpened,
  CardUpdateOpening,
  CardUpdatePath,
  CardUpdateQuery,
  CardUpdateResponses,
  RelayPath,
} from '@borne/sync/contract/card-update';
import { PROBLEM, Problem } from '@borne/sync/contract/problem';
import type { Callers } from '../identity/callers.ts';
import { HttpProblem } from '../problem.ts';
import type { CentralServer } from '../server.ts';
import type { Answered, CardUpdates, Refusal } from './card-updates.ts';

const security = [{ kiosk: [] }];

const problems: Readonly<Record<Refusal, () => HttpProblem>> = {
  'unknown-card': () => new HttpProblem(404, 'The registry has no such card', { type: PROBLEM.unknownCard }),
  'unknown-relay': () => new HttpProblem(404, 'No such relay is open here', { type: PROBLEM.unknownRelay }),
  opposed: () => new HttpProblem(403, 'This card is opposed'),
  unavailable: () => new HttpProblem(503, 'The caisse of this card is closed for maintenance'),
};

function answerOf<T>(answered: Answered<T>): T {
  if ('refusal' in answered) throw problems[answered.refusal]();
  return answered.answer;
}

/** The resources of card updates, version 1. Nothing of them may be kept by anybody on the way. */
export function addCardUpdateRoutes(server: CentralServer, callers: Callers, updates: CardUpdates): void {
  server.get(
    '/v1/cards/:serial/update',
    {
      schema: {
        summary: 'Whether a card may have to be updated; cheap, the card is not talked to',
        security,
        params: CardUpdatePath,
        querystring: CardUpdateQuery,
        response: { 200: CardUpdateFlag, '4xx': Problem },
      },
    },
    async (request, reply) => {
      await callers.kioskBehind(request);
      reply.header('cache-control', 'no-store');
      const { version = 0, open = false } = request.query;
      return answerOf(await updates.flag(request.params.serial, version, open));
    },
  );

  server.post(
    '/v1/card-updates',
    {
      schema: {
        summary: 'Opens a relay to a card and gives the first APDUs for it',
        security,
        body: CardUpdateOpening,
        response: { 201: CardUpdateOpened, '4xx': Problem, '5xx': Problem },
      },
    },
    async (request, reply) => {
      const { kiosk } = await callers.kioskBehind(request);
      reply.header('cache-control', 'no-store').status(201);
      return answerOf(await updates.open(kiosk, request.body.serial));
    },
  );

  server.put(
    '/v1/card-updates/:relay/:number',
    {
      schema: {
        summary: 'The responses to one package; the next package, or how it ended',
        security,
        params: RelayPath,
        body: CardUpdateResponses,
        response: { 200: CardUpdateNext, '4xx': Problem },
      },
    },
    async (request, reply) => {
      const { kiosk } = await callers.kioskBehind(request);
      reply.header('cache-control', 'no-store');
      const { relay, number } = request.params;
      return answerOf(await updates.next(kiosk, relay, number, request.body));
    },
  );
}
