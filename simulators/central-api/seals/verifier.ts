import { PREFIX } from '@borne/documents/seal/sealed-text';
import { type FindTrust, verifySeal } from '@borne/documents/seal/verdict';
import { verdictText } from '@borne/documents/seal/verdict-text';
import { err, ok, type Result } from '@borne/domain/result';
import type { Clock } from '@borne/domain/time';
import { codeInPicture, LARGEST_PICTURE } from '@borne/sync/sealing/code-in-picture';
import multipart from '@fastify/multipart';
import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify';
import type { CentralServer } from '../server.ts';
import { contentSecurityPolicy, type Outcome, verifierPage } from './verifier-page.ts';

/** Longest form with a text in it, in bytes: the longest seal, each character of it as %XX. */
const LONGEST_FORM = 16 * 1024;

/** Pictures that are looked into at once: each takes memory and the processor for a moment. */
const MOST_PICTURES = 2;

interface VerifierOptions {
  readonly findTrust: FindTrust;
  readonly clock: Clock;
}

/** Serves the page on which anybody checks a printed document. What is sent to it is judged, answered, and kept nowhere. */
export function addVerifier(server: CentralServer, { findTrust, clock }: VerifierOptions): void {
  let pictures = 0;

  async function judge(text: string): Promise<Outcome> {
    const verdict = await verifySeal(text, findTrust, clock.now());
    if (!verdict.ok) return { outcome: 'refused', reason: 'La vérification est impossible pour le moment.' };
    const document = 'document' in verdict.value ? { document: verdict.value.document } : {};
    return { outcome: 'judged', text: verdictText(verdict.value), ...document };
  }

  async function judgePhoto(request: FastifyRequest): Promise<Outcome> {
    if (pictures >= MOST_PICTURES)
      return {
        outcome: 'refused',
        reason: 'Beaucoup de photos arrivent en ce moment : essayez à nouveau dans un instant.',
      };
    pictures += 1;
    try {
      const photo = await (await request.file())?.toBuffer();
      const code = await textIn(photo);
      return code.ok ? await judge(code.value) : { outcome: 'refused', reason: code.error };
    } finally {
      pictures -= 1;
    }
  }

  server.register(async (scope) => {
    await scope.register(multipart, {
      limits: { files: 1, fields: 0, parts: 1, fileSize: LARGEST_PICTURE, headerPairs: 20 },
    });
    scope.addContentTypeParser(
      'application/x-www-form-urlencoded',
      { parseAs: 'string', bodyLimit: LONGEST_FORM },
      (_request, body, done) => done(null, new URLSearchParams(String(body))),
    );
    // Nothing of a failure is shown or told: it may quote what was sent.
    scope.setErrorHandler<FastifyError>((error, _request, reply) =>
      answer(reply.status(error.statusCode ?? 500), { outcome: 'refused', reason: reasonOf(error) }),
    );

    scope.get('/verifier', { schema: { hide: true } }, (_request, reply) =>
      answer(reply, { outcome: 'none' }),
    );
    scope.post('/verifier', { schema: { hide: true } }, async (request, reply) => {
      if (request.isMultipart()) return answer(reply, await judgePhoto(request));
      const seal = request.body instanceof URLSearchParams ? request.body.get('seal') : null;
      return answer(
        reply,
        seal ? await judge(seal) : { outcome: 'refused', reason: 'Aucun texte n’a été reçu.' },
      );
    });
  });
}

async function textIn(photo: Uint8Array | undefined): Promise<Result<string, string>> {
  if (!photo || photo.length === 0) return err('Aucune photo n’a été reçue.');
  const code = await codeInPicture(photo, PREFIX);
  if (code.ok) return ok(code.value);
  return err(reasons[code.error]);
}

const reasons = {
  'not-a-picture': 'Ce fichier n’est pas une photo JPEG ou PNG.',
  'too-large': 'Cette photo est trop grande.',
  'no-code':
    'Aucun code n’a été trouvé sur cette photo : approchez-vous, éclairez le papier et tenez-le à plat.',
} as const;

const reasonOf = ({ statusCode = 500 }: FastifyError): string => {
  if (statusCode === 413) return 'Ce qui a été envoyé est trop grand.';
  return statusCode < 500
    ? 'Ce qui a été envoyé n’a pas été compris.'
    : 'La vérification est impossible pour le moment.';
};

/** The address is never kept with what was asked, nor shown in another site's frame, nor sent on. */
function answer(reply: FastifyReply, outcome: Outcome): FastifyReply {
  return reply
    .headers({
      'content-type': 'text/html; charset=utf-8',
      'cache-control': 'no-store',
      'content-security-policy': contentSecurityPolicy,
      'referrer-policy': 'no-referrer',
      'x-content-type-options': 'nosniff',
    })
    .send(verifierPage(outcome));
}
