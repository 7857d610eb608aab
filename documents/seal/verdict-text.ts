import { calendarDateAt, formatDay } from '@borne/domain/calendar-date';
import type { EpochMilliseconds } from '@borne/domain/time';
import type { SealedDocument, Verdict } from './verdict.ts';

/** A verdict for a person, in French. `tone` is what a colour and a sign say; the words say it too. */
export interface VerdictText {
  readonly tone: 'good' | 'caution' | 'bad';
  /** Two or three words. */
  readonly title: string;
  readonly sentence: string;
  /** What to know besides, in the order of its weight. */
  readonly notes: readonly string[];
}

const day = (at: EpochMilliseconds) => formatDay(calendarDateAt(at));

const compare =
  'Comparez chaque ligne ci-dessous avec le papier : si une seule diffère, le papier a été modifié.';

/** The words for a verdict. */
export function verdictText(verdict: Verdict): VerdictText {
  switch (verdict.verdict) {
    case 'genuine':
      return {
        tone: 'good',
        title: 'Sceau authentique',
        sentence: `Ce sceau a bien été apposé par une borne, le ${day(verdict.document.sealedAt)}, et n’a pas été modifié.`,
        notes: [compare, ...notes(verdict.document)],
      };
    case 'unconfirmed':
      return {
        tone: 'caution',
        title: 'Non confirmé',
        sentence: `Ce sceau a bien été apposé par une borne, le ${day(verdict.document.sealedAt)}, mais nul n’a pu dire s’il a été annulé depuis : vérifiez-le à nouveau avant d’accepter ce document.`,
        notes: [compare, ...notes(verdict.document)],
      };
    case 'expired':
      return {
        tone: 'caution',
        title: verdict.why === 'future' ? 'Pas encore valable' : 'Périmé',
        sentence: expiredSentence(verdict),
        notes: [compare, ...notes(verdict.document)],
      };
    case 'revoked':
      return {
        tone: 'bad',
        title: 'Révoqué',
        sentence:
          verdict.what === 'document'
            ? `Ce document a été annulé par l’organisme le ${day(verdict.since)} : ne l’acceptez pas.`
            : `La borne qui a apposé ce sceau a perdu le droit de le faire le ${day(verdict.since)} : n’acceptez pas ce document.`,
        notes: notes(verdict.document),
      };
    case 'altered':
      return {
        tone: 'bad',
        title: 'Falsifié',
        sentence:
          'Le contenu de ce sceau a été modifié, ou sa signature n’est pas la bonne : n’acceptez pas ce document.',
        notes: ['Rien de ce que dit ce code n’est affiché : rien n’en est prouvé.'],
      };
    case 'unknown-authority':
      return {
        tone: 'bad',
        title: 'Autorité inconnue',
        sentence: `Ce sceau se réclame du certificat ${verdict.authority} ${verdict.certificate}, qu’aucune autorité de confiance n’a délivré : n’acceptez pas ce document.`,
        notes: ['Rien de ce que dit ce code n’est affiché : rien n’en est prouvé.'],
      };
    case 'unreadable':
      return {
        tone: 'caution',
        title: 'Illisible',
        sentence:
          'Aucun sceau n’a pu être lu : le code manque, il est incomplet ou abîmé, ou d’un type inconnu ici.',
        notes: ['Lisez à nouveau le code, en entier.', `Détail : ${verdict.detail}`],
      };
    case 'foreign':
      return {
        tone: 'caution',
        title: 'Pas un sceau',
        sentence: 'Ce code n’est pas le sceau d’un document de borne.',
        notes: ['Cherchez sur le document le code carré qui suit « Vérifier ce document ».'],
      };
  }
}

function expiredSentence({ why, document }: Extract<Verdict, { verdict: 'expired' }>): string {
  const { validUntil } = document.about;
  switch (why) {
    case 'rights':
      return `Ce sceau est authentique, mais ce qu’il atteste a pris fin${validUntil ? ` le ${formatDay(validUntil)}` : ''}.`;
    case 'certificate':
      return 'Ce sceau a été apposé hors de la période de validité de son certificat.';
    case 'future':
      return `Ce sceau est daté du ${day(document.sealedAt)}, qui n’est pas encore venu : l’horloge de la borne, ou la vôtre, est fausse.`;
  }
}

function notes({
  about,
  authority,
  certificate,
  sealedBy,
  revocationsAsOf,
}: SealedDocument): readonly string[] {
  return [
    ...(about.specimen ? ['SPÉCIMEN : ce document est sans valeur.'] : []),
    `Borne ${sealedBy.issuedTo}, certificat ${authority} ${certificate} délivré par : ${sealedBy.issuedBy}.`,
    revocationsAsOf === undefined
      ? 'Les annulations n’ont pas pu être vérifiées.'
      : `Annulations connues au ${day(revocationsAsOf)}.`,
  ];
}
