import { generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import type { CardSerial } from '@borne/domain/rights';
import type { CentralKeys } from '../../contract/central-keys.ts';
import { DELTA_TYPE, type Manifest, PART_TYPE } from '../../contract/downlink.ts';
import { newKeyPair } from '../../envelope/hpke.ts';
import { recipientKeysOf } from '../../envelope/recipient.ts';
import { encodeOppositionList } from '../../opposition/opposition-list.ts';
import { sha256 } from '../parts.ts';
import { signManifest } from '../signed-manifest.ts';

/** A key pair for manifests, its public half as `CentralKeys` have it. */
export interface ManifestPair {
  readonly privateKey: KeyObject;
  readonly publicKey: string;
}

export function newManifestPair(): ManifestPair {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  return { privateKey, publicKey: publicKey.export({ format: 'jwk' }).x ?? '' };
}

const RECIPIENTS = recipientKeysOf([newKeyPair()]).keys;

/** Keys of a centre of which only those for manifests matter. */
export const keysOf = (...pairs: readonly ManifestPair[]): CentralKeys => ({
  recipients: [...RECIPIENTS],
  watermark: ['B'.repeat(43)],
  manifest: pairs.map(({ publicKey }) => publicKey),
});

export const json = (value: unknown): Buffer => Buffer.from(JSON.stringify(value));

export const opposing = (...serials: readonly string[]): Buffer =>
  Buffer.from(encodeOppositionList(serials as readonly CardSerial[]));

/** The downlink of a centre, as `fetch` sees it, in a test's hand. */
export class FakeCentre {
  readonly asked: string[] = [];
  readonly parts = new Map<string, Uint8Array>();
  /** By the digests of the two lists, as `from>to`. */
  readonly deltas = new Map<string, Uint8Array>();
  etag = '"0"';
  jws = '';
  /** Set to have every request fail. */
  down = false;

  constructor(readonly pair: ManifestPair = newManifestPair()) {}

  /** Publishes a manifest over these parts and returns it, signed. */
  publish(
    version: number,
    parts: Readonly<Record<string, Uint8Array>>,
    more: Partial<Manifest> = {},
    pair = this.pair,
  ): string {
    const manifest: Manifest = {
      kiosk: 'borne-1',
      version,
      issued: 0,
      validUntil: Number.MAX_SAFE_INTEGER,
      parts: Object.entries(parts).map(([name, bytes]) => {
        this.parts.set(sha256(bytes), bytes);
        return { name, version, sha256: sha256(bytes), size: bytes.length };
      }),
      ...more,
    };
    this.etag = `"${version}"`;
    this.jws = signManifest(manifest, pair.publicKey, (text) =>
      sign(null, Buffer.from(text), pair.privateKey).toString('base64url'),
    );
    return this.jws;
  }

  fetch: typeof fetch = async (input, init) => {
    const url = new URL(String(input));
    const headers = new Headers(init?.headers);
    this.asked.push(url.pathname + url.search);
    if (this.down) throw new TypeError('fetch failed');
    if (url.pathname === '/v1/kiosks/borne-1/manifest') {
      if (headers.get('if-none-match') === this.etag) return new Response(null, { status: 304 });
      return Response.json({ jws: this.jws }, { headers: { etag: this.etag } });
    }
    const digest = url.pathname.replace('/v1/parts/', '');
    const delta = this.deltas.get(`${url.searchParams.get('from')}>${digest}`);
    const bytes = delta ?? this.parts.get(digest);
    if (!bytes) return new Response(null, { status: 404 });
    return new Response(Buffer.from(bytes), { headers: { 'content-type': delta ? DELTA_TYPE : PART_TYPE } });
  };
}
