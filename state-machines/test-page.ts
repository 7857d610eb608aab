import type { PrintedLine } from '@borne/domain/printed-line';

const text = (
  words: string,
  style: { bold?: boolean; scale?: 1 | 2; align?: 'left' | 'center' | 'right' } = {},
): PrintedLine => ({
  kind: 'text',
  align: style.align ?? 'left',
  scale: style.scale ?? 1,
  runs: [{ text: words, ...(style.bold ? { bold: true } : {}) }],
});

/** What a technician prints to judge the printer: the full width, both sizes, bold, and the letters that go wrong. */
export function testPage(about: { kiosk: string; at: string; columns: number }): readonly PrintedLine[] {
  const ruler = Array.from({ length: about.columns }, (_, column) => String((column + 1) % 10)).join('');
  return [
    text('PAGE DE TEST', { bold: true, scale: 2, align: 'center' }),
    { kind: 'rule' },
    text(`Borne ${about.kiosk}`),
    text(about.at),
    { kind: 'blank' },
    text(ruler),
    text('gauche'),
    text('centre', { align: 'center' }),
    text('droite', { align: 'right' }),
    text('Gras', { bold: true }),
    text('Grand', { scale: 2 }),
    text('àâäçéèêëîïôöùûüÿ œæ ÀÂÇÉÈÊËÎÏÔÙÛŸ ŒÆ'),
    text('« guillemets » – l’apostrophe – 12,50 € n° 1'),
    { kind: 'rule' },
  ];
}
