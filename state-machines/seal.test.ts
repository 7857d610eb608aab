import { describe, expect, it } from 'vitest';
import { KioskBench } from './testing/kiosk-bench.ts';
import type { View } from './view.ts';

const paperOf = (view: View) => (view.kind === 'preview' ? view.paper : []);
const textOf = (view: View) =>
  paperOf(view)
    .map((line) => (line.kind === 'text' ? line.text.trim() : ''))
    .join(' ');
const symbols = (view: View) => paperOf(view).filter(({ kind }) => kind === 'symbol');

describe('the seal of an attestation', () => {
  it('is on the preview, and named in the journal before anything is printed', async () => {
    const bench = new KioskBench();
    await bench.openVisit();
    await bench.reachPreview();
    expect(symbols(bench.view)).toHaveLength(1);
    await bench.touch({ type: 'confirm' });
    expect(bench.ports.journal.begins.made).toMatchObject([
      { seal: { authority: 'ZZ99', certificate: '1112' } },
    ]);
  });

  it('says where anybody checks it, when the kiosk knows', async () => {
    const bench = new KioskBench(undefined, { verifierUrl: 'https://cpam.example/v' });
    await bench.openVisit();
    await bench.reachPreview();
    expect(textOf(bench.view)).toContain('lisez ce code sur la page https://cpam.example/v');
  });

  it.each(['no-key', 'no-certificate', 'revoked', 'outside-validity'] as const)(
    'is missing when there is %s, and the document says so',
    async (why) => {
      const bench = new KioskBench((ports) => {
        ports.sealing.refuses = why;
      });
      await bench.openVisit();
      await bench.reachPreview();
      expect(symbols(bench.view)).toEqual([]);
      expect(textOf(bench.view)).toContain('sans sceau');
      await bench.touch({ type: 'confirm' });
      expect(bench.ports.journal.begins.made[0]).not.toHaveProperty('seal');
    },
  );
});
