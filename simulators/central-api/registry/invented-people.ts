import { createHash } from 'node:crypto';
import type { CalendarDate, CardBirthDate } from '@borne/domain/calendar-date';
import type { Exoneration, Organisme, RightsPeriod } from '@borne/domain/rights';
import {
  type Invented,
  inventedSerial,
  newYearsDay,
  people,
  type Rights,
  shiftDays,
  statement,
  yearsEnd,
} from '../../personas/household.ts';
import type { Insured } from './registry.ts';

/** Most cards that can be invented: with four people on each there would still be a NIR for everybody. */
export const MOST_INVENTED = 1_000_000;

/** Serials from here on, above those of the personas. */
const FIRST_SERIAL = 10_000_000;

/** The card number `index`, from 0. */
export const inventedCardSerial = (index: number) => inventedSerial(FIRST_SERIAL + index);

const familyNames =
  'MARTIN BERNARD THOMAS PETIT ROBERT RICHARD DURAND DUBOIS MOREAU LAURENT SIMON MICHEL LEFÈVRE LEROY ROUX DAVID BERTRAND MOREL FOURNIER GIRARD BONNET DUPONT LAMBERT FONTAINE ROUSSEAU VINCENT MULLER FAURE ANDRÉ MERCIER BLANC GUÉRIN BOYER GARNIER CHEVALIER FRANÇOIS LEGRAND GAUTHIER GARCIA PERRIN ROBIN CLÉMENT MORIN NICOLAS HENRY ROUSSEL MATHIEU GAUTIER MASSON MARCHAND DUVAL DENIS DUMONT MARIE LEMAIRE NOËL MEYER DUFOUR MEUNIER BRUN BLANCHARD GIRAUD JOLY RIVIÈRE LUCAS BRUNET GAILLARD BARBIER ARNAUD MARTINEZ GÉRARD ROCHE RENARD SCHMITT ROY LEROUX COLIN VIDAL CARON PICARD ROGER FABRE AUBERT LEMOINE RENAUD DUMAS LACROIX OLIVIER PHILIPPE BOURGEOIS PIERRE BENOÎT REY LECLERC PAYET ROLLAND LECLERCQ GUILLAUME LECOMTE'.split(
    ' ',
  );
const givenNames = {
  1: 'JEAN PIERRE MICHEL ANDRÉ PHILIPPE RENÉ LOUIS ALAIN JACQUES BERNARD MARCEL DANIEL ROGER ROBERT PAUL CLAUDE CHRISTIAN HENRI GEORGES NICOLAS FRANÇOIS PATRICK GÉRARD CHRISTOPHE JOSEPH JULIEN MAURICE LAURENT FRÉDÉRIC ÉRIC DAVID STÉPHANE PASCAL SÉBASTIEN ALEXANDRE THIERRY LUCAS HUGO LÉO NOÉ'.split(
    ' ',
  ),
  2: 'MARIE JEANNE FRANÇOISE MONIQUE CATHERINE NATHALIE ISABELLE JACQUELINE ANNE SYLVIE MARTINE MADELEINE NICOLE SUZANNE HÉLÈNE CHRISTINE MARGUERITE DENISE LOUISE CHRISTIANE YVONNE VALÉRIE SOPHIE STÉPHANIE CÉLINE CHANTAL PATRICIA ANNICK SANDRINE BRIGITTE JULIE LÉA MANON CAMILLE CHLOÉ EMMA ZOÉ INÈS JADE ALICE'.split(
    ' ',
  ),
} as const;

/** Codes of exonerations as the caisses give them, without what they stand for mattering here. */
const exonerationCodes = ['3', '4', '6', '13'];

/** Numbers that look drawn and are the same each time: 16 bytes of SHA-256 of the card's index. */
function drawsOf(index: number): (below: number) => number {
  const bytes = createHash('sha256').update(`borne-insured-${index}`).digest();
  let at = 0;
  return (below) => {
    const drawn = (bytes[at % bytes.length] ?? 0) * 256 + (bytes[(at + 1) % bytes.length] ?? 0);
    at += 2;
    return drawn % below;
  };
}

