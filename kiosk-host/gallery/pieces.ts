import {
  type PrinterProfileName,
  printerProfiles,
} from '@borne/device-drivers/receipt-printer/profiles/catalogue';
import type { DocumentModel } from '@borne/documents/document-model';
import type { SecondLanguage } from '@borne/documents/texts/say';
import type { CalendarDate } from '@borne/domain/calendar-date';
import { documentsFor, type InventedIssue, technicianDocuments } from '@borne/simulators/personas/documents';
import { largestFamily } from '@borne/simulators/personas/largest-family';
import type { Persona } from '@borne/simulators/personas/persona';
import { personas } from '@borne/simulators/personas/personas';

/** One sheet to print. */
export interface Piece {
  /** Name of its file. */
  readonly name: string;
  readonly model: DocumentModel;
  readonly printer: PrinterProfileName;
}

export interface Chapter {
  readonly title: string;
  readonly folder: string;
  readonly pieces: readonly Piece[];
}

export interface ChapterOptions {
  readonly today: CalendarDate;
  /** Ids of personas; all when absent. */
  readonly people?: readonly string[];
  readonly printer: PrinterProfileName;
  readonly secondLanguage?: SecondLanguage;
  readonly seal: NonNullable<InventedIssue['seal']>;
}

/** A chapter for each persona, one of what differs by circumstance, and one for the technician. */
export function chapters(options: ChapterOptions): readonly Chapter[] {
  const { today, people, printer, secondLanguage, seal } = options;
  const shown = personas(today).filter(({ id }) => people === undefined || people.includes(id));
  const issue: InventedIssue = { today, seal, ...(secondLanguage && { changes: { secondLanguage } }) };
  const technician = technicianDocuments(today, printerProfiles[printer].format);
  return [
    ...shown.map((persona) => ({
      title: persona.label,
      folder: persona.id,
      pieces: documentsFor(persona, issue).map(({ kind, model }) => ({ name: kind, model, printer })),
    })),
    { title: 'Une attestation selon les circonstances', folder: 'variantes', pieces: variants(options) },
    {
      title: 'Pour le technicien',
      folder: 'technicien',
      pieces: technician.map(({ kind, model }) => ({ name: kind, model, printer })),
    },
  ];
}

/** The same attestation offline, as a duplicate, without a seal, in other languages, on other papers, and for 19 people. */
function variants({ today, printer, seal }: ChapterOptions): readonly Piece[] {
  const persona = personas(today).find(({ id }) => id === 'yvonne-lecoeur');
  if (!persona) return [];
  const { registry: _, ...offline } = persona;
  const piece = (name: string, of: Persona, issue: Partial<InventedIssue>, on = printer): Piece => {
    const [attestation] = documentsFor(of, { today, ...issue });
    if (!attestation) throw new Error(`nothing is known of ${of.id}: no attestation to show`);
    return { name, model: attestation.model, printer: on };
  };
  return [
    piece('hors-connexion', offline, { seal }),
    piece('duplicata', persona, { seal, changes: { duplicata: true } }),
    piece('sans-sceau', persona, {}),
    ...(['en', 'es', 'pt'] as const).map((secondLanguage) =>
      piece(`bilingue-${secondLanguage}`, persona, { seal, changes: { secondLanguage } }),
    ),
    piece('papier-58-mm', persona, { seal }, 'generic-58'),
    piece('papier-180-ppp', persona, { seal }, 'tm-t88vi'),
    piece('dix-neuf-personnes', largestFamily(today), { seal }),
  ];
}
