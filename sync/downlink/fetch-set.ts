import type { DeviceError } from '@borne/domain/device-error';
import { err, ok, type Result } from '@borne/domain/result';
import { Compile } from 'typebox/compile';
import { centralError, type HttpOptions } from '../central/http.ts';
import { DELTA_TYPE, PART_TYPE, type PartReference, SignedManifest } from '../contract/downlink.ts';
import { applyOppositionDelta } from '../opposition/opposition-delta.ts';
import type { OppositionList } from '../opposition/opposition-list.ts';
import { download } from './download.ts';
import { sha256 } from './parts.ts';

const signed = Compile(SignedManifest);

/** Longest answer with a manifest, in bytes. */
const LONGEST_MANIFEST = 32 * 1024;

/** The centre's manifest for `kiosk`, unread, when it is not the version `have`. */
export async function fetchManifest(
  http: HttpOptions,
  kiosk: string,
  have: number | undefined,
  signal: AbortSignal | undefined,
): Promise<Result<string | 'unchanged', DeviceError>> {
  const answer = await download(http, {
    path: `/v1/kiosks/${encodeURIComponent(kiosk)}/manifest`,
    accept: 'application/json',
    longest: LONGEST_MANIFEST,
    have: have === undefined ? undefined : `"${have}"`,
    signal,
  });
  if (!answer.ok) return answer;
  if (answer.value === 'unchanged') return ok('unchanged');
  try {
    const body: unknown = JSON.parse(Buffer.from(answer.value.bytes).toString('utf8'));
    if (signed.Check(body)) return ok(body.jws);
  } catch {
    // A captive portal's page is no JSON; told below like every answer that is not the centre's.
  }
  return err(centralError('unreachable', 'expected a signed manifest, found something else'));
}

/** An opposition list in hand, and its digest. */
interface Known {
  readonly sha256: string;
  readonly list: OppositionList;
}

/**
 * One part, by its digest. For an opposition list of which an earlier one is `known` the centre may send the difference, which is
 * believed only if it leads to the list that was asked for; that one is asked for whole otherwise.
 */
export async function fetchPart(
  http: HttpOptions,
  part: PartReference,
  known: Known | undefined,
  signal: AbortSignal | undefined,
): Promise<Result<Uint8Array, DeviceError>> {
  const path = `/v1/parts/${part.sha256}`;
  if (known) {
    const answer = await download(http, {
      path: `${path}?from=${known.sha256}`,
      accept: `${DELTA_TYPE}, ${PART_TYPE}`,
      longest: part.size + LONGEST_MANIFEST,
      signal,
    });
    if (!answer.ok) return answer;
    const { bytes = new Uint8Array(), type } = answer.value === 'unchanged' ? {} : answer.value;
    const after = type === DELTA_TYPE ? applyOppositionDelta(known.list, bytes) : ok(bytes);
    if (after.ok && sha256(after.value) === part.sha256) return after;
  }
  const answer = await download(http, { path, accept: PART_TYPE, longest: part.size, signal });
  if (!answer.ok) return answer;
  const bytes = answer.value === 'unchanged' ? new Uint8Array() : answer.value.bytes;
  return sha256(bytes) === part.sha256
    ? ok(bytes)
    : err(centralError('unreachable', `part ${part.name}: the bytes are not those that the manifest names`));
}
