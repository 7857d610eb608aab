import type { Clock } from '@borne/domain/time';
import type { CentralKeys } from '@borne/sync/contract/central-keys';
import {
  CertificateRequest,
  CertificatesPath,
  Enrolment,
  EnrolmentRequest,
  SignedTime,
  TimeQuery,
} from '@borne/sync/contract/enrolment';
import { PROBLEM, Problem } from '@borne/sync/contract/problem';
import { timeStatement } from '@borne/sync/contract/statements';
import { HttpProblem } from '../problem.ts';
import { Gate } from '../seals/gate.ts';
import type { CentralServer } from '../server.ts';
import { type Callers, refused as refusedCaller } from './callers.ts';
import type { EnrolmentRefusal, KioskRegistry } from './kiosk-registry.ts';
import type { SigningKeys } from './signing-keys.ts';

/** Longest request in bytes: a request for a certificate on P-256 is under one thousand. */
const LONGEST_REQUEST = 8 * 1024;

/** Codes that are tried at once, in all and from one network: each try costs a derivation that is slow on purpose. */
const TRIES = { atOnce: 8, ofOneNetwork: 2 };

export interface IdentityRoutesOptions {
  readonly clock: Pick<Clock, 'now'>;
  readonly callers: Callers;
  readonly registry: KioskRegistry;
  readonly signing: SigningKeys;
  /** What every kiosk is given with its certificate. */
  readonly keys: () => CentralKeys;
}

function problemOf(refused: EnrolmentRefusal): HttpProblem {
  switch (refused.refusal) {
    case 'bad-request':
      return new HttpProblem(400, 'Not a request for the certificate of a kiosk', { detail: refused.detail });
    case 'code':
      return new HttpProblem(403, 'No such code waits for this kiosk: it may be used, expired or mistyped', {
        type: PROBLEM.codeRefused,
      });
    case 'key-of-another':
    case 'key-revoked':
      return new HttpProblem(403, 'This key is another kiosk’s, or was revoked: make a new one', {
        type: PROBLEM.keyRefused,
      });
    case 'revoked':
      return refusedCaller('revoked');
    case 'too-often':
      return new HttpProblem(429, 'This kiosk was given enough certificates for a day');
  }
}

/** Enrolment, renewal, and the time. */
export function addIdentityRoutes(server: CentralServer, options: IdentityRoutesOptions): void {
  const { clock, callers, registry, signing, keys } = options;
  const gate = new Gate(TRIES.atOnce, TRIES.ofOneNetwork);

  const answered = (certificate: Uint8Array): Enrolment => ({
    certificate: Buffer.from(certificate).toString('base64'),
    authority: registry.authority.raw.toString('base64'),
    keys: keys(),
  });

  server.post(
    '/v1/enrolment',
    {
      bodyLimit: LONGEST_REQUEST,
      schema: {
        summary: 'Certifies a new kiosk that knows its one-time code; the same again for the same key',
        body: EnrolmentRequest,
        response: { 200: Enrolment, '4xx': Problem },
      },
    },
    async (request, reply) => {
      const { kiosk, code, request: pkcs10 } = request.body;
      const enrolled = await gate.pass(request.ip, () => registry.enrol(kiosk, code, derOf(pkcs10)));
      if (!enrolled) {
        reply.header('retry-after', '2');
        throw new HttpProblem(429, 'Too many codes are being tried');
      }
      if (!enrolled.ok) throw problemOf(enrolled.error);
      return answered(enrolled.value);
    },
  );

  server.post(
    '/v1/kiosks/:kiosk/certificates',
    {
      bodyLimit: LONGEST_REQUEST,
      onRequest: async (request) => {
        await callers.ownKiosk(request, request.params.kiosk);
      },
      schema: {
        summary: 'Certifies the next key of a kiosk; the same again for the same key',
        security: [{ kiosk: [] }],
        params: CertificatesPath,
        body: CertificateRequest,
        response: { 200: Enrolment, '4xx': Problem },
      },
    },
    async (request, reply) => {
      const caller = await callers.ownKiosk(request, request.params.kiosk);
      const renewed = await registry.renew(caller, derOf(request.body.request));
      if (!renewed.ok) {
        if (renewed.error.refusal === 'too-often') reply.header('retry-after', '3600');
        throw problemOf(renewed.error);
      }
      return answered(renewed.value);
    },
  );

  server.get(
    '/v1/time',
    {
      schema: {
        summary: 'What time it is, signed, for who cannot judge the dates of a certificate yet',
        querystring: TimeQuery,
        response: { 200: SignedTime, '4xx': Problem },
      },
    },
    async (request, reply) => {
      reply.header('cache-control', 'no-store');
      const claim = { nonce: request.query.nonce, time: clock.now() };
      return { ...claim, ...signing.sign('watermark', timeStatement(claim)) };
    },
  );
}

const derOf = (base64: string) => new Uint8Array(Buffer.from(base64, 'base64'));
