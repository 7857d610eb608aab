import { type CalendarDate, formatDay } from '@borne/domain/calendar-date';
import { formatTimeOfDay, type TimeOfDay } from '@borne/domain/time-of-day';
import { field, space } from './document-frame.ts';
import type { Block, DocumentModel } from './document-model.ts';

export interface Moment {
  readonly on: CalendarDate;
  readonly at: TimeOfDay;
}

/** How a kiosk is, for a technician: no word of anybody who used it. */
export interface StatusReportData {
  readonly kiosk: string;
  readonly now: Moment;
  readonly software: string;
  readonly startedAt: Moment;
  readonly simulated: boolean;
  readonly devices: readonly { readonly name: string; readonly state: string }[];
  /** When the centre was last heard; absent: never since the start. */
  readonly centreHeardAt?: Moment;
  readonly journal: { readonly records: number; readonly undelivered: number; readonly inDoubt: number };
  /** Day of the opposition list held; absent: there is none. */
  readonly oppositionListOf?: CalendarDate;
  /** Newest first. */
  readonly incidents: readonly { readonly when: Moment; readonly what: string }[];
}

/** The status report that a technician prints. In French alone: it is not for the public. */
export function statusReport(data: StatusReportData): DocumentModel {
  const {
    kiosk,
    now,
    software,
    startedAt,
    simulated,
    devices,
    centreHeardAt,
    journal,
    oppositionListOf,
    incidents,
  } = data;
  return {
    documentNumber: 'ETAT',
    blocks: [
      { kind: 'title', text: 'ÉTAT DE LA BORNE' },
      ...(simulated ? [space, { kind: 'mention', text: 'Appareils simulés' } as const] : []),
      { kind: 'rule' },
      french('Borne', kiosk),
      french('Le', moment(now)),
      french('Logiciel', software),
      french('En marche depuis', moment(startedAt)),
      space,
      { kind: 'heading', text: 'Appareils' },
      ...devices.map(({ name, state }) => french(name, state)),
      space,
      { kind: 'heading', text: 'Centre' },
      french('Dernier contact', centreHeardAt ? moment(centreHeardAt) : 'aucun'),
      french('Liste d’opposition', oppositionListOf ? `du ${formatDay(oppositionListOf)}` : 'aucune'),
      space,
      { kind: 'heading', text: 'Journal' },
      french('Enregistrements', String(journal.records)),
      french('À envoyer', String(journal.undelivered)),
      french('Opérations en doute', String(journal.inDoubt)),
      space,
      { kind: 'heading', text: 'Derniers incidents' },
      ...(incidents.length === 0 ? [{ kind: 'paragraph', text: 'Aucun.' } as const] : [table(incidents)]),
      { kind: 'rule' },
    ],
  };
}

const french = (label: string, value: string): Block => field({ text: label }, value);

const moment = ({ on, at }: Moment) => `${formatDay(on)}, ${formatTimeOfDay(at)}`;

const table = (incidents: StatusReportData['incidents']): Block => ({
  kind: 'table',
  columns: [
    { header: { text: 'Quand' }, align: 'left' },
    { header: { text: 'Incident' }, align: 'left' },
  ],
  rows: incidents.map(({ when, what }) => ({ cells: [moment(when), what] })),
});
