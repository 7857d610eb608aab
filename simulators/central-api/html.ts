const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Text as it may stand in HTML, in an element or an attribute between quotes. */
export const html = (text: string): string => text.replaceAll(/[&<>"']/g, (sign) => entities[sign] ?? sign);

/** French text in HTML: a space that never breaks before ; : ! ? (Imprimerie nationale, Lexique des règles typographiques). */
export const frenchHtml = (text: string): string => html(text.replaceAll(/ ([;:!?])/g, '\u00a0$1'));
