import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { PrinterProfileName } from '@borne/device-drivers/receipt-printer/profiles/catalogue';
import { printerProfiles } from '@borne/device-drivers/receipt-printer/profiles/catalogue';
import { layout } from '@borne/documents/layout';
import type { SecondLanguage } from '@borne/documents/texts/say';
import type { CalendarDate } from '@borne/domain/calendar-date';
import {
  documentsFor,
  type InventedDocument,
  technicianDocuments,
} from '@borne/simulators/personas/documents';
import type { Persona } from '@borne/simulators/personas/persona';
import { personas } from '@borne/simulators/personas/personas';
import { differences, unreadableCodes } from './check-sheet.ts';
import { type GalleryPage, galleryPage } from './page.ts';
import { printSheet } from './print-sheet.ts';
import { zbarIsThere } from './read-codes.ts';

export interface GalleryOptions {
  readonly out: string;
  readonly today: CalendarDate;
  /** Ids of personas; all when absent. */
  readonly people?: readonly string[];
  readonly printer: PrinterProfileName;
  readonly secondLanguage?: SecondLanguage;
}

export interface GalleryReport {
  readonly sheets: number;
  readonly codesRead: boolean;
  /** What is wrong, a line each, with the sheet it is on. */
  readonly problems: readonly string[];
}

/** Prints every document of every persona, checks each against what was to be printed, and writes pictures and their page. */
export async function makeGallery(options: GalleryOptions): Promise<GalleryReport> {
  const { out, printer } = options;
  mkdirSync(out, { recursive: true });
  const codesRead = zbarIsThere();
  const pages: GalleryPage[] = [];
  const problems: string[] = [];
  for (const { title, folder, documents } of collections(options)) {
    mkdirSync(join(out, folder), { recursive: true });
    const files: string[] = [];
    for (const { kind, model } of documents) {
      const lines = layout(model, printerProfiles[printer].format);
      const sheet = await printSheet(lines, printer);
      const file = join(folder, `${kind}.png`);
      writeFileSync(join(out, file), sheet.png);
      const found = [...differences(lines, sheet), ...(codesRead ? unreadableCodes(model, sheet) : [])];
      problems.push(...found.map((problem) => `${file}: ${problem}`));
      files.push(file);
    }
    pages.push({ title, files });
  }
  const sheets = pages.flatMap(({ files }) => files).length;
  writeFileSync(
    join(out, 'README.md'),
    galleryPage({ printer: printerProfiles[printer].model, pages, codesRead }),
  );
  return { sheets, codesRead, problems };
}

interface Collection {
  readonly title: string;
  readonly folder: string;
  readonly documents: readonly InventedDocument[];
}

function collections({ today, people, printer, secondLanguage }: GalleryOptions): readonly Collection[] {
  const shown = personas(today).filter(({ id }) => people === undefined || people.includes(id));
  const ofPersona = (persona: Persona): Collection => ({
    title: persona.label,
    folder: persona.id,
    documents: documentsFor(persona, {
      today,
      seal: { content: sampleSeal },
      ...(secondLanguage && { changes: { secondLanguage } }),
    }),
  });
  return [
    ...shown.map(ofPersona).filter(({ documents }) => documents.length > 0),
    {
      title: 'Pour le technicien',
      folder: 'technicien',
      documents: technicianDocuments(today, printerProfiles[printer].format),
    },
  ];
}

/** As long as the seal of a family of four, and signed by nobody. */
const sampleSeal = `KFRMI6${'SCEAU DE DEMONSTRATION SANS VALEUR '.repeat(14).trim()}`;
