import { type CalendarDate, formatDay } from '@borne/domain/calendar-date';
import type { Block, DocumentModel, Words } from './document-model.ts';
import type { TextKey } from './texts/fr.ts';
import { createSay, type Say, type SecondLanguage } from './texts/say.ts';

/** What every document says of its own making. */
export interface Issue {
  readonly documentNumber: string;
  readonly issuedOn: CalendarDate;
  /** Name of the kiosk that issues it. */
  readonly kiosk: string;
  /** True in simulation: the document says that it is worth nothing. */
  readonly specimen: boolean;
  /** True when it repeats a sheet that may or may not have come out, under another number. */
  readonly duplicata: boolean;
  /** The person's language, under the French, when they chose another that the printer has letters for. */
  readonly secondLanguage?: SecondLanguage;
}

/** The seal of an official document, as text: what the 2D code says. */
export interface Seal {
  readonly content: string;
  /** Address of the page where anybody checks it, said under the code; the caisse is named instead when it is not known. */
  readonly page?: string;
}

/** An official document bears a seal, or says that it has none. */
export interface Sealable {
  readonly seal?: Seal;
}

/** A document from its title to its last mention, around what it has to say. */
export function framed(
  issue: Issue,
  title: readonly [TextKey, ...TextKey[]],
  content: (say: Say) => readonly Block[],
): DocumentModel {
  const say = createSay(issue.secondLanguage);
  const [name, ...subtitles] = title;
  return {
    documentNumber: issue.documentNumber,
    blocks: [
      { kind: 'paragraph', ...say('institution'), align: 'center' },
      { kind: 'space' },
      { kind: 'title', ...say(name) },
      ...subtitles.flatMap((key): readonly Block[] => [space, { kind: 'mention', ...say(key) }]),
      ...mentions(issue, say),
      { kind: 'rule' },
      field(say('documentNumber'), issue.documentNumber),
      field(say('issuedOn'), formatDay(issue.issuedOn)),
      field(say('atKiosk'), issue.kiosk),
      { kind: 'rule' },
      ...content(say),
      ...mentions(issue, say),
    ],
  };
}

export const field = (label: Words, value: string): Block => ({ kind: 'field', label, value });

export const paragraph = (words: Words): Block => ({ kind: 'paragraph', ...words });

/** Paragraphs apart from one another. */
export const paragraphs = (...texts: readonly Words[]): readonly Block[] =>
  texts.flatMap((words, index) => (index === 0 ? [paragraph(words)] : [space, paragraph(words)]));

export const heading = (words: Words): Block => ({ kind: 'heading', ...words });

export const space: Block = { kind: 'space' };

function mentions({ specimen, duplicata }: Issue, say: Say): readonly Block[] {
  const keys = [...(specimen ? (['specimen'] as const) : []), ...(duplicata ? (['duplicata'] as const) : [])];
  if (keys.length === 0) return [];
  return [space, ...keys.map((key): Block => ({ kind: 'mention', ...say(key) }))];
}

/** The end of an official document: its seal and how to verify it, or that it has none. */
export function sealOf({ seal }: Sealable, say: Say): readonly Block[] {
  if (seal === undefined) return [{ kind: 'rule' }, { kind: 'mention', ...say('noSeal') }];
  const caption = [seal.page === undefined ? say('seal') : say('sealAt', { page: seal.page })];
  return [{ kind: 'rule' }, { kind: 'code', content: seal.content, caption, otherwise: say('sealTooLarge') }];
}
