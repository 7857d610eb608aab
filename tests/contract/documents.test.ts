import { printerProfiles } from '@borne/device-drivers/receipt-printer/profiles/catalogue';
import type { DocumentModel } from '@borne/documents/document-model';
import { layout, lineText } from '@borne/documents/layout/layout';
import type { CalendarDate } from '@borne/domain/calendar-date';
import type { PrintedLine } from '@borne/domain/printed-line';
import { differences, unreadableCodes } from '@borne/kiosk-host/gallery/check-sheet';
import { printSheet } from '@borne/kiosk-host/gallery/print-sheet';
import { zbarIsThere } from '@borne/kiosk-host/gallery/read-codes';
import { createThrowawaySeal } from '@borne/kiosk-host/gallery/throwaway-seal';
import { documentsFor, technicianDocuments } from '@borne/simulators/personas/documents';
import { largestFamily } from '@borne/simulators/personas/largest-family';
import { personas } from '@borne/simulators/personas/personas';
import { paperLine } from '@borne/state-machines/views/paper';
import { describe, expect, it } from 'vitest';

/**
 * Every document × every persona × every width of paper, encoded as the kiosk does and drawn by the simulated printer:
 * what was previewed is what came out, and each 2D code is read back from the dots by ZBar, which knows nothing of us.
 */
const today = '2026-11-22' as CalendarDate;
const zbar = zbarIsThere();
if (!zbar)
  process.stderr.write('2D codes: not read back, zbarimg is not installed (apt install zbar-tools)\n');

it('has ZBar where CI must have it', () => {
  if (process.env.CI === 'true') expect(zbar).toBe(true);
});

const { seal } = createThrowawaySeal();

/** Each width of paper: everybody on the first, those who differ most on the others, a second language on each. */
const everybody = personas(today);
const fewer = everybody.filter(({ id }) =>
  ['nathalie-durand', 'yvonne-lecoeur', 'mamadou-diallo', 'zoe-de-l-attre'].includes(id),
);
const papers = [
  { printer: 'tm-t20iii', people: everybody, secondLanguage: 'en' },
  { printer: 'tm-t88vi', people: fewer, secondLanguage: 'es' },
  { printer: 'generic-58', people: fewer, secondLanguage: 'pt' },
] as const;

/** One sheet for each document, and what is wrong with it. */
async function problemsOn(models: readonly DocumentModel[], printer: (typeof papers)[number]['printer']) {
  const problems: string[] = [];
  for (const model of models) {
    const { format } = printerProfiles[printer];
    const lines = layout(model, format);
    const sheet = await printSheet(lines, printer);
    const found = [
      ...differences(lines, sheet),
      ...(zbar ? unreadableCodes(model, format, sheet) : []),
      ...previewDifferences(lines),
    ];
    problems.push(...found.map((problem) => `${model.documentNumber}: ${problem}`));
  }
  return problems;
}

/** The preview's lines that say something else than the printer's. */
const previewDifferences = (lines: readonly PrintedLine[]) =>
  lines.flatMap((line) => {
    const shown = paperLine(line);
    const same = shown.kind === 'text' ? shown.text === lineText(line) : shown.kind === line.kind;
    return same ? [] : [`the preview shows "${JSON.stringify(shown)}" for "${lineText(line)}"`];
  });

describe.each(papers)('on $printer', ({ printer, people, secondLanguage }) => {
  const { format } = printerProfiles[printer];

  it.each(people)('prints every document of $label as previewed', async (persona) => {
    const models = documentsFor(persona, { today, seal }).map(({ model }) => model);
    expect(models.length).toBeGreaterThan(10);
    expect(await problemsOn(models, printer)).toEqual([]);
  });

  it('prints what a technician asks for as laid out', async () => {
    const models = technicianDocuments(today, format).map(({ model }) => model);
    expect(await problemsOn(models, printer)).toEqual([]);
  });

  it('prints them with a second language under the French, and as duplicates', async () => {
    const [persona] = people;
    if (!persona) throw new Error('no persona');
    const changes = { secondLanguage, duplicata: true };
    const models = documentsFor(persona, { today, seal, changes }).map(({ model }) => model);
    expect(await problemsOn(models, printer)).toEqual([]);
  });

  it('prints the largest family a card can hold on one sheet', async () => {
    const models = documentsFor(largestFamily(today), { today, seal }).map(({ model }) => model);
    expect(await problemsOn(models, printer)).toEqual([]);
  });
});
