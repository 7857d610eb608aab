import type { RequestListener, Server } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import swagger from '@fastify/swagger';
import { type TypeBoxTypeProvider, TypeBoxValidatorCompiler } from '@fastify/type-provider-typebox';
import Fastify, { type FastifyError } from 'fastify';
import type { TSchema } from 'typebox';
import { Compile } from 'typebox/compile';
import { HttpProblem } from './problem.ts';
import { readZippedJson } from './zipped-json.ts';

/** Longest request in bytes, as sent and inflated; a full batch of the longest records is under it. */
const LONGEST_REQUEST = 2 * 1024 * 1024;

/** How long a request may take to arrive, in milliseconds, and how often that is looked at: who sends byte by byte holds nothing up. */
const ARRIVAL = { requestTimeout: 30_000, connectionsCheckingInterval: 5000 };

function problemOf(error: FastifyError | HttpProblem) {
  if (error instanceof HttpProblem) return error.problem;
  if (error.validation)
    return {
      type: 'about:blank',
      title: 'The request does not fit the contract',
      status: 400,
      detail: `${error.validationContext ?? 'request'}: ${error.message}`,
    };
  const status = error.statusCode ?? 500;
  return { type: 'about:blank', title: status < 500 ? error.message : 'Internal error', status };
}

/** What a server that kiosks connect to shows of itself, and whom it asks for a certificate. */
export interface ServerTls {
  /** PEM. */
  readonly key: string;
  readonly cert: string;
  /** The authority that kiosks' certificates are from, PEM: named to them, not relied upon. */
  readonly ca: string;
  readonly ticketKeys: Buffer;
}

/** All that a server's connections begin with. It replaces what was there before: given whole, when the server starts and at each new certificate. */
export const secureContext = (tls: ServerTls) => ({
  ...tls,
  minVersion: 'TLSv1.3' as const,
  sessionIdContext: 'borne-central',
});

/**
 * TLS 1.3 and nothing older, with a certificate asked of whoever connects. One who has none is let in: what is public is for anybody, and the
 * rest is refused request by request, with words, where a certificate that was revoked a second ago is refused as well.
 */
const tlsServer = (tls: ServerTls, arrival: typeof ARRIVAL, handler: RequestListener) => {
  const server = createHttpsServer(
    {
      ...secureContext(tls),
      ...arrival,
      requestCert: true,
      rejectUnauthorized: false,
      handshakeTimeout: 10_000,
    },
    handler,
  );
  server.keepAliveTimeout = 72_000;
  return server;
};

/**
 * A Fastify server that checks every request and every answer against its schema, describes itself as OpenAPI 3.1, and
 * speaks of errors in RFC 9457. Its routes are added by the caller.
 */
export async function createServer(
  onFailure: (error: unknown) => void,
  { arrival = ARRIVAL, tls }: { readonly arrival?: typeof ARRIVAL; readonly tls?: ServerTls } = {},
) {
  const server = Fastify({
    ...(tls && { serverFactory: (handler: RequestListener): Server => tlsServer(tls, arrival, handler) }),
    bodyLimit: LONGEST_REQUEST,
    forceCloseConnections: true,
    requestTimeout: arrival.requestTimeout,
    http: arrival,
  })
    .withTypeProvider<TypeBoxTypeProvider>()
    .setValidatorCompiler(TypeBoxValidatorCompiler)
    .setSerializerCompiler(({ schema }) => {
      const answer = Compile(schema as TSchema);
      return (data) => {
        if (!answer.Check(data))
          throw new Error('an answer that does not fit the contract was about to be sent');
        return JSON.stringify(data);
      };
    });

  readZippedJson(server);
  server.setErrorHandler<FastifyError | HttpProblem>((error, _request, reply) => {
    const problem = problemOf(error);
    if (problem.status >= 500) onFailure(error);
    return reply
      .status(problem.status)
      .serializer(JSON.stringify)
      .header('content-type', 'application/problem+json')
      .send(problem);
  });
  server.setNotFoundHandler(() => {
    throw new HttpProblem(404, 'No such resource');
  });

  await server.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: {
        title: 'Borne, reference central API',
        version: '1',
        description: 'Simulated: people, cards and rights are fictional.',
      },
      // OpenAPI 3.1 has this scheme (§4.8.27), and the types of the plugin do not.
      components: { securitySchemes: { kiosk: { type: 'mutualTLS' } as never } },
    },
  });
  return server;
}

export type CentralServer = Awaited<ReturnType<typeof createServer>>;
