import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { err, ok, type Result } from '@borne/domain/result';
import type { Problem } from '@borne/sync/contract/problem';
import type { FastifyError, FastifyInstance, FastifyRequest } from 'fastify';
import { HttpProblem } from './problem.ts';

/** What a body may be sent in (RFC 9110 §8.4.1): nothing, or gzip under either of its names. */
const KNOWN = new Set([undefined, 'identity', 'gzip', 'x-gzip']);

const codingOf = (header: string | undefined) => header?.trim().toLowerCase();

/** A whole batch in one piece. */
const CHUNK = 64 * 1024;

/**
 * Has `server` read JSON in gzip as well as plain. What a route takes at most, it takes at most of either: inflating ends there, so that a
 * bomb costs no more than a long plain body, and off the thread. 415 for another coding, 413 beyond the limit, 400 for what is no gzip.
 */
export function readZippedJson(server: FastifyInstance): void {
  const parse = server.getDefaultJsonParser('error', 'error');

  // Before anything is read of a body that could not be.
  server.addHook('preParsing', async ({ headers }, reply) => {
    if (KNOWN.has(codingOf(headers['content-encoding']))) return;
    reply.header('accept-encoding', 'gzip').header('connection', 'close');
    throw new HttpProblem(415, 'A body in gzip, or as it is, is expected');
  });

  server.addContentTypeParser<Buffer>('application/json', { parseAs: 'buffer' }, (request, body, done) => {
    const read = (content: Buffer) => parse(request, content.toString('utf8'), done);
    if (!isZipped(request)) return void read(body);
    inflated(body, request.routeOptions.bodyLimit).then((content) => {
      if (content.ok) read(content.value);
      else
        done(
          new HttpProblem(
            content.error.status,
            content.error.title,
            content.error,
          ) as unknown as FastifyError,
        );
    }, done);
  });
}

/** Whether the body of a request is in gzip. */
export const isZipped = ({ headers }: Pick<FastifyRequest, 'headers'>): boolean =>
  codingOf(headers['content-encoding'])?.endsWith('gzip') ?? false;

const unzip = promisify(gunzip);

/** What gzip holds, off the thread; or a 413 beyond `longest` bytes, and a 400 for what is no gzip. */
export async function inflated(body: Uint8Array, longest: number): Promise<Result<Buffer, Problem>> {
  try {
    return ok(await unzip(body, { maxOutputLength: longest, chunkSize: CHUNK }));
  } catch (error) {
    return err(refusal(error as NodeJS.ErrnoException, longest).problem);
  }
}

const refusal = (error: NodeJS.ErrnoException, limit: number) =>
  error.code === 'ERR_BUFFER_TOO_LARGE'
    ? new HttpProblem(413, 'The body is too long', { detail: `at most ${limit} bytes are taken, inflated` })
    : new HttpProblem(400, 'The body is not the gzip that it is said to be');
