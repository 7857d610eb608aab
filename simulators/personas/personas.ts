import type { CalendarDate, CardBirthDate } from '@borne/domain/calendar-date';
import type { Organisme, VitaleContent } from '@borne/domain/rights';
import {
  bornAged,
  inventedSerial,
  newYearsDay,
  people,
  type Rights,
  shiftDays,
  statement,
  yearsEnd,
} from './household.ts';
import { jeanneRoux } from './jeanne-roux.ts';
import type { Persona } from './persona.ts';

const angers: Organisme = { regime: '01', caisse: '491', centre: '0881' };
const rennes: Organisme = { regime: '01', caisse: '351', centre: '0721' };
const paris: Organisme = { regime: '01', caisse: '751', centre: '0110' };
const ajaccio: Organisme = { regime: '01', caisse: '201', centre: '0011' };

/** The fictional people of the simulation, as they are on `today`. */
export function personas(today: CalendarDate): readonly Persona[] {
  return [
    nathalieDurand(today),
    hugoMercier(today),
    yvonneLecoeur(today),
    letiziaCasanova(today),
    mamadouDiallo(today),
    zoeDeLAttre(today),
    karimBenali(today),
    sophieMartin(today),
    paulLambert(today),
    jeanneRoux(today),
    gabrielHoarau(today),
  ];
}

const current = (today: CalendarDate): Rights => ({
  periods: [{ from: newYearsDay(today, -1), to: yearsEnd(today) }],
  doctorDeclared: true,
});

function nathalieDurand(today: CalendarDate): Persona {
  const family = people(
    {
      familyName: 'DURAND',
      givenNames: 'NATHALIE',
      sex: 2,
      birth: bornAged(today, 57, '0512'),
      place: '49588',
      order: '157',
    },
    {
      familyName: 'DURAND',
      givenNames: 'LÉA',
      sex: 2,
      birth: bornAged(today, 15, '0908'),
      place: '49951',
      order: '012',
    },
    {
      familyName: 'DURAND',
      givenNames: 'THOMAS',
      sex: 1,
      birth: bornAged(today, 11, '0223'),
      place: '49951',
      order: '044',
    },
  );
  const child = { ...current(today), doctorDeclared: false };
  return {
    id: 'nathalie-durand',
    label: 'Nathalie Durand, 57 ans, deux enfants',
    story: 'Droits à jour, sur la carte comme à la caisse ; trois bénéficiaires.',
    card: {
      serial: inventedSerial(1001),
      people: family,
      rights: statement('card', shiftDays(today, -40), angers, family, current(today), child),
    },
    registry: statement('central', today, angers, family, current(today), child),
  };
}

function hugoMercier(today: CalendarDate): Persona {
  const alone = people({
    familyName: 'MERCIER',
    givenNames: 'HUGO',
    sex: 1,
    birth: bornAged(today, 20, '0317'),
    place: '35960',
    order: '208',
  });
  const rights: Rights = { periods: [{ from: newYearsDay(today, -2) }], doctorDeclared: false };
  return {
    id: 'hugo-mercier',
    label: 'Hugo Mercier, 20 ans, étudiant',
    story: 'Seul sur sa carte, droits sans date de fin, aucun médecin traitant déclaré.',
    card: {
      serial: inventedSerial(1002),
      people: alone,
      rights: statement('card', shiftDays(today, -90), rennes, alone, rights),
    },
    registry: statement('central', today, rennes, alone, rights),
  };
}

function yvonneLecoeur(today: CalendarDate): Persona {
  const born = { sex: 2, birth: bornAged(today, 78, '1103'), place: '75955', order: '316' } as const;
  const onCard = people({ familyName: 'LECOEUR', givenNames: 'YVONNE', ...born });
  const registered = people({ familyName: 'LECŒUR', givenNames: 'YVONNE', ...born });
  const rights: Rights = {
    periods: [{ from: newYearsDay(today, -3) }],
    doctorDeclared: true,
    c2s: { from: shiftDays(today, -120), to: shiftDays(today, 244) },
  };
  return {
    id: 'yvonne-lecoeur',
    label: 'Yvonne Lecœur, 78 ans, retraitée, C2S, ALD',
    story:
      'Complémentaire santé solidaire, affection de longue durée ; la carte écrit OE, la caisse écrit Œ.',
    card: {
      serial: inventedSerial(1003),
      people: onCard,
      rights: statement('card', shiftDays(today, -100), paris, onCard, rights),
    },
    registry: statement('central', today, paris, registered, {
      ...rights,
      exonerations: [{ code: '13', period: { from: shiftDays(today, -400), to: shiftDays(today, 1425) } }],
    }),
  };
}

