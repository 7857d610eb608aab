import { err, ok } from '@borne/domain/result';
import { describe, expect, it } from 'vitest';
import { failure } from './testing/fake-ports.ts';
import { KioskBench } from './testing/kiosk-bench.ts';
import { family, single } from './testing/people.ts';

describe('a visit', () => {
  it('goes from the attract screen to the paper and back', async () => {
    const bench = new KioskBench();
    await bench.settle();
    expect(bench.screen).toBe('attract');

    await bench.openVisit();
    expect(bench.view).toMatchObject({ kind: 'choice', holder: 'CLAIRE VANNIER' });

    await bench.reachPreview();
    const preview = bench.view;
    expect(preview).toMatchObject({
      kind: 'preview',
      body: 'Droits connus de votre caisse au 22/11/2026. Une erreur\u00a0? Touchez «\u00a0Annuler\u00a0» et présentez-vous à l’accueil.',
    });

    await bench.touch({ type: 'confirm' });
    expect(bench.view).toMatchObject({ kind: 'progress', title: 'Impression en cours' });
    expect([...bench.ports.journal.operations.values()]).toEqual([
      {
        operation: {
          kind: 'attestation-droits',
          documentNumber: 'DOC-1',
          cardSerial: family.serial,
          rangs: ['01', '02'],
          rightsFrom: 'central',
          seal: { authority: 'ZZ99', certificate: '1112', fingerprint: '0'.repeat(64) },
        },
        outcome: undefined,
      },
    ]);

    bench.ports.printer.jobs.answer({ outcome: 'printed' });
    await bench.settle();
    expect(bench.view).toMatchObject({ kind: 'result', tone: 'success', title: 'Prenez votre attestation' });
    expect(bench.ports.journal.outcomes()).toEqual(['done']);

    await bench.touch({ type: 'leave' });
    expect(bench.view).toMatchObject({ kind: 'take', things: ['card', 'paper'] });

    bench.ports.cardReader.pull();
    await bench.settle();
    expect(bench.screen).toBe('attract');
  });

  it('prints exactly the lines of the preview', async () => {
    const bench = new KioskBench();
    await bench.openVisit();
    await bench.reachPreview();
    const shown = bench.view.kind === 'preview' ? bench.view.paper : [];
    await bench.touch({ type: 'confirm' });
    const printed = bench.ports.printer.jobs.made[0] ?? [];
    expect(shown.length).toBeGreaterThan(10);
    expect(shown.map((line) => (line.kind === 'text' ? line.text : ''))).toEqual(
      printed.map((line) => (line.kind === 'text' ? line.runs.map(({ text }) => text).join('') : '')),
    );
  });

  it('says SPÉCIMEN on screen and on paper in simulation', async () => {
    const bench = new KioskBench(() => {}, { specimen: true });
    expect(bench.view.banners.map(({ text }) => text)).toEqual([
      'Simulation\u00a0: les documents n’ont aucune valeur.',
    ]);
    await bench.openVisit();
    await bench.reachPreview();
    expect(JSON.stringify(bench.view)).toContain('SPÉCIMEN');
  });

  it('takes a card that was in before the kiosk started', async () => {
    const bench = new KioskBench(({ cardReader }) => cardReader.insert('vitale-2'));
    await bench.settle();
    bench.ports.cardReader.reads.answer(ok(single));
    await bench.settle();
    expect(bench.view).toMatchObject({ kind: 'choice', holder: 'CLAIRE VANNIER' });
  });

  it.each(['protocol', 'timeout'] as const)(
    'advises as soon as the reader gives a card up (%s)',
    async (code) => {
      const bench = new KioskBench();
      bench.ports.cardReader.insert('vitale-2');
      await bench.settle();
      bench.ports.cardReader.reads.answer(err(failure('card-reader', code)));
      await bench.settle();
      expect(bench.view).toMatchObject({ kind: 'information', title: 'Votre carte n’a pas pu être lue' });
      expect(bench.ports.cardReader.reads.made).toHaveLength(1);
      bench.ports.cardReader.pull();
      await bench.settle();
      expect(bench.screen).toBe('attract');
    },
  );

  it('never shows what an older card answered', async () => {
    const bench = new KioskBench();
    bench.ports.cardReader.insert('vitale-2');
    await bench.settle();
    bench.ports.cardReader.pull();
    bench.ports.cardReader.insert('vitale-2');
    await bench.settle();
    await bench.wait(10_000);
    bench.ports.cardReader.reads.answer(ok(family));
    await bench.settle();
    expect(bench.view.kind).toBe('progress');
    expect(bench.memory).not.toContain('VANNIER');
    bench.ports.cardReader.reads.answer(ok(single));
    await bench.settle();
    expect(bench.view).toMatchObject({ kind: 'choice', holder: 'CLAIRE VANNIER' });
  });
});

describe('the end of a visit', () => {
  it('asks for the card until it is out: insists, then records that it was forgotten, once', async () => {
    const bench = new KioskBench();
    await bench.openVisit();
    await bench.touch({ type: 'leave' });
    expect(bench.view).toMatchObject({ kind: 'take', things: ['card'], body: 'Merci de votre visite.' });
    const { screen } = bench.view;
    await bench.wait(10_000);
    expect(bench.view).toMatchObject({ screen, body: 'Votre carte est encore dans la borne.' });
    expect(bench.ports.journal.kinds()).toEqual([]);
    await bench.wait(20_000);
    expect(bench.view).toMatchObject({ screen, body: expect.stringContaining('personnelle') });
    await bench.wait(600_000);
    expect(bench.ports.journal.kinds()).toEqual(['card-forgotten']);
    expect(bench.screen).toBe('take');
    bench.ports.cardReader.pull();
    await bench.settle();
    expect(bench.screen).toBe('attract');
  });
});
