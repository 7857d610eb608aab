import type { PaiementIj } from '@borne/documents/attestation-ij';
import type { LigneFiscale } from '@borne/documents/releve-fiscal';
import type { MoisAnterieur, Soin, Virement } from '@borne/documents/releve-remboursements';
import type { CalendarDate } from '@borne/domain/calendar-date';
import { type Cents, cents } from '@borne/domain/money';
import { newYearsDay, shiftDays } from './household.ts';

/**
 * What the caisse holds for an account besides the rights. Every word of it is fictional: names of professionals, amounts,
 * addresses, telephone numbers (06 39 98, kept by the ARCEP for fiction) and ends of IBANs.
 */
export interface Account {
  readonly ij: readonly PaiementIj[];
  readonly fiscal: readonly LigneFiscale[];
  /** Newest first, of the last six months; those before are in `earlier`. */
  readonly transfers: readonly Virement[];
  readonly earlier: readonly MoisAnterieur[];
  /** Lines of the postal address. */
  readonly address: readonly string[];
  readonly ibanLastFour: string;
  readonly email: string;
  readonly phone: string;
}

/** The account of the persona `id` as it is on `today`; an empty one for somebody to whom nothing was paid. */
export function accountOf(id: string, today: CalendarDate): Account {
  return { ...nothingPaid(id), ...inventedAccounts[id]?.(today) };
}

const nothingPaid = (id: string): Account => ({
  ij: [],
  fiscal: [],
  transfers: [],
  earlier: [],
  address: ['1 RUE DE L’EXEMPLE', '00000 VILLE-FICTIVE'],
  ibanLastFour: '0189',
  email: `${id}@exemple.fr`,
  phone: '0639980001',
});

const inventedAccounts: Readonly<Record<string, (today: CalendarDate) => Partial<Account>>> = {
  'nathalie-durand': (today) => ({
    ij: fortnights(today, 3, { nature: 'maladie', dailyRate: cents(4147), paidTo: 'employeur' }),
    fiscal: [{ prestation: 'ij', netPaid: cents(162542), netFiscal: cents(167591) }],
    transfers: [
      transfer(today, 4, null, soin(today, 9, 'Consultation généraliste', 3000, 70, 200)),
      transfer(
        today,
        12,
        'Pharmacie des Tilleuls',
        soin(today, 15, 'Médicaments remboursés à 65 %', 1284, 65, 100),
        soin(today, 15, 'Médicaments remboursés à 30 %', 612, 30, 100),
      ),
    ],
    address: ['RÉSIDENCE LES PEUPLIERS', '14 RUE DE L’ÉVIÈRE', '49000 ANGERS'],
    ibanLastFour: '2606',
    email: 'nathalie.durand@exemple.fr',
  }),
  'yvonne-lecoeur': (today) => ({
    fiscal: [],
    transfers: Array.from({ length: 6 }, (_, month) => monthOfCare(today, month)).flat(),
    earlier: Array.from({ length: 6 }, (_, month) => ({
      month: shiftDays(today, -30 * (month + 6)).slice(0, 7),
      toAssure: cents(2800),
      toProfessionals: cents(4877 + 12 * month),
    })),
    address: ['3 PASSAGE DU CŒUR-VOLANT', '75020 PARIS'],
    email: 'yvonne@exemple.fr',
  }),
  'mamadou-diallo': (today) => ({
    ij: fortnights(today, 6, { nature: 'accident-du-travail', dailyRate: cents(7230), paidTo: 'assure' }),
    fiscal: [
      { prestation: 'ij-accident-du-travail', netPaid: cents(566691), netFiscal: cents(291130) },
      { prestation: 'ij-ald', netPaid: cents(98765), netFiscal: cents(0) },
      { prestation: 'pension-invalidite', netPaid: cents(1234567), netFiscal: cents(1261234) },
    ],
    transfers: [
      transfer(today, 20, 'Clinique de l’Ourcq', soin(today, 31, 'Soins de kinésithérapie', 120050, 100, 0)),
    ],
    address: ['CHEZ MME DIALLO', 'BÂTIMENT C', '27 QUAI DE L’OISE', '75019 PARIS'],
  }),
  'zoe-de-l-attre': (today) => ({
    ij: fortnights(today, 8, { nature: 'maternite', dailyRate: cents(10104), paidTo: 'assure' }),
    fiscal: [{ prestation: 'ij', netPaid: cents(1055828), netFiscal: cents(1088631) }],
    transfers: [
      transfer(
        today,
        2,
        null,
        soin(today, 6, 'Consultation pédiatre', 5500, 70, 0),
        soin(today, 6, 'Vaccination', 1200, 65, 0),
      ),
      transfer(
        today,
        33,
        'Maternité de la Croix-Rousse-Sainte-Eulalie',
        soin(today, 60, 'Échographie', 7541, 100, 0),
      ),
    ],
    address: ['HÔTEL DE L’ATTRE-MONTMORENCY', '118 BIS COURS DU MARÉCHAL-DE-SAINT-ÉVREMOND', '69003 LYON'],
    email: 'zoe.de.l.attre.montmorency@exemple.fr',
  }),
};

