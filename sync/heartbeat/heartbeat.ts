import type { DeviceError } from '@borne/domain/device-error';
import { err, ok, type Result } from '@borne/domain/result';
import { type Clock, seconds } from '@borne/domain/time';
import { Compile } from 'typebox/compile';
import { exchange, type HttpOptions, nonsense, refusal } from '../central/http.ts';
import { type Heartbeat, HeartbeatReply } from '../contract/heartbeat.ts';

const reply = Compile(HeartbeatReply);

/** Shorter than any interval between two: they never pile up. */
const TIMEOUT = seconds(10);

/** What a heartbeat was answered, and the centre's clock less this one in milliseconds: half the exchange is taken for the way back. */
export interface Answered {
  readonly reply: HeartbeatReply;
  readonly clockOffset: number;
}

/** Sends one heartbeat of `kiosk`. It is not sent again when it is lost: the next one tells more. */
export async function sendHeartbeat(
  http: HttpOptions,
  kiosk: string,
  heartbeat: Omit<Heartbeat, 'sent'>,
  clock: Clock,
  signal?: AbortSignal,
): Promise<Result<Answered, DeviceError>> {
  const [sent, began] = [clock.now(), clock.monotonic()];
  const answer = await exchange(http, {
    method: 'POST',
    path: `/v1/kiosks/${encodeURIComponent(kiosk)}/heartbeat`,
    body: { ...heartbeat, sent } satisfies Heartbeat,
    timeout: TIMEOUT,
    signal,
  });
  if (!answer.ok) return answer;
  const { status, body } = answer.value;
  if (status !== 200) return err(refusal(answer.value));
  if (!reply.Check(body)) return err(nonsense('the answer to a heartbeat', status));
  const halfway = sent + (clock.monotonic() - began) / 2;
  return ok({ reply: body, clockOffset: Math.round(body.time - halfway) });
}
