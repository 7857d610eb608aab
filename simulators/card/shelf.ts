import type { CalendarDate } from '@borne/domain/calendar-date';
import type { Organisme } from '@borne/domain/rights';
import { newYearsDay, yearsEnd } from '../personas/household.ts';
import { personas } from '../personas/personas.ts';
import { dyingCard } from './dying-card.ts';
import { hostileCard } from './hostile-card.ts';
import { bankCard, cps3, foreignBankCard, muteCard, unknownCard, vitale1, yesCard } from './other-cards.ts';
import { seededRandom } from './seeded-random.ts';
import type { SimulatedCard, SimulatedKind } from './simulated-card.ts';
import { issueCertificate, simulatedKeyPair } from './technician-authority.ts';
import { technicianCard } from './technician-card.ts';
import { vitale2 } from './vitale-2.ts';

/** A card to try: what the bench shows of it, and the card itself, which remembers (a PIN counter). */
export interface ShelvedCard {
  readonly id: string;
  readonly label: string;
  readonly story: string;
  readonly kind: SimulatedKind;
  readonly card: SimulatedCard;
  /** The caisse that updates it, when the centre knows the card. */
  readonly caisse?: Organisme;
}

/** PIN of the technician's cards on the shelf. */
export const SIMULATED_PIN = '2580';

/** Every card one can insert on `today`: the Cartes Vitale of the personas, then the others. */
export function createShelf(today: CalendarDate): readonly ShelvedCard[] {
  return [
    ...personas(today).map(({ id, label, story, card, issued, registry }) => ({
      id,
      label,
      story,
      kind: 'vitale-2' as const,
      card: vitale2(card, {}, issued),
      ...(registry && { caisse: registry.organisme }),
    })),
    {
      id: 'technician',
      label: 'Carte de technicien',
      story: `Ouvre la maintenance ; code ${SIMULATED_PIN}, bloquée après trois erreurs.`,
      kind: 'technician',
      card: technician('TECH-0042', newYearsDay(today, -1), yearsEnd(today, 1)),
    },
    {
      id: 'technician-expired',
      label: 'Carte de technicien périmée',
      story: `Le code ${SIMULATED_PIN} est bon, le certificat a expiré l’an dernier.`,
      kind: 'technician',
      card: technician('TECH-0007', newYearsDay(today, -3), yearsEnd(today, -1)),
    },
    {
      id: 'technician-forged',
      label: 'Fausse carte de technicien',
      story: 'Répond oui à tout, sans certificat de l’autorité : à refuser.',
      kind: 'technician',
      card: yesCard(),
    },
    {
      id: 'vitale-1',
      label: 'Carte Vitale 1',
      story: 'Première génération, qui n’est plus lue : à remplacer.',
      kind: 'vitale-1',
      card: vitale1(),
    },
    {
      id: 'cps',
      label: 'Carte de professionnel de santé',
      story: 'Une CPS3 : à rendre poliment.',
      kind: 'professional',
      card: cps3(),
    },
    {
      id: 'bank',
      label: 'Carte bancaire',
      story: 'Reconnue à son ATR : à rendre.',
      kind: 'bank',
      card: bankCard(),
    },
    {
      id: 'bank-foreign',
      label: 'Carte bancaire étrangère',
      story: 'ATR inconnu ; son répertoire de paiement la trahit.',
      kind: 'bank',
      card: foreignBankCard(),
    },
    {
      id: 'unknown',
      label: 'Carte de transport',
      story: 'Une puce qui n’a rien à faire ici.',
      kind: 'unknown',
      card: unknownCard(),
    },
    {
      id: 'mute',
      label: 'Carte Vitale muette',
      story: 'Puce usée ou sale : aucune réponse à la mise sous tension.',
      kind: 'mute',
      card: muteCard(),
    },
    {
      id: 'dying',
      label: 'Carte Vitale qui lâche',
      story: 'Sa puce cesse de répondre au milieu de la première lecture, et reste muette ensuite.',
      kind: 'vitale-2',
      card: dyingCard(anyVitale(today), 4),
    },
    {
      id: 'hostile',
      label: 'Fausse carte Vitale hostile',
      story:
        'Faite pour nuire au lecteur : longueurs fausses, boucles, fichiers sans fin ; jamais deux fois pareil.',
      kind: 'vitale-2',
      // Of this seed, the first two insertions cannot be read.
      card: hostileCard(anyVitale(today), seededRandom(2)),
    },
    {
      id: 'upside-down',
      label: 'Carte Vitale à l’envers',
      story: 'Les contacts ne touchent pas la puce.',
      kind: 'mute',
      card: muteCard(),
    },
  ];
}

function anyVitale(today: CalendarDate): SimulatedCard {
  const [persona] = personas(today);
  if (!persona) throw new Error('no persona');
  return vitale2(persona.card);
}

function technician(holder: string, from: CalendarDate, to: CalendarDate): SimulatedCard {
  const { privateKey, point } = simulatedKeyPair(holder);
  const certificate = issueCertificate({ holder, point, from, to });
  return technicianCard({ pin: SIMULATED_PIN, certificate, privateKey });
}
