import type { PaperFormat } from '@borne/domain/paper-format';
import { paper58 } from '@borne/domain/paper-format';
import type { TimeOfDay } from '@borne/domain/time-of-day';
import { describe, expect, it } from 'vitest';
import { bordereauDepot } from './bordereau-depot.ts';
import { certificatProvisoire } from './certificat-provisoire.ts';
import { commandeCeam } from './commande-ceam.ts';
import { declarationCarte } from './declaration-carte.ts';
import type { DocumentModel } from './document-model.ts';
import { type Changement, recepisseChangement } from './recepisse-changement.ts';
import { day, insured, issue, organisme, paper, running } from './testing/invented.ts';
import { ticketRendezVous } from './ticket-rendez-vous.ts';

const at = (text: string) => text as TimeOfDay;
const codes = ({ blocks }: DocumentModel) =>
  blocks.flatMap((block) => (block.kind === 'code' ? [block.content] : []));

describe('commande de CEAM', () => {
  const order = { ...issue, insured, organisme, orderNumber: 'CEAM-1', holders: [insured] as const };

  it('names who gets a card, and when it comes', () => {
    const text = running(commandeCeam({ ...order, tooSoon: false }));
    expect(text).toContain('DURAND Nathalie 10/05/1969');
    expect(text).toContain('Prévoyez 15 jours.');
    expect(text).not.toContain('certificat provisoire');
  });

  it('sends somebody who leaves too soon to the certificat provisoire', () => {
    const text = running(commandeCeam({ ...order, departure: day('2026-11-25'), tooSoon: true }));
    expect(text).toContain('Départ prévu le 25/11/2026');
    expect(text).toContain('demandez aussi à cette borne un certificat provisoire');
  });
});

describe('certificat provisoire', () => {
  it('is valid three months from the day it is for, and numbers its fields as the card does', () => {
    const text = paper(
      certificatProvisoire({ ...issue, holder: insured, organisme, from: day('2026-11-30') }),
    );
    expect(text).toContain('Valable à partir du 30/11/2026\n9. Valable jusqu’au 28/02/2027');
    expect(text).toContain('3. Nom DURAND\n4. Prénoms Nathalie\n5. Date de naissance 10/05/1969');
    expect(text).toContain('015420000');
    expect(text).toContain('Document sans sceau électronique.');
  });
});

describe('déclaration de carte Vitale', () => {
  const loss = {
    ...issue,
    insured,
    organisme,
    reason: 'volee' as const,
    declaredOn: day('2026-11-22'),
    declaredAt: at('14:40'),
  };

  it('claims an opposition only when it is done', () => {
    const done = running(declarationCarte({ ...loss, opposition: 'done' }));
    expect(done).toContain('Motif carte volée');
    expect(done).toContain('Déclarée le 22/11/2026, 14 h 40');
    expect(done).toContain('L’ancienne carte est mise en opposition');
    const waiting = running(declarationCarte({ ...loss, opposition: 'waiting' }));
    expect(waiting).not.toContain('est mise en opposition');
    expect(waiting).toContain('sera mise en opposition dès que la borne aura de nouveau la connexion');
  });
});

describe('récépissé de changement', () => {
  const text = (change: Changement, state: 'recorded' | 'waiting' = 'recorded', format?: PaperFormat) =>
    paper(recepisseChangement({ ...issue, insured, organisme, change, state }), format);

  it('shows a new address, each line on its own', () => {
    expect(
      text({ what: 'address', lines: ['14 RUE DE L’ÉVIÈRE', '49000 ANGERS'], from: day('2026-12-01') }),
    ).toContain('Nouvelle adresse\n14 RUE DE L’ÉVIÈRE\n49000 ANGERS\nÀ partir du 01/12/2026');
  });

  it('shows the end of an IBAN, the edges of an e-mail address, two digits of a telephone', () => {
    expect(text({ what: 'rib', country: 'FR', lastFour: '2606' })).toContain('FR•• •••• •••• 2606');
    const mail = text({ what: 'email', address: 'nathalie.durand@exemple.fr' });
    expect(mail).toContain('n•••@exemple.fr');
    expect(mail).not.toContain('athalie.durand');
    const phone = text({ what: 'phone', number: '0639980042' }, 'recorded', paper58);
    expect(phone).toContain('•• •• •• •• 42');
    expect(phone).not.toContain('3998');
  });

  it('is a request, not a change, until the centre has it', () => {
    const waiting = text({ what: 'email', address: 'a@exemple.fr' }, 'waiting');
    expect(waiting).toContain('CHANGEMENT DEMANDÉ');
    expect(waiting).not.toContain('ENREGISTRÉ');
    expect(waiting).toContain('Il prendra effet quand');
  });
});

describe('bordereau de dépôt', () => {
  const slip = bordereauDepot({
    ...issue,
    insured,
    depositNumber: 'DEPOT-7',
    papers: [
      { kind: 'arret-de-travail', sheets: 3 },
      { kind: 'autre', sheets: 1 },
    ],
  });

  it('lists what is enclosed, and its code names the deposit alone', () => {
    expect(paper(slip)).toContain('Arrêt de travail 3\nAutre document 1');
    expect(codes(slip)).toEqual(['DEPOT-7']);
  });

  it('hides the NIR from those who handle it', () => {
    expect(paper(slip)).toContain('2 69 05 •• ••• ••• ••');
    expect(paper(slip)).not.toContain('588');
  });
});

describe('ticket de rendez-vous', () => {
  const ticket = ticketRendezVous({
    ...issue,
    person: insured,
    day: day('2026-12-01'),
    time: at('09:30'),
    place: ['Accueil de Nancy', '9 boulevard Exemple', '54000 NANCY'],
    subject: 'C2S',
    reference: 'RDV-1',
    bring: ['une pièce d’identité'],
  });

  it('says when, where and what to bring, and no number of the person', () => {
    const text = paper(ticket);
    expect(text).toContain('mardi 1er décembre 2026\nà 9 h 30');
    expect(text).toContain('Lieu Accueil de Nancy\n9 boulevard Exemple\n54000 NANCY');
    expect(text).toContain('- une pièce d’identité');
    expect(text).not.toContain('69 05');
    expect(codes(ticket)).toEqual(['RDV-1']);
  });
});
