import type { DeviceError } from '@borne/domain/device-error';
import { err, ok, type Result } from '@borne/domain/result';
import { type Milliseconds, seconds } from '@borne/domain/time';
import { centralError, type HttpOptions } from '../central/http.ts';

/** What was asked for: its bytes, its content type, and the ETag it came under. */
export interface Downloaded {
  readonly bytes: Uint8Array;
  readonly type: string;
  readonly etag: string | null;
}

export interface Download {
  readonly path: string;
  readonly accept: string;
  /** Most bytes to read, once inflated: more is not from the centre. */
  readonly longest: number;
  /** The ETag in hand: the answer may be that it still stands. */
  readonly have?: string | undefined;
  readonly timeout?: Milliseconds;
  readonly signal?: AbortSignal | undefined;
}

const TIMEOUT = seconds(60);

/**
 * One `GET` of the centre's bytes, inflated when they came compressed. Fails with `unreachable` (an answer that is too long
 * included), `timeout`, `refused`, `not-found` or `cancelled`.
 */
export async function download(
  { url, fetch, timers }: HttpOptions,
  { path, accept, longest, have, signal, timeout = TIMEOUT }: Download,
): Promise<Result<Downloaded | 'unchanged', DeviceError>> {
  const controller = new AbortController();
  const cancel = () => controller.abort();
  if (signal?.aborted) return err(centralError('cancelled', 'cancelled before it was sent'));
  signal?.addEventListener('abort', cancel, { once: true });
  let late = false;
  const timer = timers.setTimeout(() => {
    late = true;
    controller.abort();
  }, timeout);
  try {
    const response = await fetch(new URL(path, url), {
      redirect: 'manual',
      signal: controller.signal,
      headers: {
        accept,
        'accept-encoding': 'gzip',
        ...(have === undefined ? {} : { 'if-none-match': have }),
      },
    });
    return response.status === 304 && have !== undefined
      ? ok('unchanged')
      : await readAnswer(response, longest);
  } catch (cause) {
    if (late) return err(centralError('timeout', `no answer within ${timeout} ms`, cause));
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

async function readAnswer(response: Response, longest: number): Promise<Result<Downloaded, DeviceError>> {
  const { status, headers } = response;
  if (status === 401 || status === 403) return err(centralError('refused', `HTTP ${status}`));
  if (status === 404) return err(centralError('not-found', `HTTP ${status}`));
  if (status !== 200) return err(centralError('unreachable', `HTTP ${status}: expected 200 or 304`));
  const bytes = await readLimited(response, longest);
  const [type = ''] = (headers.get('content-type') ?? '').split(';');
  return ok({ bytes, type: type.trim(), etag: headers.get('etag') });
}

async function readLimited({ body }: Response, longest: number): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  if (body === null) return new Uint8Array();
  for await (const chunk of body as unknown as AsyncIterable<Uint8Array>) {
    size += chunk.length;
    if (size > longest) throw new RangeError(`an answer of more than ${longest} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
