import {
  JournalBatch,
  JournalPath,
  MOST_RECORDS,
  SignedWatermark,
  type Watermark,
} from '@borne/sync/contract/journal';
import { PROBLEM, Problem } from '@borne/sync/contract/problem';
import { watermarkStatement } from '@borne/sync/contract/statements';
import { TypeBoxValidatorCompiler } from '@fastify/type-provider-typebox';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Type } from 'typebox';
import type { DeliveryGate } from '../delivery-gate.ts';
import type { Callers } from '../identity/callers.ts';
import type { SigningKeys } from '../identity/signing-keys.ts';
import { HttpProblem } from '../problem.ts';
import type { Received, Reports } from '../reports/reports.ts';
import type { SentBatch } from '../reports/sent-batch.ts';
import type { CentralServer } from '../server.ts';
import { isZipped } from '../zipped-json.ts';

/** The place of the next records of a journal. */
export const JOURNAL = '/v1/kiosks/:kiosk/journal/:epoch/:from-:to';

export interface JournalRouteOptions {
  readonly callers: Callers;
  readonly signing: SigningKeys;
  readonly gate: DeliveryGate;
  readonly reports: Pick<Reports, 'takeBatch'>;
  /** What a batch took from its arrival to its answer, in seconds. */
  readonly observe: (seconds: number) => void;
}

/**
 * Batches whose bodies are here, and that are not answered yet: who hangs up, or waits no longer, frees a place in the line and not this one. Four
 * times what is let in at a time, and two megabytes each at most, while the disk does not answer.
 */
const MOST_TAKEN = 64;

/** The batch is described as it is, and handed on as it came, if anything came: reading it is the longest part of taking it. */
const UnreadBatch = Type.Unsafe<Buffer | undefined>(JournalBatch);
const nothing = Buffer.alloc(0);

/** A position in a journal out of an address, or a 400: sixteen digits hold more than numbers do. */
function seqOf(text: string): number {
  const seq = Number(text);
  if (!Number.isSafeInteger(seq))
    throw new HttpProblem(400, 'The request does not fit the contract', {
      detail: `params: a position of at most ${Number.MAX_SAFE_INTEGER} is expected`,
    });
  return seq;
}

const rangeOf = ({ from, to }: { readonly from: string; readonly to: string }) => ({
  from: seqOf(from),
  to: seqOf(to),
});

/** Where kiosks deliver their journals. */
export function addJournalRoute(server: CentralServer, options: JournalRouteOptions): void {
  const { callers, signing, gate, reports, observe } = options;

  let taken = 0;

  async function take(sent: SentBatch, reply: FastifyReply): Promise<Received> {
    if (taken >= MOST_TAKEN) throw tooMany(reply, 10);
    taken += 1;
    try {
      return await reports.takeBatch(sent);
    } finally {
      taken -= 1;
    }
  }

  const signed = (kiosk: string, watermark: Watermark): SignedWatermark => ({
    ...watermark,
    ...signing.sign('watermark', watermarkStatement({ kiosk, ...watermark })),
  });

  function answer(kiosk: string, received: Received): SignedWatermark {
    switch (received.ingested) {
      case 'acknowledged':
        return signed(kiosk, received.watermark);
      case 'refused':
        throw new HttpProblem(received.problem.status, received.problem.title, received.problem);
      case 'gap':
        throw new HttpProblem(409, 'Earlier records are missing', {
          type: PROBLEM.journalGap,
          watermark: signed(kiosk, received.watermark),
        });
      case 'forked':
        throw new HttpProblem(422, 'This journal contradicts what is held', {
          type: PROBLEM.journalForked,
          detail: received.reason,
        });
    }
  }

  server.register(async (unread: CentralServer) => {
    unread.removeAllContentTypeParsers();
    unread.addContentTypeParser(
      'application/json',
      { parseAs: 'buffer' },
      async (_: unknown, body: Buffer) => body,
    );

    unread.put(
      JOURNAL,
      {
        // Who calls is settled, and waits for its turn, before anything they send is read: that costs nothing but its connection.
        onRequest: async (request, reply) => {
          const { kiosk } = await callers.ownKiosk(request, request.params.kiosk);
          const { from, to } = rangeOf(request.params);
          await entered(gate, { kiosk, records: to - from + 1 }, request, reply);
        },
        schema: {
          summary: 'The next records of a kiosk’s journal; sending them again changes nothing',
          description: 'The body may be in gzip; its length is limited as inflated.',
          security: [{ kiosk: [] }],
          params: JournalPath,
          body: UnreadBatch,
          response: { 200: SignedWatermark, '4xx': Problem, 503: Problem },
        },
        validatorCompiler: (part) => (part.httpPart === 'body' ? () => true : TypeBoxValidatorCompiler(part)),
      },
      async (request, reply) => {
        const { kiosk, epoch } = request.params;
        // Again: the body may have taken half a minute to come.
        const { fingerprint: certificate } = await callers.ownKiosk(request, kiosk);
        const began = performance.now();
        const sent: SentBatch = {
          ...{ kiosk, epoch, ...rangeOf(request.params), certificate },
          key: callers.keyBehind(request),
          body: request.body ?? nothing,
          isZipped: isZipped(request),
          longest: request.routeOptions.bodyLimit,
        };
        const received = await take(sent, reply);
        observe((performance.now() - began) / 1000);
        return answer(kiosk, received);
      },
    );
  });
}

function tooMany(reply: FastifyReply, comeBackIn: number): HttpProblem {
  reply.header('retry-after', String(comeBackIn));
  return new HttpProblem(503, 'Too many deliveries at once: later, please');
}

/** Waits for the turn of a delivery, which ends with its answer, or its connection. */
async function entered(
  gate: DeliveryGate,
  { kiosk, records }: { readonly kiosk: string; readonly records: number },
  { raw }: Pick<FastifyRequest, 'raw'>,
  reply: FastifyReply,
): Promise<void> {
  const place = gate.enter(kiosk, Math.min(Math.max(records, 1), MOST_RECORDS));
  if ('comeBackIn' in place) throw tooMany(reply, place.comeBackIn);
  // Nothing of its body was read so far, so this is its connection's end.
  if (raw.destroyed) place.giveUp();
  else raw.once('close', place.giveUp);
  const leave = await place.turn;
  if (reply.raw.closed) leave();
  else reply.raw.once('close', leave);
}
