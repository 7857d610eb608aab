import { afterEach, beforeEach, expect, it } from 'vitest';
import { type CentralServer, createServer } from '../server.ts';
import { addJournalRedirect } from './redirect.ts';

let server: CentralServer;
beforeEach(async () => {
  server = await createServer(() => undefined);
  addJournalRedirect(server, 8092);
});
afterEach(() => server.close());

const url = `/v1/kiosks/borne-1/journal/${'0'.repeat(32)}/1-2`;

it.each([
  ['centre.example', 'centre.example'],
  ['centre.example:8090', 'centre.example'],
  ['[::1]:8090', '[::1]'],
])('sends who delivers at %s to the other port of %s', async (host, hostname) => {
  const { statusCode, headers } = await server.inject({ method: 'PUT', url, headers: { host } });
  expect(statusCode).toBe(308);
  expect(headers.location).toBe(`https://${hostname}:8092${url}`);
});

it('refuses who names no host that there could be', async () => {
  const { statusCode, headers } = await server.inject({ method: 'PUT', url, headers: { host: '[oops' } });
  expect(statusCode).toBe(400);
  expect(headers.location).toBeUndefined();
});

it('is described as an answer without content', async () => {
  await server.ready();
  const { paths } = server.swagger();
  const answers = paths?.['/v1/kiosks/{kiosk}/journal/{epoch}/{from}-{to}']?.put?.responses;
  expect(answers).toMatchObject({ 308: { description: 'Location: the same at that port' } });
  expect(answers?.[308]).not.toHaveProperty('content');
});
