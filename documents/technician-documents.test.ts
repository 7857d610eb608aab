import { paper58, paper80, paper80At180 } from '@borne/domain/paper-format';
import type { TimeOfDay } from '@borne/domain/time-of-day';
import { describe, expect, it } from 'vitest';
import { layout, lineText } from './layout/layout.ts';
import { repertoire } from './layout/printable.ts';
import { statusReport } from './status-report.ts';
import { testPage } from './test-page.ts';
import { day, paper } from './testing/invented.ts';

const now = { on: day('2026-11-22'), at: '14:40' as TimeOfDay };

describe.each([
  ['80 mm', paper80, 72],
  ['80 mm at 180 dpi', paper80At180, 72],
  ['58 mm', paper58, 48],
])('the test page on %s', (_, format, millimetres) => {
  const lines = layout(testPage({ kiosk: 'B001', ...now, paper: format }), format);
  const texts = lines.map(lineText);

  it('has every character of the printer', () => {
    expect(texts.join('').replaceAll(/[ \u00a0]/g, '')).toContain(repertoire);
  });

  it('numbers every column', () => {
    const units = texts.find((text) => /^1234567890/.test(text));
    expect(units).toHaveLength(format.columns);
  });

  it('draws a ruler and bars from edge to edge, to scale', () => {
    const [ruler, bars] = lines.flatMap((line) =>
      line.kind === 'symbol' && line.moduleDots === 1 ? [line] : [],
    );
    expect(ruler?.rows.every((row) => row.length === format.dots)).toBe(true);
    expect(bars?.rows[0]).toBe('1'.repeat(format.dots));
    const ticks = [...(ruler?.rows[4] ?? '').matchAll(/1+/g)].map(({ index }) => index);
    expect(ticks).toHaveLength(millimetres + 1);
    expect(((ticks[50 - 10] ?? 0) * 25.4) / format.dpi).toBeCloseTo(40, 0);
  });

  it('fires every dot of the head alone at least once', () => {
    const bars = lines.flatMap((line) => (line.kind === 'symbol' && line.moduleDots === 1 ? [line] : []))[1];
    const stair = bars?.rows.slice(-64) ?? [];
    for (let x = 0; x < format.dots; x += 1)
      expect(stair.some((row) => row[x] === '1' && row[x + 1] !== '1')).toBe(true);
  });
});

describe('the status report', () => {
  const report = {
    kiosk: 'B001',
    now,
    software: '0.1.0',
    startedAt: now,
    simulated: false,
    devices: [{ name: 'Imprimante', state: 'prête' }],
    journal: { records: 12, undelivered: 2, inDoubt: 1 },
    incidents: [],
  };

  it('says what is not known as plainly as what is', () => {
    const text = paper(statusReport(report));
    expect(text).toContain('Dernier contact aucun\nListe d’opposition aucune');
    expect(text).toContain('À envoyer 2\nOpérations en doute 1');
    expect(text).toContain('Derniers incidents\nAucun.');
    expect(text).not.toContain('simulés');
  });

  it('lists incidents with their moment, and says when devices are simulated', () => {
    const incidents = [{ when: now, what: 'Capot ouvert' }];
    const text = paper(statusReport({ ...report, simulated: true, centreHeardAt: now, incidents }));
    expect(text).toContain('Appareils simulés');
    expect(text).toContain('Dernier contact 22/11/2026, 14 h 40');
    expect(text).toMatch(/22\/11\/2026, 14 h 40 Capot ouvert/);
  });
});
