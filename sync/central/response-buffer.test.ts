import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';

const secret = 'what only the person at the kiosk may know';
/** undici's parser, which is WebAssembly and made at the first connection. */
const made: WebAssembly.Instance[] = [];
vi.stubGlobal('WebAssembly', {
  ...Object.fromEntries(
    Object.getOwnPropertyNames(WebAssembly).map((name) => [name, Reflect.get(WebAssembly, name)]),
  ),
  Instance: class extends WebAssembly.Instance {
    constructor(module: WebAssembly.Module, imports?: WebAssembly.Imports) {
      super(module, imports);
      made.push(this);
    }
  },
});
const { fetch } = await import('undici');
const { overwriteResponseBuffer } = await import('./response-buffer.ts');

const server = createServer((_request, response) => response.end(`${'-'.repeat(5000)}${secret}`));
let url: string;

beforeAll(async () => {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => server.closeAllConnections());

function parserHolds(text: string): boolean {
  const memories = made
    .map(({ exports }) => exports.memory)
    .filter((memory) => memory instanceof WebAssembly.Memory);
  expect(memories).not.toEqual([]);
  return memories.some(({ buffer }) => Buffer.from(buffer).includes(text));
}

it('has undici forget the responses that it parsed', async () => {
  await overwriteResponseBuffer();
  await (await fetch(url)).text();
  expect(parserHolds(secret)).toBe(true);
  await overwriteResponseBuffer();
  expect(parserHolds(secret)).toBe(false);
});
