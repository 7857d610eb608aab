import type { DeviceError } from '@borne/domain/device-error';
import { err, ok, type Result } from '@borne/domain/result';
import { seconds } from '@borne/domain/time';
import { centralError, type HttpOptions } from '../central/http.ts';
import { OPPOSITION_PATH, OPPOSITION_TYPE } from '../contract/opposition.ts';
import { sha256 } from './list-file.ts';

/** Three times what half a million cards take; more is not from the centre. */
const LONGEST_LIST = 4 * 1024 * 1024;
const TIMEOUT = seconds(60);

/**
 * The list of the centre when it is not the one whose digest is `have`. Fails with `unreachable` (a list that is not the
 * one announced included), `timeout`, `refused` or `cancelled`.
 */
export async function downloadList(
  { url, fetch, timers }: HttpOptions,
  have: string | undefined,
  signal?: AbortSignal,
): Promise<Result<Uint8Array | 'unchanged', DeviceError>> {
  const controller = new AbortController();
  const cancel = () => controller.abort();
  if (signal?.aborted) return err(centralError('cancelled', 'cancelled before it was sent'));
  signal?.addEventListener('abort', cancel, { once: true });
  let late = false;
  const timer = timers.setTimeout(() => {
    late = true;
    controller.abort();
  }, TIMEOUT);
  try {
    const response = await fetch(new URL(OPPOSITION_PATH, url), {
      redirect: 'manual',
      signal: controller.signal,
      headers: {
        accept: OPPOSITION_TYPE,
        ...(have === undefined ? {} : { 'if-none-match': `"${have}"` }),
      },
    });
    return response.status === 304 && have !== undefined ? ok('unchanged') : await readAnswer(response);
  } catch (cause) {
    if (late) return err(centralError('timeout', `no answer within ${TIMEOUT} ms`, cause));
    if (signal?.aborted) return err(centralError('cancelled', 'cancelled by the caller', cause));
    return err(
      centralError('unreachable', cause instanceof RangeError ? cause.message : 'connection failed', cause),
    );
  } finally {
    timers.clearTimeout(timer);
    signal?.removeEventListener('abort', cancel);
    controller.abort();
  }
}

async function readAnswer(response: Response): Promise<Result<Uint8Array, DeviceError>> {
  const { status, headers } = response;
  if (status === 401 || status === 403) return err(centralError('refused', `HTTP ${status}`));
  if (status !== 200) return err(centralError('unreachable', `HTTP ${status}: expected a list`));
  const type = headers.get('content-type') ?? 'no content type';
  if (!type.startsWith(OPPOSITION_TYPE)) {
    return err(centralError('unreachable', `expected ${OPPOSITION_TYPE}, found ${type}`));
  }
  const list = await readLimited(response);
  return headers.get('etag') === `"${sha256(list)}"`
    ? ok(list)
    : err(centralError('unreachable', 'the list is not the one its ETag announces'));
}

async function readLimited({ body }: Response): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  if (body === null) return new Uint8Array();
  for await (const chunk of body as unknown as AsyncIterable<Uint8Array>) {
    size += chunk.length;
    if (size > LONGEST_LIST) throw new RangeError(`a list of more than ${LONGEST_LIST} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
