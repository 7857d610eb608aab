import { createHash, timingSafeEqual } from 'node:crypto';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { HttpProblem } from '../problem.ts';

const digest = (text: string) => createHash('sha256').update(text).digest();

/**
 * Lets in who knows the operators' secret: as a bearer token (RFC 6750), for a collector of metrics, or as the password of any name
 * (RFC 7617), which a browser asks for. Without a secret, or with an empty one, nobody is let in. Guessing is hopeless: it is 256 random bits.
 */
export function operatorCheck(secret: string | undefined) {
  const expected = secret ? digest(secret) : undefined;
  return async function onlyOperators(request: FastifyRequest, reply: FastifyReply): Promise<void> {
    const given = secretIn(request.headers.authorization);
    if (expected && given && timingSafeEqual(expected, digest(given))) return;
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
