import Fastify from 'fastify';
import { expect, it } from 'vitest';
import { operatorCheck } from './operator-check.ts';

const basic = (password: string) => `Basic ${Buffer.from(`anybody:${password}`).toString('base64')}`;

/** The status that who shows `authorization` gets where `secret` is expected. */
async function asked(secret: string | undefined, authorization?: string): Promise<number> {
  const server = Fastify();
  server.get('/', { onRequest: operatorCheck(secret) }, async () => 'in');
  const headers = authorization === undefined ? {} : { authorization };
  const { statusCode } = await server.inject({ url: '/', headers });
  return statusCode === 200 ? 200 : 401;
}

it('lets in who has the secret, from a browser or a collector', async () => {
  for (const shown of ['Bearer s3cret', basic('s3cret')]) expect(await asked('s3cret', shown)).toBe(200);
  for (const shown of [undefined, 'Bearer other', basic('other'), basic(''), 's3cret'])
    expect(await asked('s3cret', shown)).toBe(401);
});

it.each([undefined, ''])('lets nobody in where the secret is %o', async (secret) => {
  for (const shown of [undefined, 'Bearer', 'Bearer ', basic('')])
    expect(await asked(secret, shown)).toBe(401);
});
