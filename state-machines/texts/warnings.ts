import type { MessageKey } from './fr.ts';

/**
 * Texts that are owed to whoever stands there, and that no centre takes away or puts otherwise: what is not known to be done, what must not
 * be done meanwhile, what is wrong with a card or with this kiosk. A name that ends in a dot stands for all that begin with it. Every
 * `….caution` is one as well.
 */
export const warnings: readonly (MessageKey | `${string}.`)[] = [
  'banner.',
  'out-of-service.',
  'card.opposed.',
  'preview.card',
  'preview.missing',
  'preview.duplicata',
  'printing.waiting.',
  'not-printed.',
  'not-recorded.',
  'asking-person.',
  'in-doubt.',
  'update.not-done.',
  'update.interrupted.',
  'update.unfinished.',
  'update.rights-ended.',
  'warning.',
  'take.body.forgotten',
  'take.body.unfinished',
  'farewell.not-printed.',
  'farewell.in-doubt.',
  'farewell.unfinished.',
  'journal.',
  'identity.',
];

/** Whether `key` is one of `warnings`. */
export const isWarning = (key: MessageKey): boolean =>
  key.endsWith('.caution') ||
  warnings.some((name) => key === name || (name.endsWith('.') && key.startsWith(name)));
