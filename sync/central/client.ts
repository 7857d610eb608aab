import type { DeviceError } from '@borne/domain/device-error';
import { err, ok, type Result } from '@borne/domain/result';
import type { CardSerial, RightsStatement } from '@borne/domain/rights';
import { type Milliseconds, seconds } from '@borne/domain/time';
import { Compile } from 'typebox/compile';
import { type JournalBatch, SignedWatermark } from '../contract/journal.ts';
import { PROBLEM } from '../contract/problem.ts';
import { Rights } from '../contract/rights.ts';
import { batchStatement } from '../contract/statements.ts';
import type { Signer } from '../identity/identity.ts';
import type { PendingBatch } from '../journal/stream.ts';
import {
  type Answer,
  centralError,
  exchange,
  type HttpOptions,
  nonsense,
  type Request,
  refusal,
} from './http.ts';
import type { CentralPort } from './port.ts';
import { Redirection } from './redirection.ts';
import { readRights } from './rights-response.ts';

const rights = Compile(Rights);
const watermark = Compile(SignedWatermark);

/** What the centre said of a batch. `gap`: it holds up to `watermark` only; `forked`: it will not take this chain. */
export type BatchReply =
  | { readonly reply: 'acknowledged' | 'gap'; readonly watermark: SignedWatermark }
  | { readonly reply: 'forked'; readonly error: DeviceError }
  | { readonly reply: 'failed'; readonly error: DeviceError; readonly retryAfter?: number };

/** What the uplink asks of the centre. */
export interface JournalReceiver {
  send(batch: PendingBatch, signal?: AbortSignal): Promise<BatchReply>;
}

export interface CentralClientOptions extends HttpOptions {
  /** Signs batches, as the kiosk whose certificate the connections have. */
  readonly signer: Signer;
  /** Longest wait for a whole answer, in milliseconds. */
  readonly timeouts?: { readonly rights?: Milliseconds; readonly journal?: Milliseconds };
}

/**
 * The centre over HTTP. Every answer is checked against the contract: a proxy's page, a captive portal, a truncated or
 * foreign JSON are `unreachable`, never data. `url` is the origin, for example `https://central.example`.
 */
export function createCentralClient(options: CentralClientOptions): CentralPort & JournalReceiver {
  const timeouts = { rights: seconds(4), journal: seconds(20), ...options.timeouts };
  const redirection = new Redirection(options.url);

  /** An exchange where the centre has deliveries sent. */
  async function delivered(request: Request): Promise<Result<Answer, DeviceError>> {
    const answer = await exchange({ ...options, url: redirection.origin }, request);
    if (!answer.ok) redirection.forget();
    else if (redirection.follow(answer.value.location))
      return exchange({ ...options, url: redirection.origin }, request);
    return answer;
  }

  return {
    async rightsOf(serial: CardSerial, signal?: AbortSignal): Promise<Result<RightsStatement, DeviceError>> {
      const path = `/v1/cards/${encodeURIComponent(serial)}/rights`;
      const answer = await exchange(options, { method: 'GET', path, timeout: timeouts.rights, signal });
      if (!answer.ok) return answer;
      const { status, body, problem } = answer.value;
      if (status === 404 && problem?.type === PROBLEM.unknownCard)
        return err(centralError('not-found', 'the registry has no such card'));
      if (status !== 200) return err(refusal(answer.value));
      if (!rights.Check(body)) return err(nonsense('the rights of a card', status));
      const read = readRights(body);
      return read.ok ? ok(read.value) : err(centralError('unreachable', `rights: ${read.error}`));
    },

    async send(pending: PendingBatch, signal?: AbortSignal): Promise<BatchReply> {
      const { kiosk, epoch, from, to, batch } = pending;
      const { prev, head } = batch;
      const signature = await options.signer.sign(batchStatement({ kiosk, epoch, from, to, prev, head }));
      const body: JournalBatch = { ...batch, signature };
      const path = `/v1/kiosks/${encodeURIComponent(kiosk)}/journal/${epoch}/${from}-${to}`;
      const answer = await delivered({
        method: 'PUT',
        path,
        body,
        zipped: true,
        timeout: timeouts.journal,
        signal,
      });
      if (!answer.ok) return { reply: 'failed', error: answer.error };
      const { status, body: told, problem, retryAfter } = answer.value;
      if (status === 200)
        return watermark.Check(told)
          ? { reply: 'acknowledged', watermark: told }
          : { reply: 'failed', error: nonsense('a watermark', status) };
      if (status === 409 && problem?.type === PROBLEM.journalGap && problem.watermark)
        return { reply: 'gap', watermark: problem.watermark };
      if (status === 422 && problem?.type === PROBLEM.journalForked)
        return { reply: 'forked', error: refusal(answer.value) };
      const wait = retryAfter === undefined ? {} : { retryAfter };
      return { reply: 'failed', error: refusal(answer.value), ...wait };
    },
  };
}
