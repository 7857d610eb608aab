import 'reflect-metadata';
import { webcrypto, X509Certificate } from 'node:crypto';
import * as x509 from '@peculiar/x509';
import { beforeAll, describe, expect, it } from 'vitest';
import { type CertificateClaim, fingerprintOf, judgeCertificate, kioskNamed } from './certificate.ts';

const crypto = webcrypto as Crypto;
const P256 = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' } as const;
const START = Date.UTC(2026, 10, 22);
const DAY = 86_400_000;
const at = START + DAY;

const newKeys = (namedCurve = 'P-256') =>
  crypto.subtle.generateKey({ name: 'ECDSA', namedCurve }, true, ['sign', 'verify']);
const asNode = (certificate: x509.X509Certificate) => new X509Certificate(Buffer.from(certificate.rawData));

let authorityKeys: CryptoKeyPair;
let authority: X509Certificate;

async function selfSigned(name: string, keys: CryptoKeyPair, ca = true): Promise<X509Certificate> {
  const extensions = [new x509.BasicConstraintsExtension(ca, 0, true)];
  const dates = { notBefore: new Date(START), notAfter: new Date(START + 100 * DAY) };
  return asNode(
    await x509.X509CertificateGenerator.createSelfSigned(
      { name, keys, signingAlgorithm: P256, extensions, ...dates },
      crypto,
    ),
  );
}

beforeAll(async () => {
  authorityKeys = await newKeys();
  authority = await selfSigned('CN=fleet', authorityKeys);
});

interface Odd {
  readonly issuer?: string;
  readonly signedBy?: CryptoKey;
  readonly hash?: 'SHA-256' | 'SHA-384' | 'SHA-1';
  readonly curve?: string;
  readonly ca?: boolean;
  readonly usage?: string[];
  readonly names?: x509.JsonGeneralNames;
  readonly subject?: string;
  readonly more?: x509.Extension[];
}

/** A certificate as the fleet issues them for servers, but for what is odd. */
async function leaf(odd: Odd = {}): Promise<X509Certificate> {
  const { publicKey } = await newKeys(odd.curve);
  return asNode(
    await x509.X509CertificateGenerator.create(
      {
        subject: odd.subject ?? 'CN=centre',
        issuer: odd.issuer ?? 'CN=fleet',
        notBefore: new Date(START),
        notAfter: new Date(START + 90 * DAY),
        publicKey,
        signingKey: odd.signedBy ?? authorityKeys.privateKey,
        signingAlgorithm: { ...P256, hash: odd.hash ?? 'SHA-256' },
        extensions: [
          new x509.BasicConstraintsExtension(odd.ca ?? false, undefined, true),
          new x509.ExtendedKeyUsageExtension(odd.usage ?? [x509.ExtendedKeyUsage.serverAuth], true),
          new x509.SubjectAlternativeNameExtension(
            odd.names ?? [
              { type: 'dns', value: 'centre.example' },
              { type: 'ip', value: '192.0.2.1' },
            ],
          ),
          ...(odd.more ?? []),
        ],
      },
      crypto,
    ),
  );
}

const server = (more: Partial<CertificateClaim> = {}): CertificateClaim => ({
  usage: 'server',
  name: 'centre.example',
  at,
  ...more,
});

describe('a certificate of the centre', () => {
  it('is taken under each of its names, at any moment of its time', async () => {
    const certificate = await leaf();
    for (const claim of [
      server(),
      server({ name: '192.0.2.1' }),
      server({ at: START }),
      server({ at: START + 90 * DAY }),
      server({ at: undefined }),
    ])
      expect(judgeCertificate(certificate, authority, claim)).toBeUndefined();
  });

  it.each<[string, Partial<CertificateClaim>]>([
    ['not-yet-valid', { at: START - 1000 }],
    ['expired', { at: START + 91 * DAY }],
    ['wrong-name', { name: 'other.example' }],
    ['wrong-name', { name: '192.0.2.2' }],
    ['wrong-usage', { usage: 'client' }],
  ])('is refused: %s, for %o', async (fault, claim) => {
    expect(judgeCertificate(await leaf(), authority, server(claim))).toBe(fault);
  });

  it.each<[string, Odd]>([
    ['of another issuer', { issuer: 'CN=other' }],
    ['on another curve', { curve: 'P-384' }],
    ['signed with a weak digest', { hash: 'SHA-1' }],
    ['signed with a digest that is not ours', { hash: 'SHA-384' }],
    ['that is an authority itself', { ca: true }],
    [
      'with a critical extension that nobody here understands',
      { more: [new x509.Extension('1.3.6.1.4.1.99999.1', true, new Uint8Array([5, 0]).buffer)] },
    ],
  ])('%s is not from the fleet’s authority', async (_, odd) => {
    expect(judgeCertificate(await leaf(odd), authority, server())).toBe('wrong-authority');
  });

  it('signed with the key of somebody else, under the name of the authority, is not', async () => {
    const { privateKey } = await newKeys();
    expect(judgeCertificate(await leaf({ signedBy: privateKey }), authority, server())).toBe(
      'wrong-authority',
    );
  });

  it('is not proven by a certificate that is no authority, nor by itself', async () => {
    const plain = await selfSigned('CN=fleet', authorityKeys, false);
    expect(judgeCertificate(await leaf(), plain, server())).toBe('wrong-authority');
    expect(judgeCertificate(authority, authority, server())).toBe('wrong-authority');
  });

  it('has no other names than those it lists', async () => {
    const certificate = await leaf({ subject: 'CN=sly.example' });
    expect(judgeCertificate(certificate, authority, server({ name: 'sly.example' }))).toBe('wrong-name');
  });

  it('may have an extension that is not critical', async () => {
    const more = [new x509.Extension('1.3.6.1.4.1.99999.1', false, new Uint8Array([5, 0]).buffer)];
    expect(judgeCertificate(await leaf({ more }), authority, server())).toBeUndefined();
  });
});

it('names a kiosk by its common name, when that is a name a kiosk can have', async () => {
  expect(kioskNamed(await leaf({ subject: 'CN=borne-1, C=ZZ' }))).toBe('borne-1');
  expect(kioskNamed(await leaf({ subject: 'CN=../etc, C=ZZ' }))).toBeUndefined();
  expect(fingerprintOf(await leaf())).toMatch(/^[0-9a-f]{64}$/);
});
