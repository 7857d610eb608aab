import { parseCalendarDate } from '@borne/domain/calendar-date';
import type { DeviceError } from '@borne/domain/device-error';
import { err, ok, type Result } from '@borne/domain/result';
import type { CardSerial, CardUpdates } from '@borne/domain/rights';
import { type Milliseconds, seconds } from '@borne/domain/time';
import type { Static, TSchema } from 'typebox';
import { Compile, type Validator } from 'typebox/compile';
import * as Wire from '../contract/card-update.ts';
import { PROBLEM } from '../contract/problem.ts';
import { centralError, exchange, type HttpOptions, nonsense, type Request, refusal } from './http.ts';
import type {
  CardResponses,
  CardUpdateFlag,
  CardUpdateNext,
  CardUpdatePackage,
  CardUpdatePort,
  RightsEnd,
} from './port.ts';

const flagAnswer = Compile(Wire.CardUpdateFlag);
const openedAnswer = Compile(Wire.CardUpdateOpened);
const nextAnswer = Compile(Wire.CardUpdateNext);

export interface CardUpdateClientOptions extends HttpOptions {
  /** Longest wait for one whole answer. */
  readonly timeout?: Milliseconds;
}

/** The centre's card updates over HTTP. Answers are checked against the contract like those of the rest of the centre. */
export function createCardUpdateClient(options: CardUpdateClientOptions): CardUpdatePort {
  const { timeout = seconds(8) } = options;

  /** One exchange whose success has the shape of `answer`. */
  async function ask<Schema extends TSchema>(
    request: Omit<Request, 'timeout'>,
    answer: Validator<Record<never, never>, Schema>,
    expected: string,
  ): Promise<Result<Static<Schema>, DeviceError>> {
    const given = await exchange(options, { ...request, timeout });
    if (!given.ok) return given;
    const { status, body, problem } = given.value;
    if (problem?.type === PROBLEM.unknownCard || problem?.type === PROBLEM.unknownRelay)
      return err(centralError('not-found', problem.title));
    if (status >= 300) return err(refusal(given.value));
    return answer.Check(body) ? ok(body as Static<Schema>) : err(nonsense(expected, status));
  }

  return {
    async flag(serial: CardSerial, updates: CardUpdates | undefined, signal) {
      const query = updates ? `?version=${updates.version}&open=${updates.open}` : '';
      const path = `/v1/cards/${encodeURIComponent(serial)}/update${query}`;
      const answer = await ask({ method: 'GET', path, signal }, flagAnswer, 'the state of a card');
      return answer.ok ? readFlag(answer.value) : answer;
    },

    async open(serial: CardSerial, signal) {
      const request = { method: 'POST', path: '/v1/card-updates', body: { serial }, signal } as const;
      const answer = await ask(request, openedAnswer, 'a relay');
      if (!answer.ok) return answer;
      return ok({ relay: answer.value.relay, first: readPackage(answer.value.first) });
    },

    async next(relay: string, number: number, { responses, cut }: CardResponses, signal) {
      const body: Wire.CardUpdateResponses = {
        responses: responses.map((response) => Buffer.from(response).toString('base64')),
        ...(cut === undefined ? {} : { cut }),
      };
      const path = `/v1/card-updates/${encodeURIComponent(relay)}/${number}`;
      const answer = await ask({ method: 'PUT', path, body, signal }, nextAnswer, 'the next package');
      return answer.ok ? readNext(answer.value) : answer;
    },
  };
}

function readRightsEnd({ until, ended, organisme }: Wire.RightsEnd): Result<RightsEnd, DeviceError> {
  if (until === undefined) return ok({ ended, organisme });
  const date = parseCalendarDate(until);
  if (!date.ok) return err(centralError('unreachable', `end of rights: ${date.error}`));
  return ok({ until: date.value, ended, organisme });
}

function readFlag(wire: Wire.CardUpdateFlag): Result<CardUpdateFlag, DeviceError> {
  if (wire.flag !== 'up-to-date') return ok(wire);
  const rights = readRightsEnd(wire.rights);
  return rights.ok ? ok({ flag: 'up-to-date', rights: rights.value }) : rights;
}

function readPackage({ next: _, commands, ...wire }: Wire.CardUpdatePackage): CardUpdatePackage {
  const bytes = (text: string) => Uint8Array.from(Buffer.from(text, 'base64'));
  return { ...wire, commands: commands.map(({ apdu, step }) => ({ apdu: bytes(apdu), step })) };
}

function readNext(wire: Wire.CardUpdateNext): Result<CardUpdateNext, DeviceError> {
  if (wire.next === 'package') return ok({ next: 'package', ...readPackage(wire) });
  if (wire.outcome === 'failed') return ok({ next: 'closed', closing: { outcome: 'failed', why: wire.why } });
  const { outcome, changed, proof } = wire;
  const rights = readRightsEnd(wire.rights);
  return rights.ok
    ? ok({ next: 'closed', closing: { outcome, changed, rights: rights.value, proof } })
    : rights;
}
