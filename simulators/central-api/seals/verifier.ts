import { PREFIX } from '@borne/documents/seal/sealed-text';
import { type FindTrust, verifySeal } from '@borne/documents/seal/verdict';
import { verdictText } from '@borne/documents/seal/verdict-text';
import { err, ok, type Result } from '@borne/domain/result';
import type { Clock } from '@borne/domain/time';
import { codeInPicture, LARGEST_PICTURE } from '@borne/sync/sealing/code-in-picture';
import multipart from '@fastify/multipart';
import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify';
import type { CentralServer } from '../server.ts';
import { Gate } from './gate.ts';
import { contentSecurityPolicy, type Outcome, type Refused, verifierPage } from './verifier-page.ts';

/** Longest form with a text in it, in bytes: the longest seal, each character of it as %XX. */
const LONGEST_FORM = 16 * 1024;

/** Photos on their way at once, and from one address: each is held in memory. */
const [MOST_UPLOADS, MOST_UPLOADS_OF_ONE] = [16, 4];

/** Pictures looked into at once, and from one address: each takes memory and the processor for a moment. */
const [MOST_PICTURES, MOST_PICTURES_OF_ONE] = [2, 1];

interface VerifierOptions {
  readonly findTrust: FindTrust;
  readonly clock: Clock;
}

/** Serves the page on which anybody checks a printed document. What is sent to it is judged, answered, and kept nowhere. */
export function addVerifier(server: CentralServer, { findTrust, clock }: VerifierOptions): void {
  const uploads = new Gate(MOST_UPLOADS, MOST_UPLOADS_OF_ONE);
  const pictures = new Gate(MOST_PICTURES, MOST_PICTURES_OF_ONE);

  async function judge(text: string): Promise<Outcome> {
    const verdict = await verifySeal(text, findTrust, clock.now());
    if (!verdict.ok) return refused('La vérification est impossible pour le moment.', 503);
    const document = 'document' in verdict.value ? { document: verdict.value.document } : {};
    return { outcome: 'judged', text: verdictText(verdict.value), ...document };
  }

  async function judgePhoto(request: FastifyRequest): Promise<Outcome> {
    const photo = await uploads.pass(request.ip, () => photoIn(request));
    if (!photo) return crowded;
    if (!photo.ok) return photo.error;
    const code = await pictures.pass(request.ip, () => codeInPicture(photo.value, PREFIX));
    if (!code) return crowded;
    return code.ok ? await judge(code.value) : refused(reasons[code.error]);
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
      answer(reply, refused(reasonOf(error), error.statusCode ?? 500)),
    );

    scope.get('/', { schema: { hide: true } }, (_request, reply) => reply.redirect('/verifier'));
    scope.get('/verifier', { schema: { hide: true } }, (_request, reply) =>
      answer(reply, { outcome: 'none' }),
    );
    scope.post('/verifier', { schema: { hide: true } }, async (request, reply) => {
      if (request.isMultipart()) return answer(reply, await judgePhoto(request));
      const seal = request.body instanceof URLSearchParams ? request.body.get('seal') : null;
      return answer(reply, seal ? await judge(seal) : refused('Aucun texte n’a été reçu.'));
    });
  });
}

const refused = (reason: string, status = 400): Refused => ({ outcome: 'refused', reason, status });

const crowded = refused('Beaucoup de photos arrivent : réessayez dans un instant.', 503);

/** The one file of a form; what is no form, or beyond measure, is refused. */
async function photoIn(request: FastifyRequest): Promise<Result<Uint8Array, Refused>> {
  try {
    const part = await request.file();
    const photo = await part?.toBuffer();
    if (part?.file.truncated) return err(refused(reasons['too-large'], 413));
    return photo?.length ? ok(photo) : err(refused('Aucune photo n’a été reçue.'));
  } catch (cause) {
    const tooLarge = cause instanceof Error && 'statusCode' in cause && cause.statusCode === 413;
    return err(
      tooLarge ? refused(reasons['too-large'], 413) : refused('Ce qui a été envoyé n’a pas été compris.'),
    );
  }
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
    .status(outcome.outcome === 'refused' ? outcome.status : 200)
    .headers({
      'content-type': 'text/html; charset=utf-8',
      'cache-control': 'no-store',
      'content-security-policy': contentSecurityPolicy,
      'referrer-policy': 'no-referrer',
      'x-content-type-options': 'nosniff',
    })
    .send(verifierPage(outcome));
}
