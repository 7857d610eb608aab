import { PROBLEM, Problem } from '@borne/sync/contract/problem';
import {
  SealCertificate,
  SealCertificatePath,
  SealCertificateRequest,
  SealCertificatesPath,
  SealStatusQuery,
  SignedSealStatus,
  TrustBundle,
} from '@borne/sync/contract/seal';
import type { Callers } from '../identity/callers.ts';
import { HttpProblem } from '../problem.ts';
import type { CentralServer } from '../server.ts';
import type { CertificateRefusal, SealRegistry } from './seal-registry.ts';

function problemOf(refused: CertificateRefusal): HttpProblem {
  switch (refused.refusal) {
    case 'bad-request':
      return new HttpProblem(400, 'Not a request for the certificate of a seal', { detail: refused.detail });
    case 'key-revoked':
      return new HttpProblem(403, 'This key was compromised: remove key.pem of the kiosk to have another', {
        type: PROBLEM.sealKeyRefused,
      });
    case 'out-of-service':
      return new HttpProblem(
        403,
        'This kiosk was put out of service, until an operator of the centre returns it',
        {
          type: PROBLEM.sealOutOfService,
        },
      );
    case 'key-of-another':
      return new HttpProblem(403, 'This key is certified for another kiosk', {
        type: PROBLEM.sealKeyRefused,
      });
    case 'too-many':
      return new HttpProblem(403, 'This kiosk has too many certificates that are still valid');
  }
}

/** Certificates for kiosks. */
export function addSealCertification(server: CentralServer, callers: Callers, registry: SealRegistry): void {
  server.post(
    '/v1/kiosks/:kiosk/seal-certificates',
    {
      onRequest: async (request) => {
        await callers.ownKiosk(request, request.params.kiosk);
      },
      schema: {
        summary: 'Certifies a kiosk’s sealing key; the same certificate again while it is recent',
        security: [{ kiosk: [] }],
        params: SealCertificatesPath,
        body: SealCertificateRequest,
        response: { 200: SealCertificate, '4xx': Problem },
      },
    },
    async (request) => {
      const { kiosk } = await callers.ownKiosk(request, request.params.kiosk);
      const certified = await registry.certify(
        kiosk,
        new Uint8Array(Buffer.from(request.body.request, 'base64')),
      );
      if (!certified.ok) throw problemOf(certified.error);
      return certified.value;
    },
  );
}

/** What anybody needs to check a seal: it names nobody. */
export function addSealRoutes(server: CentralServer, registry: SealRegistry): void {
  server.get(
    '/v1/seal/certificates/:authority/:certificate',
    {
      schema: {
        summary: 'The certificate that a seal names, its authority, and whether it was revoked',
        params: SealCertificatePath,
        response: { 200: SealCertificate, '4xx': Problem },
      },
    },
    async (request, reply) => {
      const { authority, certificate } = request.params;
      const found = await registry.certificate(authority, certificate);
      if (!found) throw new HttpProblem(404, 'No such certificate was issued here');
      reply.header('cache-control', 'no-cache');
      return found;
    },
  );

  server.get(
    '/v1/seal/certificates/:authority/:certificate/status',
    {
      schema: {
        summary: 'Whether a certificate, and a document by its number, are revoked: signed by the authority',
        params: SealCertificatePath,
        querystring: SealStatusQuery,
        response: { 200: SignedSealStatus, '4xx': Problem },
      },
    },
    async (request, reply) => {
      const { authority, certificate } = request.params;
      const jws = await registry.status(authority, certificate, request.query.document);
      if (jws === undefined) throw new HttpProblem(404, 'No such certificate was issued here');
      reply.header('cache-control', 'no-cache');
      return { jws };
    },
  );

  server.get(
    '/v1/seal/trust',
    {
      schema: {
        summary: 'All that checking seals without a network takes, in one file',
        response: { 200: TrustBundle },
      },
    },
    async (_request, reply) => {
      reply.header('cache-control', 'no-cache');
      return registry.trustBundle();
    },
  );
}
