import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import type { DeviceError, DeviceErrorCode } from '@borne/domain/device-error';
import { err, ok, type Result } from '@borne/domain/result';
import { epochMilliseconds, type Milliseconds, type Timers } from '@borne/domain/time';
import { Compile } from 'typebox/compile';
import { Problem } from '../contract/problem.ts';
import { ConnectionRefused } from '../identity/secure-connection.ts';
import { parseRetryAfter } from './retry-after.ts';

/** Longest answer that is read, in bytes: more is not from the centre. */
const LONGEST_ANSWER = 256 * 1024;

const problem = Compile(Problem);

/** An answer of the centre: JSON, with a problem (RFC 9457) when it is an error. */
export interface Answer {
  readonly status: number;
  readonly body: unknown;
  readonly problem?: Problem;
  /** Milliseconds that the centre asks to wait. */
  readonly retryAfter?: number;
  /** Where to ask instead: of a 308 alone. */
  readonly location?: string;
}

export interface Request {
  readonly method: 'GET' | 'POST' | 'PUT';
  readonly path: string;
  readonly body?: unknown;
  /** Sends the body in gzip: for what is long. */
  readonly zipped?: boolean;
  readonly timeout: Milliseconds;
  readonly signal?: AbortSignal | undefined;
}

/** `fetch` brings the connection: with the kiosk's certificate (`identity/`), or any for what the centre tells everybody. */
export interface HttpOptions {
  readonly url: string;
  readonly fetch: typeof fetch;
  readonly timers: Timers;
}

export function centralError(code: DeviceErrorCode, detail: string, cause?: unknown): DeviceError {
  const retryable = code === 'unreachable' || code === 'timeout';
  return { device: 'central-api', code, retryable, detail, ...(cause === undefined ? {} : { cause }) };
}

/**
 * The error behind an answer that is not a success. A 401 is about this kiosk's certificate and not about what was asked: the centre
 * cannot be had, until a technician has enrolled the kiosk again. A 4xx other than these means that this program and the centre disagree.
 */
export function refusal({ status, problem }: Answer): DeviceError {
  const told = `HTTP ${status}${problem ? ` ${problem.title}` : ''}`;
  if (status === 403) return centralError('refused', told);
  if (status === 401 || status === 408 || status === 425 || status === 429 || status >= 500)
    return centralError('unreachable', told);
  if (problem) return centralError('refused', told);
  return centralError('unreachable', `${told}: not an answer of the centre`);
}

/** An answer that does not fit the contract. */
export const nonsense = (expected: string, status: number) =>
  centralError('unreachable', `HTTP ${status}: expected ${expected}, found something else`);

async function readLimited(response: Response): Promise<string> {
  const decoder = new TextDecoder();
  let text = '';
  let size = 0;
  if (response.body === null) return text;
  for await (const chunk of response.body as unknown as AsyncIterable<Uint8Array>) {
    size += chunk.length;
    if (size > LONGEST_ANSWER) throw new RangeError(`an answer of more than ${LONGEST_ANSWER} bytes`);
    text += decoder.decode(chunk, { stream: true });
  }
  return text + decoder.decode();
}

/** Error codes of sockets and name resolution are worth telling; messages may hold addresses and are left in the cause. */
function networkDetail(cause: unknown): string {
  const inner = cause instanceof Error && cause.cause !== undefined ? cause.cause : cause;
  if (inner instanceof ConnectionRefused) return inner.message;
  const code = inner instanceof Error && 'code' in inner ? String(inner.code) : undefined;
  return code ?? (cause instanceof RangeError ? cause.message : 'connection failed');
}

/** Only what claims to be JSON is read as such: a captive portal's page, even with status 200, is not the centre. */
function readJson(response: Response, text: string): Result<unknown, string> {
  const type = response.headers.get('content-type') ?? 'no content type';
  if (!/^application\/(problem\+)?json\b/.test(type)) return err(`expected JSON, found ${type}`);
  try {
    return ok(JSON.parse(text));
  } catch {
    return err('expected JSON, found text that does not parse');
  }
}

function readAnswer(response: Response, text: string): Result<Answer, DeviceError> {
  const { status, headers } = response;
  const date = Date.parse(headers.get('date') ?? '');
  const retryAfter = parseRetryAfter(
    headers.get('retry-after'),
    epochMilliseconds(Number.isNaN(date) ? 0 : date),
  );
  const wait = retryAfter === undefined ? {} : { retryAfter };
  const location = headers.get('location');
  if (status === 308 && location !== null) return ok({ status, body: undefined, location });
  const json = readJson(response, text);
  if (!json.ok) {
    if (status < 400) return err(centralError('unreachable', `HTTP ${status}: ${json.error}`));
    return ok({ status, body: undefined, ...wait });
  }
  const found = status >= 400 && problem.Check(json.value) ? { problem: json.value } : {};
  return ok({ status, body: json.value, ...found, ...wait });
}

const zip = promisify(gzip);

/** What is sent of a body, and the headers that say what it is. */
async function contentOf({ body, zipped }: Request): Promise<Pick<RequestInit, 'headers' | 'body'>> {
  const accept = 'application/json';
  if (body === undefined) return { headers: { accept } };
  const text = JSON.stringify(body);
  const headers = { accept, 'content-type': 'application/json' };
  if (!zipped) return { headers, body: text };
  return { headers: { ...headers, 'content-encoding': 'gzip' }, body: new Uint8Array(await zip(text)) };
}

/**
 * One exchange with the centre. Fails with `timeout`, `cancelled` or `unreachable` when there is no answer to
 * look at; an answer that is an HTTP error is a value.
 */
export async function exchange(options: HttpOptions, request: Request): Promise<Result<Answer, DeviceError>> {
  const { method, path, timeout, signal } = request;
  if (signal?.aborted) return err(centralError('cancelled', 'cancelled before it was sent'));
  const controller = new AbortController();
  const cancel = () => controller.abort();
  signal?.addEventListener('abort', cancel, { once: true });
  let late = false;
  const timer = options.timers.setTimeout(() => {
    late = true;
    controller.abort();
  }, timeout);
  try {
    const response = await options.fetch(new URL(path, options.url), {
      method,
      redirect: 'manual',
      signal: controller.signal,
      ...(await contentOf(request)),
    });
    return readAnswer(response, await readLimited(response));
  } catch (cause) {
    if (late) return err(centralError('timeout', `no answer within ${timeout} ms`, cause));
    if (signal?.aborted) return err(centralError('cancelled', 'cancelled by the caller', cause));
    return err(centralError('unreachable', networkDetail(cause), cause));
  } finally {
    options.timers.clearTimeout(timer);
    signal?.removeEventListener('abort', cancel);
    controller.abort();
  }
}
