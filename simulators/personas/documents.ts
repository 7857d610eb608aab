import { attestationDroits } from '@borne/documents/attestation-droits';
import { attestationIj } from '@borne/documents/attestation-ij';
import { bordereauDepot } from '@borne/documents/bordereau-depot';
import { certificatProvisoire } from '@borne/documents/certificat-provisoire';
import { commandeCeam } from '@borne/documents/commande-ceam';
import { declarationCarte } from '@borne/documents/declaration-carte';
import type { Issue, Sealable } from '@borne/documents/document-frame';
import type { DocumentModel } from '@borne/documents/document-model';
import { recepisseChangement } from '@borne/documents/recepisse-changement';
import { releveFiscal } from '@borne/documents/releve-fiscal';
import { releveRemboursements } from '@borne/documents/releve-remboursements';
import {
  attestationDroitsManifest,
  attestationDroitsValues,
} from '@borne/documents/seal/attestation-droits-seal';
import { attestationIjManifest, attestationIjValues } from '@borne/documents/seal/attestation-ij-seal';
import {
  certificatProvisoireManifest,
  certificatProvisoireValues,
} from '@borne/documents/seal/certificat-provisoire-seal';
import type { Manifest, SealValue } from '@borne/documents/seal/manifest';
import { releveFiscalManifest, releveFiscalValues } from '@borne/documents/seal/releve-fiscal-seal';
import { statusReport } from '@borne/documents/status-report';
import { testPage } from '@borne/documents/test-page';
import { ticketRendezVous } from '@borne/documents/ticket-rendez-vous';
import type { CalendarDate } from '@borne/domain/calendar-date';
import type { PaperFormat } from '@borne/domain/paper-format';
import type { TimeOfDay } from '@borne/domain/time-of-day';
import { accountOf, fiscalYear } from './account.ts';
import { shiftDays } from './household.ts';
import type { Persona } from './persona.ts';

/** One document that the kiosk makes, for one fictional person. */
export interface InventedDocument {
  /** `attestation-droits`, … : one name for each kind, the same for every persona. */
  readonly kind: string;
  readonly model: DocumentModel;
}

export interface InventedIssue {
  readonly today: CalendarDate;
  /** Seals an official document; absent: it says that it has no seal. */
  readonly seal?: (manifest: Manifest, values: readonly SealValue[]) => string;
  readonly changes?: Partial<Issue>;
}

const halfPastNine = '09:30' as TimeOfDay;
const twentyToThree = '14:40' as TimeOfDay;