/** Départements of the mainland, Corsica left out, whose NIRs are written otherwise. */
const departements = Array.from({ length: 95 }, (_, index) => String(index + 1).padStart(2, '0')).filter(
  (each) => each !== '20',
);
/** Commune codes that INSEE never assigned, beyond those of the personas. */
const COMMUNES = { first: 971, count: 29 } as const;
const ORDERS = 999;

/**
 * Where person `n` was born: a place and order that nobody else of that sex, year and month has, until some 2.7 million people; no
 * more are needed as others differ in sex, year or month.
 */
function birthplaceOf(n: number): Pick<Invented, 'place' | 'order'> {
  const commune = COMMUNES.first + (Math.floor(n / ORDERS) % COMMUNES.count);
  const departement = departements[Math.floor(n / (ORDERS * COMMUNES.count)) % departements.length] ?? '01';
  return { place: `${departement}${commune}`, order: String((n % ORDERS) + 1).padStart(3, '0') };
}

const twoDigits = (value: number) => String(value).padStart(2, '0');

function bornIn(year: number, draw: (below: number) => number): CardBirthDate {
  return `${year}${twoDigits(draw(12) + 1)}${twoDigits(draw(28) + 1)}` as CardBirthDate;
}

/** The card `index` and its people, as their caisse knows them on `today`: the same each time. */
export function inventedInsured(index: number, today: CalendarDate): Insured {
  const draw = drawsOf(index);
  const year = Number(today.slice(0, 4));
  const age = 18 + draw(75);
  const familyName = familyNames[draw(familyNames.length)] ?? 'MARTIN';
  const children = age < 65 ? Math.max(0, draw(6) - 2) : 0;
  const one = (rang: number, born: number): Invented => {
    const sex = draw(2) === 0 ? 1 : 2;
    const given = givenNames[sex][draw(givenNames[sex].length)] ?? 'MARIE';
    return {
      familyName,
      givenNames: given,
      sex,
      birth: bornIn(born, draw),
      ...birthplaceOf(index * 4 + rang),
    };
  };
  const household = people(
    one(0, year - age),
    ...Array.from({ length: children }, (_, child) =>
      one(child + 1, year - Math.min(age - 17, child * 3 + 1)),
    ),
  );
  const caisse = departements[draw(departements.length)] ?? '01';
  const organisme: Organisme = {
    regime: '01',
    caisse: `${caisse}1`,
    centre: String(draw(9000) + 100).padStart(4, '0'),
  };
  return {
    serial: inventedCardSerial(index),
    rights: statement('central', today, organisme, household, ...rightsOf(today, draw)),
    opposed: draw(500) === 0,
  };
}

/** Of the assuré, then of the children. One in twenty has no rights any more, one in eight the C2S, one in six an exoneration. */
function rightsOf(today: CalendarDate, draw: (below: number) => number): readonly [Rights, Rights] {
  const from = newYearsDay(today, -1 - draw(8));
  const ended: RightsPeriod = { from, to: shiftDays(today, -1 - draw(400)) };
  const periods = [
    draw(20) === 0 && from < (ended.to ?? from)
      ? ended
      : { from, ...(draw(3) === 0 && { to: yearsEnd(today) }) },
  ];
  const c2s = draw(8) === 0 && { c2s: { from: newYearsDay(today), to: yearsEnd(today) } };
  const code = exonerationCodes[draw(exonerationCodes.length)] ?? '13';
  const exoneration: Exoneration = { code, period: { from: newYearsDay(today, -1), to: yearsEnd(today, 2) } };
  return [
    { periods, doctorDeclared: draw(10) > 0, ...c2s, ...(draw(6) === 0 && { exonerations: [exoneration] }) },
    { periods, doctorDeclared: draw(3) > 0, ...c2s },
  ];
}