/** Two weeks of allowances each, newest first; CSG 6,2 % and CRDS 0,5 % withheld, rounded as each is. */
function fortnights(
  today: CalendarDate,
  count: number,
  { nature, dailyRate, paidTo }: Pick<PaiementIj, 'nature' | 'dailyRate' | 'paidTo'>,
): readonly PaiementIj[] {
  return Array.from({ length: count }, (_, index) => {
    const from = shiftDays(today, -14 * (index + 1) - 3);
    const gross = cents(14 * dailyRate);
    const [csg, crds] = [share(gross, 62), share(gross, 5)];
    const net = cents(gross - csg - crds);
    const [to, paidOn] = [shiftDays(from, 13), shiftDays(from, 15)];
    return { nature, from, to, days: 14, dailyRate, gross, csg, crds, net, paidOn, paidTo };
  });
}

const share = (amount: Cents, thousandths: number) => cents(Math.round((amount * thousandths) / 1000));

function transfer(
  today: CalendarDate,
  daysAgo: number,
  professional: string | null,
  ...acts: readonly Soin[]
): Virement {
  const payee =
    professional === null
      ? ({ kind: 'assure' } as const)
      : ({ kind: 'professionnel', name: professional } as const);
  return { day: shiftDays(today, -daysAgo), payee, acts };
}

function soin(
  today: CalendarDate,
  daysAgo: number,
  act: string,
  spent: number,
  ratePercent: number,
  withheld: number,
): Soin {
  const reimbursed = cents(Math.round((spent * ratePercent) / 100) - withheld);
  return {
    day: shiftDays(today, -daysAgo),
    act,
    spent: cents(spent),
    base: cents(spent),
    ratePercent,
    withheld: cents(withheld),
    reimbursed,
  };
}

/** A long history: a consultation, its medicines and a blood test, each month. */
function monthOfCare(today: CalendarDate, month: number): readonly Virement[] {
  const ago = 30 * month;
  return [
    transfer(today, ago + 3, null, soin(today, ago + 8, 'Consultation généraliste', 3000, 100, 200)),
    transfer(
      today,
      ago + 10,
      'Pharmacie de la Réunion',
      ...Array.from({ length: 3 }, (_, line) =>
        soin(today, ago + 11, `Médicaments, ligne ${line + 1}`, 780 + 41 * line, 100, 100),
      ),
    ),
    transfer(
      today,
      ago + 14,
      'Laboratoire du Père-Lachaise',
      soin(today, ago + 16, 'Analyses de biologie', 2714, 100, 0),
    ),
  ];
}

/** The year that a *relevé fiscal* of `today` is about: the one before. */
export const fiscalYear = (today: CalendarDate): number => Number(newYearsDay(today, -1).slice(0, 4));