/** Every document a person can leave with, made for `persona` from what is invented of them. */
export function documentsFor(
  persona: Persona,
  { today, seal, changes }: InventedIssue,
): readonly InventedDocument[] {
  const rights = persona.registry ?? persona.card.rights;
  if (!rights) return [];
  const { organisme, beneficiaries } = rights;
  const [insured] = beneficiaries;
  const account = accountOf(persona.id, today);
  const about = { insured, organisme };
  /** The data of an official document with its seal, when it gets one. */
  const official = <Data extends Sealable>(
    data: Data,
    manifest: Manifest,
    values: (data: Data) => readonly SealValue[],
  ): Data => (seal ? { ...data, seal: { content: seal(manifest, values(data)) } } : data);
  const period = { from: shiftDays(today, -365), to: today };
  const issue = (code: string): Issue => ({
    documentNumber: `${code}-B001-000123`,
    issuedOn: today,
    kiosk: 'Nancy, hall d’accueil',
    specimen: true,
    duplicata: false,
    ...changes,
  });
  const { address, ibanLastFour, email, phone } = account;
  return [
    {
      kind: 'attestation-droits',
      model: attestationDroits(
        official(
          {
            ...issue('AD'),

            rights,
            rangs: beneficiaries.map(({ rang }) => rang),
          },
          attestationDroitsManifest,
          attestationDroitsValues,
        ),
      ),
    },
    {
      kind: 'attestation-ij',
      model: attestationIj(
        official(
          { ...issue('IJ'), ...about, period, payments: account.ij },
          attestationIjManifest,
          attestationIjValues,
        ),
      ),
    },
    {
      kind: 'releve-fiscal',
      model: releveFiscal(
        official(
          {
            ...issue('RF'),

            ...about,
            year: fiscalYear(today),
            lines: account.fiscal,
          },
          releveFiscalManifest,
          releveFiscalValues,
        ),
      ),
    },
    {
      kind: 'releve-remboursements',
      model: releveRemboursements({
        ...issue('RR'),
        ...about,
        period,
        transfers: account.transfers,
        earlier: account.earlier,
      }),
    },
    {
      kind: 'commande-ceam',
      model: commandeCeam({
        ...issue('CE'),
        ...about,
        holders: beneficiaries,
        orderNumber: 'CEAM-2026-004521',
        departure: shiftDays(today, 9),
        tooSoon: true,
      }),
    },
    {
      kind: 'certificat-provisoire',
      model: certificatProvisoire(
        official(
          {
            ...issue('CP'),

            holder: insured,
            organisme,
            from: shiftDays(today, 9),
          },
          certificatProvisoireManifest,
          certificatProvisoireValues,
        ),
      ),
    },
    {
      kind: 'declaration-carte',
      model: declarationCarte({
        ...issue('DC'),
        ...about,
        reason: 'volee',
        declaredOn: today,
        declaredAt: twentyToThree,
        opposition: 'done',
      }),
    },
    {
      kind: 'changement-adresse',
      model: recepisseChangement({
        ...issue('CA'),
        ...about,
        change: { what: 'address', lines: address, from: shiftDays(today, 8) },
        state: 'recorded',
      }),
    },
    {
      kind: 'changement-rib',
      model: recepisseChangement({
        ...issue('CR'),
        ...about,
        change: { what: 'rib', country: 'FR', lastFour: ibanLastFour },
        state: 'waiting',
      }),
    },
    {
      kind: 'changement-email',
      model: recepisseChangement({
        ...issue('CM'),
        ...about,
        change: { what: 'email', address: email },
        state: 'recorded',
      }),
    },
    {
      kind: 'changement-telephone',
      model: recepisseChangement({
        ...issue('CT'),
        ...about,
        change: { what: 'phone', number: phone },
        state: 'recorded',
      }),
    },
    {
      kind: 'bordereau-depot',
      model: bordereauDepot({
        ...issue('BD'),
        insured,
        depositNumber: 'DEPOT-B001-20261122-0007',
        papers: [
          { kind: 'arret-de-travail', sheets: 3 },
          { kind: 'feuille-de-soins', sheets: 12 },
        ],
      }),
    },
    {
      kind: 'ticket-rendez-vous',
      model: ticketRendezVous({
        ...issue('RV'),
        person: insured,
        day: shiftDays(today, 9),
        time: halfPastNine,
        place: ['Accueil de Nancy', '9 boulevard Exemple', '54000 NANCY'],
        subject: 'Complémentaire santé solidaire',
        reference: 'RDV-0C4F-2210',
        bring: ['une pièce d’identité', 'votre dernier avis d’imposition', 'un RIB à votre nom'],
      }),
    },
  ];
}

/** What a technician prints: about a kiosk, and nobody. */
export function technicianDocuments(today: CalendarDate, paper: PaperFormat): readonly InventedDocument[] {
  const now = { on: today, at: twentyToThree };
  return [
    { kind: 'page-de-test', model: testPage({ kiosk: 'B001', ...now, paper }) },
    {
      kind: 'etat',
      model: statusReport({
        kiosk: 'B001, Nancy, hall d’accueil',
        now,
        software: '0.1.0',
        startedAt: { on: shiftDays(today, -6), at: halfPastNine },
        simulated: true,
        devices: [
          { name: 'Lecteur de cartes', state: 'prêt' },
          { name: 'Imprimante', state: 'papier bientôt fini' },
        ],
        centreHeardAt: now,
        journal: { records: 1284, undelivered: 2, inDoubt: 1 },
        oppositionListOf: today,
        incidents: [
          {
            when: { on: shiftDays(today, -1), at: halfPastNine },
            what: 'Imprimante : capot ouvert pendant une impression',
          },
          { when: { on: shiftDays(today, -3), at: twentyToThree }, what: 'Réseau absent pendant 42 min' },
        ],
      }),
    },
  ];
}
