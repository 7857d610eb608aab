import 'reflect-metadata';
import { webcrypto } from 'node:crypto';
import { createServer as createHttpServer, type Server } from 'node:http';
import { Agent, createServer as createHttpsServer, request as tlsRequest } from 'node:https';
import type { AddressInfo } from 'node:net';
import { X509CertificateGenerator } from '@peculiar/x509';
import { afterEach, describe, expect, it } from 'vitest';
import type { Fault } from './faults.ts';
import { createNetwork, type Network } from './network.ts';

const answer = JSON.stringify({ acknowledged: 'x'.repeat(400) });
let arrived: string[] = [];
let target: Server;
let network: Network;

async function selfSigned() {
  const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' } as const;
  const keys = await webcrypto.subtle.generateKey(algorithm, true, ['sign', 'verify']);
  const certificate = await X509CertificateGenerator.createSelfSigned(
    { name: 'CN=127.0.0.1', signingAlgorithm: algorithm, keys: keys as CryptoKeyPair },
    webcrypto as Crypto,
  );
  const der = Buffer.from(await webcrypto.subtle.exportKey('pkcs8', keys.privateKey)).toString('base64');
  return {
    cert: certificate.toString('pem'),
    key: `-----BEGIN PRIVATE KEY-----\n${der}\n-----END PRIVATE KEY-----`,
  };
}
const identity = await selfSigned();

async function start(protocol: 'http' | 'https') {
  arrived = [];
  const handler: Parameters<typeof createHttpServer>[1] = async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    arrived.push(Buffer.concat(chunks).toString());
    response.end(answer);
  };
  target = protocol === 'http' ? createHttpServer(handler) : createHttpsServer(identity, handler);
  await new Promise<void>((resolve) => target.listen(0, '127.0.0.1', resolve));
  const { port } = target.address() as AddressInfo;
  network = await createNetwork({ target: `${protocol}://127.0.0.1:${port}` });
}
afterEach(async () => {
  await network.close();
  target.closeAllConnections();
  await new Promise((resolve) => target.close(resolve));
});

/** What a client got: status and body, or that it failed. */
async function overHttp(): Promise<string> {
  try {
    const response = await fetch(network.url, { method: 'POST', body: 'batch' });
    return `${response.status} ${await response.text()}`;
  } catch {
    return 'failed';
  }
}

/** One connection, closed after: under TLS the handshake is an exchange too. */
function overTls(): Promise<string> {
  return new Promise((resolve) => {
    const agent = new Agent({ rejectUnauthorized: false });
    const sent = tlsRequest(network.url, { method: 'POST', agent });
    sent.on('error', () => resolve('failed'));
    sent.on('response', async (response) => {
      try {
        const chunks: Buffer[] = [];
        for await (const chunk of response) chunks.push(chunk);
        resolve(`${response.statusCode} ${Buffer.concat(chunks)}`);
      } catch {
        resolve('failed');
      }
      agent.destroy();
    });
    sent.end('batch');
  });
}

const whole = `200 ${answer}`;
const once = (fault: Fault) => {
  const faults = [fault];
  network.disturb(() => faults.shift());
};

describe('in clear, request by request', () => {
  it.each<[Fault, string | RegExp, number]>([
    [{ fault: 'lose-request' }, 'failed', 0],
    [{ fault: 'lose-answer' }, 'failed', 1],
    [{ fault: 'truncate', after: 20 }, 'failed', 1],
    [{ fault: 'reset', after: 20 }, 'failed', 1],
    [{ fault: 'truncate', after: 10_000 }, whole, 1],
    [{ fault: 'latency', delay: 5 }, whole, 1],
    [{ fault: 'slow-loris', apart: 0 }, whole, 1],
    [{ fault: 'duplicate' }, whole, 2],
    [{ fault: 'status', status: 503, retryAfter: 7 }, /^503 proxy/, 0],
    [{ fault: 'captive-portal' }, /^200 <!doctype html>/, 0],
  ])('%o', async (fault, got, times) => {
    await start('http');
    expect(await overHttp()).toBe(whole);
    once(fault);
    expect(await overHttp()).toMatch(got);
    expect(arrived).toEqual(Array(times + 1).fill('batch'));
    expect(await overHttp()).toBe(whole);
  });

  it('says how long the proxy asks to wait', async () => {
    await start('http');
    once({ fault: 'status', status: 503, retryAfter: 7 });
    expect((await fetch(network.url)).headers.get('retry-after')).toBe('7');
  });
});

describe('under TLS, which it cannot read', () => {
  it.each<[Fault, string]>([
    [{ fault: 'lose-request' }, 'failed'],
    [{ fault: 'lose-answer' }, 'failed'],
    [{ fault: 'truncate', after: 20 }, 'failed'],
    [{ fault: 'reset', after: 20 }, 'failed'],
    [{ fault: 'latency', delay: 5 }, whole],
    [{ fault: 'slow-loris', apart: 0 }, whole],
    [{ fault: 'duplicate' }, whole],
    [{ fault: 'status', status: 503 }, 'failed'],
    [{ fault: 'captive-portal' }, 'failed'],
  ])('%o', async (fault, got) => {
    await start('https');
    expect(await overTls()).toBe(whole);
    once(fault);
    expect(await overTls()).toBe(got);
    expect(await overTls()).toBe(whole);
  });
});