function letiziaCasanova(today: CalendarDate): Persona {
  const alone = people(
    {
      familyName: 'CASANOVA',
      givenNames: 'LETIZIA',
      sex: 2,
      birth: bornAged(today, 44, '0730'),
      place: '2A951',
      order: '021',
    },
    {
      familyName: 'CASANOVA',
      givenNames: 'ANDRIA',
      sex: 1,
      birth: bornAged(today, 6, '0105'),
      place: '2B952',
      order: '003',
    },
  );
  return {
    id: 'letizia-casanova',
    label: 'Letizia Casanova, 44 ans, née en Corse',
    story: 'NIR de Corse-du-Sud (2A) et de Haute-Corse (2B), dont la clé se calcule autrement.',
    card: {
      serial: inventedSerial(1004),
      people: alone,
      rights: statement('card', shiftDays(today, -15), ajaccio, alone, current(today)),
    },
    registry: statement('central', today, ajaccio, alone, current(today)),
  };
}

function mamadouDiallo(today: CalendarDate): Persona {
  const year = Number(today.slice(0, 4)) - 68;
  const alone = people({
    familyName: 'DIALLO',
    givenNames: 'MAMADOU',
    sex: 1,
    birth: `${year}0000` as CardBirthDate,
    nirMonth: '20',
    place: '99958',
    order: '402',
  });
  return {
    id: 'mamadou-diallo',
    label: 'Mamadou Diallo, né à l’étranger, date lunaire',
    story: 'Ni mois ni jour de naissance : la carte garde des zéros, l’écran montre le 1er janvier.',
    card: {
      serial: inventedSerial(1005),
      people: alone,
      rights: statement('card', shiftDays(today, -200), paris, alone, current(today)),
    },
    registry: statement('central', today, paris, alone, current(today)),
  };
}

function zoeDeLAttre(today: CalendarDate): Persona {
  const longName = "DE L'ATTRE-MONTMORENCY DE SAINT-ÉVREMOND";
  const family = people(
    {
      familyName: longName,
      givenNames: 'ZOÉ FRANÇOISE ANAÏS',
      sex: 2,
      birth: bornAged(today, 38, '1224'),
      place: '69970',
      order: '511',
    },
    {
      familyName: longName,
      givenNames: 'MAËL JEAN-BAPTISTE',
      sex: 1,
      birth: bornAged(today, 9, '0401'),
      place: '69971',
      order: '118',
    },
    {
      familyName: longName,
      givenNames: 'HÉLOÏSE',
      sex: 2,
      birth: bornAged(today, 7, '0615'),
      place: '69971',
      order: '120',
    },
    {
      familyName: longName,
      givenNames: 'CÔME',
      sex: 1,
      birth: bornAged(today, 2, '1009'),
      place: '69971',
      order: '007',
    },
  );
  const organisme: Organisme = { regime: '01', caisse: '691', centre: '0202' };
  return {
    id: 'zoe-de-l-attre',
    label: 'Zoé de l’Attre-Montmorency de Saint-Évremond, trois enfants',
    story: 'Un nom de quarante caractères, accents, apostrophe et traits d’union ; quatre bénéficiaires.',
    card: {
      serial: inventedSerial(1006),
      people: family,
      rights: statement('card', shiftDays(today, -5), organisme, family, current(today)),
    },
    registry: statement('central', today, organisme, family, current(today)),
  };
}

