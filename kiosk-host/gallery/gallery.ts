import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { printerProfiles } from '@borne/device-drivers/receipt-printer/profiles/catalogue';
import { layout } from '@borne/documents/layout/layout';
import { differences, unreadableCodes } from './check-sheet.ts';
import { type GalleryPage, galleryPage } from './page.ts';
import { type ChapterOptions, chapters, type Piece } from './pieces.ts';
import { printSheet } from './print-sheet.ts';
import { zbarIsThere } from './read-codes.ts';
import { createThrowawaySeal } from './throwaway-seal.ts';

export interface GalleryOptions extends Omit<ChapterOptions, 'seal'> {
  readonly out: string;
}

export interface GalleryReport {
  readonly sheets: number;
  /** Seals read back from the dots and verified; none without ZBar. */
  readonly seals: number;
  readonly codesRead: boolean;
  /** What is wrong, a line each, with the sheet it is on. */
  readonly problems: readonly string[];
}

/**
 * Prints every document of every persona, checks each against what was to be printed, verifies the seals that ZBar reads
 * back from the dots, and writes pictures and their page.
 */
export async function makeGallery({ out, ...options }: GalleryOptions): Promise<GalleryReport> {
  const { seal, judge } = createThrowawaySeal();
  const codesRead = zbarIsThere();
  const pages: GalleryPage[] = [];
  const problems: string[] = [];
  let seals = 0;
  for (const { title, folder, pieces } of chapters({ ...options, seal })) {
    mkdirSync(join(out, folder), { recursive: true });
    const files: string[] = [];
    for (const piece of pieces) {
      const file = join(folder, `${piece.name}.png`);
      const { png, found } = await printed(piece, codesRead);
      writeFileSync(join(out, file), png);
      problems.push(...found.map((problem) => `${file}: ${problem}`));
      files.push(file);
      for (const content of codesRead ? sealsOf(piece) : []) {
        const verdict = await judge(content);
        if (verdict === 'genuine' || verdict === 'expired') seals += 1;
        else problems.push(`${file}: its seal is ${verdict}`);
      }
    }
    pages.push({ title, files });
  }
  const { model } = printerProfiles[options.printer];
  writeFileSync(join(out, 'README.md'), galleryPage({ printer: model, pages, codesRead }));
  return { sheets: pages.flatMap(({ files }) => files).length, seals, codesRead, problems };
}

async function printed({ model, printer }: Piece, codesRead: boolean) {
  const { format } = printerProfiles[printer];
  const lines = layout(model, format);
  const sheet = await printSheet(lines, printer);
  const found = [...differences(lines, sheet), ...(codesRead ? unreadableCodes(model, format, sheet) : [])];
  return { png: sheet.png, found };
}

/** Seals of a piece: ZBar read the very same texts from the dots, or it was told as a problem. */
const sealsOf = ({ model }: Piece) =>
  model.blocks.flatMap((block) =>
    block.kind === 'code' && block.content.startsWith('KFRMI6') ? [block.content] : [],
  );
