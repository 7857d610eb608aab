import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { connect } from 'node:net';
import { expect, it } from 'vitest';
import { createServer } from './server.ts';

it('hangs up on who never ends a request', async () => {
  const server = await createServer(() => {}, {
    arrival: { requestTimeout: 200, connectionsCheckingInterval: 50 },
  });
  server.post('/', async () => 'never');
  await server.listen({ port: 0, host: '127.0.0.1' });
  const socket = connect((server.server.address() as AddressInfo).port, '127.0.0.1');
  const answered = once(socket, 'data');
  socket.write('POST / HTTP/1.1\r\nhost: a\r\ncontent-type: application/json\r\ncontent-length: 10\r\n\r\n{');
  expect(String(await answered)).toMatch(/^HTTP\/1.1 408 /);
  await once(socket, 'close');
  await server.close();
});
