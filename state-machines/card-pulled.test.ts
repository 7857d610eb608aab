import { err, ok } from '@borne/domain/result';
import { describe, expect, it } from 'vitest';
import { failure } from './testing/fake-ports.ts';
import { KioskBench } from './testing/kiosk-bench.ts';
import { personalWords, single } from './testing/people.ts';

/** Where a visit can be when its card is pulled, before anything began to print. */
const beforePrinting: Record<string, (bench: KioskBench) => Promise<unknown>> = {
  'while it is read': async (bench) => bench.ports.cardReader.insert('vitale-2'),
  'while it cannot be read': async (bench) => {
    bench.ports.cardReader.insert('vitale-2');
    await bench.settle();
    bench.ports.cardReader.reads.answer(err(failure('card-reader', 'protocol')));
  },
  'at the menu': (bench) => bench.openVisit(),
  'at the warning': async (bench) => {
    await bench.openVisit();
    await bench.wait(60_000);
    expect(bench.screen).toBe('warning');
  },
  'at the warning inside a service': async (bench) => {
    await bench.openVisit();
    await bench.reachPreview();
    await bench.wait(60_000);
    expect(bench.screen).toBe('warning');
  },
  'at the selection': async (bench) => {
    await bench.openVisit();
    await bench.touch({ type: 'choose', option: 'attestation-droits' });
  },
  'while the centre is asked': async (bench) => {
    await bench.openVisit(single);
    await bench.touch({ type: 'choose', option: 'attestation-droits' });
  },
  'when there can be no attestation': async (bench) => {
    await bench.openVisit(single);
    await bench.touch({ type: 'choose', option: 'attestation-droits' });
    bench.ports.central.asked.answer(err(failure('central-api', 'not-found')));
  },
  'at the preview': async (bench) => {
    await bench.openVisit();
    await bench.reachPreview();
  },
  'when nothing could be recorded': async (bench) => {
    await bench.openVisit();
    await bench.reachPreview();
    bench.ports.journal.refuses = { code: 'full', detail: 'fake' };
    await bench.touch({ type: 'confirm' });
    bench.ports.journal.refuses = undefined;
  },
  'when asked to take it': async (bench) => {
    await bench.openVisit();
    await bench.touch({ type: 'leave' });
  },
};

function expectNobody(bench: KioskBench): void {
  const everything = `${bench.memory} ${JSON.stringify(bench.view)}`;
  for (const word of personalWords) expect(everything).not.toContain(word);
}

describe('a card pulled before anything is printed', () => {
  it.each(Object.entries(beforePrinting))(
    '%s: nobody is left, nothing is printed, attract',
    async (_, reach) => {
      const bench = new KioskBench();
      await reach(bench);
      await bench.settle();
      const asked = bench.ports.central.asked.pending[0];
      bench.ports.cardReader.pull();

      expectNobody(bench);
      await bench.settle();
      expectNobody(bench);
      if (asked) expect(asked.signal?.aborted).toBe(true);
      await bench.wait(6_000);
      await bench.wait(30_000);
      expect(bench.screen).toBe('attract');
      expect(bench.ports.printer.jobs.made).toEqual([]);
      expect(bench.ports.journal.operations.size).toBe(0);
    },
  );

  it('says so for a moment', async () => {
    const bench = new KioskBench();
    await bench.openVisit();
    bench.ports.cardReader.pull();
    await bench.settle();
    expect(bench.view).toMatchObject({ kind: 'information', title: 'Carte retirée' });
    await bench.wait(5_999);
    expect(bench.screen).toBe('information');
    await bench.wait(1);
    expect(bench.screen).toBe('attract');
  });

  it('gives way at once to the next card', async () => {
    const bench = new KioskBench();
    await bench.openVisit();
    bench.ports.cardReader.pull();
    await bench.settle();
    await bench.openVisit(single);
    expect(bench.view).toMatchObject({ kind: 'choice', holder: 'CLAIRE VANNIER' });
  });

  it('while the intent is being recorded: the operation is settled as not done', async () => {
    const bench = new KioskBench();
    bench.ports.journal.begins.rule = undefined;
    await bench.reachPrinting();
    bench.ports.cardReader.pull();
    expectNobody(bench);
    bench.ports.journal.operations.set('operation-9', {
      operation: { kind: 'maintenance', technician: 'fake', action: 'fake' },
      outcome: undefined,
    });
    bench.ports.journal.begins.answer(ok('operation-9' as never));
    await bench.settle();
    expect(bench.ports.journal.outcomes()).toEqual(['not-done']);
    expect(bench.ports.printer.jobs.made).toEqual([]);
    expect(bench.view).toMatchObject({ kind: 'information', title: 'Carte retirée' });
    await bench.wait(6_000);
    expect(bench.screen).toBe('attract');
  });

  it('swapped for another: the first visit ends, the second begins with nothing of it', async () => {
    const bench = new KioskBench();
    await bench.openVisit();
    await bench.reachPreview();
    bench.ports.cardReader.insert('vitale-2');
    await bench.settle();
    expect(bench.view).toMatchObject({ kind: 'progress', title: 'Lecture de votre carte' });
    expectNobody(bench);
  });

  it('with the reader unplugged: the same, then out of service', async () => {
    const bench = new KioskBench();
    await bench.openVisit();
    bench.ports.cardReader.lose();
    expectNobody(bench);
    await bench.wait(6_000);
    expect(bench.screen).toBe('out-of-service');
  });
});

