import type { CalendarDate, CardBirthDate } from '@borne/domain/calendar-date';
import type { Nir } from '@borne/domain/nir';
import { type PaperFormat, paper80 } from '@borne/domain/paper-format';
import type { Organisme, Person, Rang } from '@borne/domain/rights';
import type { Issue } from '../document-frame.ts';
import type { DocumentModel } from '../document-model.ts';
import { layout, lineText } from '../layout/layout.ts';

/** The CNAM's specimen: nobody. */
export const insured: Person = {
  rang: '01' as Rang,
  familyName: 'Durand',
  givenNames: 'Nathalie',
  birth: '19690510' as CardBirthDate,
  nir: '269054958815780' as Nir,
};

export const organisme: Organisme = { regime: '01', caisse: '542', centre: '0000' };

export const day = (text: string) => text as CalendarDate;

export const issue: Issue = {
  documentNumber: 'B1-000001',
  issuedOn: day('2026-11-22'),
  kiosk: 'Nancy',
  specimen: false,
  duplicata: false,
};

/** The lines of a document with runs of spaces made one, for a test that looks for words. */
export const paper = (model: DocumentModel, format: PaperFormat = paper80): string =>
  layout(model, format)
    .map((line) =>
      lineText(line)
        .replaceAll(/[ \u00a0]+/g, ' ')
        .trim(),
    )
    .join('\n');

/** The same as one paragraph, for words that may stand on two lines. */
export const running = (model: DocumentModel, format?: PaperFormat): string =>
  paper(model, format).replaceAll(/\s+/g, ' ');
