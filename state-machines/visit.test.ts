import { describe, expect, it } from 'vitest';
import { KioskBench } from './testing/kiosk-bench.ts';

describe('a visit', () => {
  it('goes from the attract screen to the paper and back', async () => {
    const bench = new KioskBench();
    await bench.settle();
    expect(bench.screen).toBe('attract');

    await bench.openVisit();
    expect(bench.view).toMatchObject({ kind: 'choice', holder: 'CLAIRE VANNIER' });

    await bench.reachPreview();
    const preview = bench.view;
    expect(preview.kind).toBe('preview');

    await bench.touch({ type: 'confirm' });
    expect(bench.view).toMatchObject({ kind: 'progress', title: 'Impression en cours' });
    expect(bench.ports.journal.outcomes()).toEqual([undefined]);

    bench.ports.printer.jobs.answer({ outcome: 'printed' });
    await bench.settle();
    expect(bench.view).toMatchObject({ kind: 'result', tone: 'success', title: 'Prenez votre attestation' });
    expect(bench.ports.journal.outcomes()).toEqual(['done']);

    await bench.touch({ type: 'leave' });
    expect(bench.view).toMatchObject({ kind: 'take', things: ['card', 'paper'] });
    expect(bench.view.holder).toBeUndefined();

    bench.ports.cardReader.pull();
    await bench.settle();
    expect(bench.screen).toBe('attract');
  });
});