describe('a card pulled while its document is printed', () => {
  const endings = [
    ['printed', { outcome: 'printed' }, 'done', { kind: 'take', things: ['paper'] }],
    [
      'not printed',
      { outcome: 'not-printed', error: failure('receipt-printer', 'disconnected') },
      'not-done',
      { kind: 'information', body: expect.stringContaining('n’a pas été imprimé') },
    ],
    [
      'in doubt',
      { outcome: 'in-doubt', error: failure('receipt-printer', 'disconnected') },
      'in-doubt',
      { kind: 'information', title: 'Vérifiez votre document' },
    ],
  ] as const;

  it.each(endings)(
    '%s: the job ends, its outcome is journaled, nobody is named',
    async (_, ending, outcome, screen) => {
      const bench = new KioskBench();
      await bench.reachPrinting();
      bench.ports.cardReader.pull();
      expectNobody(bench);
      await bench.settle();
      expect(bench.view).toMatchObject({ kind: 'progress', title: 'Prenez votre document' });
      expect(bench.ports.printer.jobs.pending[0]?.signal?.aborted).toBe(false);

      bench.ports.printer.jobs.answer(ending);
      await bench.settle();
      expect(bench.ports.journal.outcomes()).toEqual([outcome]);
      expect(bench.view).toMatchObject(screen);
      expectNobody(bench);
      await bench.wait(6_000);
      expect(bench.screen).toBe('attract');
    },
  );

  it('and another put in: it waits for the paper of the first', async () => {
    const bench = new KioskBench();
    await bench.reachPrinting();
    bench.ports.cardReader.pull();
    bench.ports.cardReader.insert('vitale-2');
    await bench.settle();
    expect(bench.view).toMatchObject({ kind: 'progress', title: 'Prenez votre document' });
    expect(bench.ports.cardReader.reads.made).toHaveLength(1);
    bench.ports.printer.jobs.answer({ outcome: 'printed' });
    await bench.settle();
    expect(bench.ports.journal.outcomes()).toEqual(['done']);
    await bench.wait(6_000);
    expect(bench.ports.cardReader.reads.made).toHaveLength(2);
  });

  it('while it waits for paper: the screen still says what it waits for', async () => {
    const bench = new KioskBench();
    await bench.reachPrinting();
    bench.ports.printer.progress('waiting-for-paper');
    bench.ports.cardReader.pull();
    await bench.settle();
    expect(bench.view).toMatchObject({ body: expect.stringContaining('plus de papier') });
    expectNobody(bench);
  });

  it('at the result: the visit ends and only the paper is left to take', async () => {
    const bench = new KioskBench();
    await bench.reachPrinting();
    bench.ports.printer.jobs.answer({ outcome: 'printed' });
    await bench.settle();
    bench.ports.cardReader.pull();
    expectNobody(bench);
    await bench.settle();
    expect(bench.view).toMatchObject({ kind: 'take', things: ['paper'] });
    await bench.wait(6_000);
    expect(bench.screen).toBe('attract');
  });
});

describe('after any visit', () => {
  it('the machines hold nobody, though the card be still in', async () => {
    const bench = new KioskBench();
    await bench.reachPrinting();
    expect(bench.memory).toContain('VANNIER');
    bench.ports.printer.jobs.answer({ outcome: 'printed' });
    await bench.settle();
    await bench.touch({ type: 'leave' });
    expect(bench.screen).toBe('take');
    expectNobody(bench);
    bench.ports.cardReader.pull();
    await bench.settle();
    expect(bench.screen).toBe('attract');
    expectNobody(bench);
  });
});
