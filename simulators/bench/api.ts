import swagger from '@fastify/swagger';
import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox';
import type { FastifyInstance, FastifyReply } from 'fastify';
import { Type } from 'typebox';
import type { Bench, BenchAnswer } from './bench.ts';
import { BenchState, NetworkWeather, PrinterSwitch, ShelfCard } from './contract.ts';

const Impossible = Type.Object({ impossible: Type.String({ description: 'why' }) });
const answers = { 204: Type.Null({ description: 'done' }), 409: Impossible };
const PaperId = Type.Object({ id: Type.Integer({ minimum: 0 }) });

/** A WebSocket, as far as the bench needs one. */
interface Socket {
  send(data: string): void;
  on(event: 'close', listener: () => void): void;
}

/**
 * The bench's API as a Fastify plugin, to be registered under `/bench/api` on a server that has the WebSocket
 * plugin. Described by itself at `openapi.json`.
 */
export async function benchApi(parent: FastifyInstance, bench: Bench): Promise<void> {
  await parent.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: {
        title: 'Borne bench',
        version: '1',
        description: 'Drives the simulated devices of a kiosk. Simulation only; every person is fictional.',
      },
    },
  });
  const app = parent.withTypeProvider<TypeBoxTypeProvider>();

  app.get('/openapi.json', { schema: { hide: true } }, async () => parent.swagger());

  app.get(
    '/state',
    { schema: { summary: 'Every simulated device', response: { 200: BenchState } } },
    async () => bench.state(),
  );

  app.get(
    '/cards',
    { schema: { summary: 'The shelf of cards', response: { 200: Type.Array(ShelfCard) } } },
    async () => [...bench.cards()],
  );

  app.post(
    '/card',
    {
      schema: {
        summary: 'Insert a card of the shelf',
        body: Type.Object({ id: Type.String() }),
        response: answers,
      },
    },
    async (request, reply) => answer(reply, await bench.insertCard(request.body.id)),
  );

  app.delete('/card', { schema: { summary: 'Pull the card', response: answers } }, async (_request, reply) =>
    answer(reply, await bench.removeCard()),
  );

  app.post(
    '/card/pull-after',
    {
      schema: {
        summary: 'Have the card pulled as it is about to receive one more APDU than these, from now',
        body: Type.Object({ apdus: Type.Integer({ minimum: 0, maximum: 1000 }) }),
        response: answers,
      },
    },
    async (request, reply) => answer(reply, await bench.pullAfter(request.body.apdus)),
  );

  app.post(
    '/caisse',
    {
      schema: {
        summary: 'Whether the caisse of the card that is in updates cards',
        body: Type.Object({ open: Type.Boolean() }),
        response: answers,
      },
    },
    async (request, reply) => answer(reply, await bench.switchCaisse(request.body.open)),
  );

  app.post(
    '/printer',
    {
      schema: {
        summary: 'Paper, cover and cable of the printer',
        body: Type.Object({ switch: PrinterSwitch }),
        response: answers,
      },
    },
    async (request, reply) => answer(reply, await bench.switchPrinter(request.body.switch)),
  );

  app.post(
    '/network',
    {
      schema: {
        summary: 'Cut or restore the way to the central API, or disturb it',
        body: Type.Object({ up: Type.Boolean(), weather: Type.Optional(NetworkWeather) }),
        response: answers,
      },
    },
    async ({ body }, reply) => answer(reply, await bench.switchNetwork(body.up, body.weather)),
  );

  app.get(
    '/papers/:id(^\\d+).png',
    { schema: { summary: 'A sheet as an image, one dot a pixel', params: PaperId, produces: ['image/png'] } },
    async (request, reply) => {
      const paper = bench.paper(request.params.id);
      return paper
        ? reply.type('image/png').send(paper.png)
        : reply.code(404).send({ impossible: 'no such sheet' });
    },
  );

  app.get(
    '/papers/:id(^\\d+).txt',
    {
      schema: {
        summary: 'Its text, decoded from the bytes received',
        params: PaperId,
        produces: ['text/plain'],
      },
    },
    async (request, reply) => {
      const paper = bench.paper(request.params.id);
      return paper
        ? reply.type('text/plain; charset=utf-8').send(paper.text)
        : reply.code(404).send({ impossible: 'no such sheet' });
    },
  );

  parent.get('/events', { schema: { hide: true }, websocket: true } as object, (socket: unknown) =>
    pushStates(socket as Socket, bench),
  );
}

/** The whole state at each change; changes that come while one is being made are told together. */
function pushStates(socket: Socket, bench: Bench): void {
  let busy = false;
  let again = false;
  const push = async () => {
    again = busy;
    if (busy) return;
    busy = true;
    const state = await bench.state();
    socket.send(JSON.stringify(state));
    busy = false;
    if (again) await push();
  };
  const unsubscribe = bench.subscribe(() => void push());
  socket.on('close', unsubscribe);
  void push();
}

async function answer(reply: FastifyReply, done: BenchAnswer) {
  return done === 'done' ? reply.code(204).send(null) : reply.code(409).send(done);
}
