import { createPrivateKey, createPublicKey } from 'node:crypto';
import { epochMilliseconds } from '@borne/domain/time';
import { type Downlink, openDownlink } from '@borne/sync/downlink/downlink';
import {
  type FakeCentre,
  json,
  keysOf,
  type ManifestPair,
  opposing,
} from '@borne/sync/downlink/testing/fake-centre';

/** A centre's key for manifests, from its private half (PKCS#8, PEM). */
export function manifestPairOf(pem: string): ManifestPair {
  const privateKey = createPrivateKey(pem);
  return { privateKey, publicKey: createPublicKey(privateKey).export({ format: 'jwk' }).x ?? '' };
}

/** A kiosk's downlink in `folder`, from that centre. */
export const openSet = (folder: string, centre: FakeCentre): Downlink =>
  openDownlink({
    folder,
    kiosk: 'borne-1',
    http: { url: 'https://centre.test', fetch: centre.fetch, timers: globalThis },
    clock: { now: () => epochMilliseconds(1) },
    timers: globalThis,
    enrolled: () => keysOf(centre.pair),
    checkTexts: () => undefined,
  });

/** Publishes a set whose every part names `version`: parts of two versions can be told apart. */
export function publishVersion(centre: FakeCentre, version: number): void {
  centre.publish(version, {
    notices: json({ notices: [{ id: 'v', tone: 'neutral', from: 0, until: 2, text: `${version}` }] }),
    texts: json({ texts: { version: `${version}` } }),
    opposition: opposing(...Array.from({ length: 200 }, (_, index) => `${version}${index}`)),
  });
}