function karimBenali(today: CalendarDate): Persona {
  const alone = people({
    familyName: 'BENALI',
    givenNames: 'KARIM',
    sex: 1,
    birth: bornAged(today, 33, '0819'),
    place: '59962',
    order: '275',
  });
  const organisme: Organisme = { regime: '01', caisse: '595', centre: '0303' };
  const ended: Rights = {
    periods: [{ from: newYearsDay(today, -2), to: shiftDays(today, -21) }],
    doctorDeclared: true,
  };
  return {
    id: 'karim-benali',
    label: 'Karim Benali, 33 ans, droits fermés',
    story: 'Droits terminés il y a trois semaines, sur la carte comme à la caisse.',
    card: {
      serial: inventedSerial(1007),
      people: alone,
      rights: statement('card', shiftDays(today, -60), organisme, alone, ended),
    },
    registry: statement('central', today, organisme, alone, ended),
  };
}

function sophieMartin(today: CalendarDate): Persona {
  const mother = {
    familyName: 'MARTIN',
    givenNames: 'SOPHIE',
    sex: 2,
    birth: bornAged(today, 31, '0226'),
    place: '35963',
    order: '090',
  } as const;
  const baby = {
    familyName: 'MARTIN',
    givenNames: 'JULES',
    sex: 1,
    birth: bornAged(today, 0, '0104'),
    place: '35963',
    order: '019',
  } as const;
  const onCard = people(mother);
  const registered = people(mother, baby);
  const lastYear: Rights = {
    periods: [{ from: newYearsDay(today, -2), to: shiftDays(today, 30) }],
    doctorDeclared: false,
  };
  const maternity = { code: '6', period: { from: shiftDays(today, -60), to: shiftDays(today, 120) } };
  return {
    id: 'sophie-martin',
    label: 'Sophie Martin, 31 ans, carte pas à jour',
    story:
      'La carte dit encore Angers, sans enfant et la fin des droits dans un mois ; la caisse de Rennes sait mieux.',
    card: {
      serial: inventedSerial(1008),
      people: onCard,
      rights: statement('card', shiftDays(today, -430), angers, onCard, lastYear),
    },
    registry: statement(
      'central',
      today,
      rennes,
      registered,
      {
        periods: [{ from: newYearsDay(today, -2), to: yearsEnd(today, 1) }],
        doctorDeclared: true,
        exonerations: [maternity],
      },
      { periods: [{ from: newYearsDay(today) }], doctorDeclared: false },
    ),
    issued: { keyVersion: 1, address: ['12 RUE DU MAIL', '49000 ANGERS'] },
    decided: {
      address: ['APPARTEMENT 4', '3 RUE D’ANTRAIN', '35000 RENNES'],
      exonerations: [maternity],
      validity: { from: newYearsDay(today, -6), to: yearsEnd(today, 9) },
    },
  };
}

function paulLambert(today: CalendarDate): Persona {
  const alone = people({
    familyName: 'LAMBERT',
    givenNames: 'PAUL',
    sex: 1,
    birth: bornAged(today, 49, '0614'),
    place: '13964',
    order: '333',
  });
  const card: VitaleContent = {
    serial: inventedSerial(1009),
    people: alone,
    rights: statement(
      'card',
      shiftDays(today, -300),
      { regime: '01', caisse: '131', centre: '0404' },
      alone,
      current(today),
    ),
  };
  return {
    id: 'paul-lambert',
    label: 'Paul Lambert, 49 ans, inconnu du centre',
    story: 'Sa carte se lit, mais le centre ne connaît pas son numéro de série.',
    card,
  };
}

function gabrielHoarau(today: CalendarDate): Persona {
  const alone = people({
    familyName: 'HOARAU',
    givenNames: 'GABRIEL',
    sex: 1,
    birth: bornAged(today, 40, '0921'),
    place: '13967',
    order: '271',
  });
  const reunion: Organisme = { regime: '01', caisse: '974', centre: '0001' };
  return {
    id: 'gabriel-hoarau',
    label: 'Gabriel Hoarau, 40 ans, caisse fermée aujourd’hui',
    story:
      'Sa caisse, à La Réunion, ne met aucune carte à jour avant demain 8 h ; ses documents restent offerts.',
    card: {
      serial: inventedSerial(1011),
      people: alone,
      rights: statement('card', shiftDays(today, -80), reunion, alone, current(today)),
    },
    registry: statement('central', today, reunion, alone, current(today)),
  };
}
