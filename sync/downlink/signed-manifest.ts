import { err, ok, type Result } from '@borne/domain/result';
import { Compile } from 'typebox/compile';
import { Manifest } from '../contract/downlink.ts';
import { isSignedByCentre, signingKeyId } from '../identity/central-signature.ts';

const manifest = Compile(Manifest);

const TYPE = 'borne-manifest';

const encode = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');

/**
 * A manifest in a compact JWS. `sign` makes the signature (Ed25519, base64url) of a text with the key whose public half is
 * `publicKey`: where that key is kept is its owner's business.
 */
export function signManifest(claims: Manifest, publicKey: string, sign: (text: string) => string): string {
  const text = `${encode({ alg: 'EdDSA', typ: TYPE, kid: signingKeyId(publicKey) })}.${encode(claims)}`;
  return `${text}.${sign(text)}`;
}

/**
 * The manifest in `jws` when one of `keys` (Ed25519 public keys, base64url) signed it for `kiosk`, and which. The error says what is wrong with
 * it. Whether it is older than another one, or out of date, is for the caller to judge.
 */
export function readManifest(
  jws: string,
  { kiosk, keys }: { readonly kiosk: string; readonly keys: readonly string[] },
): Result<{ readonly manifest: Manifest; readonly signedWith: string }, string> {
  const [header = '', claims = '', signature = '', more] = jws.split('.');
  const said = decode(header) as { alg?: unknown; typ?: unknown; kid?: unknown } | undefined;
  if (more !== undefined || said?.alg !== 'EdDSA' || said.typ !== TYPE)
    return err('manifest: expected a compact JWS of three parts, EdDSA, of type borne-manifest');
  const key = keys.find((each) => signingKeyId(each) === said.kid);
  if (key === undefined) return err('manifest: signed by a key that this kiosk was not given');
  const proof = { key: signingKeyId(key), signature };
  if (!isSignedByCentre(`${header}.${claims}`, [key], proof))
    return err('manifest: the signature is not good');
  const value = decode(claims);
  if (!manifest.Check(value)) {
    const [first] = manifest.Errors(value);
    return err(`manifest: ${first?.instancePath || 'content'}: ${first?.message ?? 'not a manifest'}`);
  }
  return value.kiosk === kiosk
    ? ok({ manifest: value, signedWith: key })
    : err(`manifest: made for ${value.kiosk}, expected ${kiosk}`);
}

function decode(part: string): unknown {
  try {
    return JSON.parse(Buffer.from(part, 'base64url').toString('utf8'));
  } catch {
    return undefined;
  }
}
