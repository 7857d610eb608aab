/** Codes ETM of the online service CDRi (SESAM-Vitale, API Lecture Vitale 6.xx). */
const reasons: ReadonlyMap<string, string> = new Map([
  ['1', 'Pension militaire'],
  ['6', 'Maternité'],
  ['8', 'Affection de longue durée'],
  ['9', 'Affection de longue durée'],
  ['13', 'Affection de longue durée'],
  ['14', 'Invalidité'],
  ['16', 'Affection de longue durée'],
]);

/** What a code stands for, in French; a code that is not known is said as it is. */
export const exonerationReason = (code: string): string =>
  reasons.get(code) ?? `Exonération (code\u00a0${code})`;
