import { type CalendarDate, formatDay } from '@borne/domain/calendar-date';
import type { PaperFormat } from '@borne/domain/paper-format';
import { formatTimeOfDay, type TimeOfDay } from '@borne/domain/time-of-day';
import { field, space } from './document-frame.ts';
import type { Block, DocumentModel } from './document-model.ts';
import { repertoire } from './layout/printable.ts';

export interface TestPageData {
  readonly kiosk: string;
  readonly on: CalendarDate;
  readonly at: TimeOfDay;
  readonly paper: PaperFormat;
}

/**
 * What a technician prints to judge the printer: the full width in columns and millimetres, every character it should
 * have, both sizes and bold, greys and every dot of the head, and a 2D code to photograph.
 */
export function testPage({ kiosk, on, at, paper }: TestPageData): DocumentModel {
  const { dots, dpi, columns } = paper;
  const millimetres = Math.floor((dots * 25.4) / dpi);
  return {
    documentNumber: 'TEST',
    blocks: [
      { kind: 'title', text: 'PAGE DE TEST' },
      { kind: 'rule' },
      field({ text: 'Borne' }, kiosk),
      field({ text: 'Imprimée le' }, `${formatDay(on)}, ${formatTimeOfDay(at)}`),
      field({ text: 'Papier' }, `${dots} points, ${dpi} ppp, ${columns} colonnes`),
      { kind: 'rule' },
      heading('Colonnes'),
      { kind: 'gauge', gauge: 'columns' },
      heading(`Millimètres : ${millimetres} entre les bords`),
      { kind: 'gauge', gauge: 'millimetres' },
      space,
      heading('Caractères (Windows-1252)'),
      ...repertoireLines(columns),
      space,
      { kind: 'paragraph', text: 'Normal, à gauche' },
      { kind: 'mention', text: 'Gras, au centre' },
      { kind: 'field', label: { text: 'Étiquette' }, value: '1 234,56 €' },
      { kind: 'title', text: 'Grand ÉÀÇŒ' },
      space,
      heading('Noir, gris 25, 50 et 75 %, un point sur deux, chaque point de la tête'),
      { kind: 'gauge', gauge: 'bars' },
      space,
      {
        kind: 'code',
        content: `BORNE TEST ${kiosk} ${on}`,
        caption: [{ text: `BORNE TEST ${kiosk} ${on}` }],
        otherwise: { text: 'Code trop large pour ce papier' },
      },
      { kind: 'rule' },
    ],
  };
}

const heading = (text: string): Block => ({ kind: 'heading', text });

/** Every visible character in the order of its byte, in lines of whole sixteens. */
function repertoireLines(columns: number): readonly Block[] {
  const perLine = columns - (columns % 16);
  return Array.from({ length: Math.ceil(repertoire.length / perLine) }, (_, line) => ({
    kind: 'paragraph',
    text: repertoire.slice(line * perLine, (line + 1) * perLine),
  }));
}
