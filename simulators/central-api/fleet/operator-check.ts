import { createHash, timingSafeEqual } from 'node:crypto';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { HttpProblem } from '../problem.ts';

const digest = (text: string) => createHash('sha256').update(text).digest();

/**
 * Tells who knows the operators' secret: as a bearer token (RFC 6750), for a collector of metrics, or as the password of any name
 * (RFC 7617), which a browser asks for. Without a secret, or with an empty one, nobody does. Guessing is hopeless: it is 256 random bits.
 */
export function isOperator(
  secret: string | undefined,
): (request: Pick<FastifyRequest, 'headers'>) => boolean {
  const expected = secret ? digest(secret) : undefined;
  return ({ headers }) => {
    const given = secretIn(headers.authorization);
    return expected !== undefined && given !== undefined && timingSafeEqual(expected, digest(given));
  };
}

/** Lets in operators and nobody else. */
export function operatorCheck(secret: string | undefined) {
  const isLetIn = isOperator(secret);
  return async function onlyOperators(request: FastifyRequest, reply: FastifyReply): Promise<void> {
    if (isLetIn(request)) return;
    reply.header('www-authenticate', 'Basic realm="Parc de bornes", charset="UTF-8"');
    throw new HttpProblem(401, 'The operators’ secret is expected');
  };
}

function secretIn(authorization: string | undefined): string | undefined {
  const [, scheme = '', value = ''] = /^(Bearer|Basic) (\S+)$/i.exec(authorization ?? '') ?? [];
  if (scheme.toLowerCase() === 'bearer') return value;
  const decoded = Buffer.from(value, 'base64').toString('utf8');
  const colon = decoded.indexOf(':');
  return colon < 0 ? undefined : decoded.slice(colon + 1);
}
