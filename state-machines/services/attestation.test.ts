import { err, ok } from '@borne/domain/result';
import type { Rang } from '@borne/domain/rights';
import { describe, expect, it } from 'vitest';
import { failure, readyPrinter } from '../testing/fake-ports.ts';
import { KioskBench } from '../testing/kiosk-bench.ts';
import {
  family,
  familyRights,
  single,
  singleRights,
  singleWithoutRights,
  stranger,
  strangerRights,
} from '../testing/people.ts';

const full = { code: 'full', detail: 'fake' } as const;
const asked = 'Votre document est-il sorti en entier\u00a0?';
const unreachable = err(failure('central-api', 'unreachable'));

describe('who the attestation is for', () => {
  it('is not asked of somebody alone', async () => {
    const bench = new KioskBench();
    await bench.openVisit(single);
    await bench.touch({ type: 'choose', option: 'attestation-droits' });
    expect(bench.view).toMatchObject({ kind: 'progress', title: 'Préparation de votre attestation' });
  });

  it('has everybody at first, and needs somebody', async () => {
    const bench = new KioskBench();
    await bench.openVisit();
    await bench.touch({ type: 'choose', option: 'attestation-droits' });
    const { screen } = bench.view;
    expect(bench.view).toMatchObject({
      kind: 'selection',
      options: [
        { label: 'CLAIRE VANNIER', hint: 'Assuré(e)', selected: true },
        { label: 'LEO VANNIER', hint: 'Né(e) le 01/09/2015', selected: true },
      ],
    });
    await bench.touch({ type: 'toggle', option: '01' });
    await bench.touch({ type: 'toggle', option: '02' });
    expect(bench.view).toMatchObject({ screen, options: [{ selected: false }, { selected: false }] });
    expect(await bench.touch({ type: 'confirm' })).toMatchObject({ refused: expect.any(String) });
    await bench.touch({ type: 'toggle', option: '02' });
    await bench.touch({ type: 'confirm' });
    bench.ports.central.asked.answer(ok(familyRights));
    await bench.settle();
    await bench.touch({ type: 'confirm' });
    expect(bench.ports.journal.begins.made).toMatchObject([{ rangs: ['02'] }]);
  });

  it('says when some of them are not in the rights', async () => {
    const bench = new KioskBench();
    await bench.openVisit(family);
    await bench.reachPreview(singleRights);
    expect(bench.view).toMatchObject({
      body: expect.stringContaining('certaines personnes choisies ne figurent pas'),
    });
    await bench.touch({ type: 'confirm' });
    expect(bench.ports.journal.begins.made).toMatchObject([{ rangs: ['01'] }]);
  });

  it('goes back to the menu', async () => {
    const bench = new KioskBench();
    await bench.openVisit();
    await bench.touch({ type: 'choose', option: 'attestation-droits' });
    await bench.touch({ type: 'back' });
    expect(bench.screen).toBe('choice');
  });
});

describe('the rights', () => {
  const ask = async (vitale = single) => {
    const bench = new KioskBench();
    await bench.openVisit(vitale);
    await bench.touch({ type: 'choose', option: 'attestation-droits' });
    return bench;
  };

  it('come from the card when the centre cannot be reached, and say so with their date', async () => {
    const bench = await ask();
    bench.ports.central.asked.answer(unreachable);
    await bench.settle();
    expect(bench.view).toMatchObject({
      kind: 'preview',
      body: expect.stringMatching(
        /^Votre caisse ne répond pas\u00a0: ces droits viennent de votre carte, au 05\/03\/2026\. L’attestation le précise\./,
      ),
      banners: [{ text: 'Pas de connexion avec votre caisse. Certains services sont limités.' }],
    });
    await bench.touch({ type: 'confirm' });
    expect(bench.ports.journal.begins.made).toMatchObject([{ rightsFrom: 'card' }]);
  });

  it('come from the card when the centre is too slow, and the question is dropped', async () => {
    const bench = await ask();
    const question = bench.ports.central.asked.pending[0];
    await bench.wait(3_999);
    expect(bench.screen).toBe('progress');
    await bench.wait(1);
    expect(bench.screen).toBe('preview');
    expect(question?.signal?.aborted).toBe(true);
    bench.ports.central.asked.answer(ok(singleRights));
    await bench.settle();
    expect(bench.view).toMatchObject({ body: expect.stringContaining('de votre carte') });
  });

  it.each([
    [
      'the centre is away and the card holds none',
      singleWithoutRights,
      'unreachable',
      'Votre caisse ne répond pas',
    ],
    ['the centre does not know the card', single, 'not-found', 'ne connaît pas cette carte'],
    ['the centre refuses the kiosk', single, 'refused', 'n’accepte pas les demandes'],
  ] as const)('are not invented when %s', async (_, vitale, code, words) => {
    const bench = await ask(vitale);
    bench.ports.central.asked.answer(err(failure('central-api', code)));
    await bench.settle();
    expect(bench.view).toMatchObject({ kind: 'result', body: expect.stringContaining(words) });
    await bench.touch({ type: 'back' });
    expect(bench.screen).toBe('choice');
    expect(bench.ports.printer.jobs.made).toEqual([]);
  });

  it('of the centre are refused, and journaled, when they are of somebody else than the card says', async () => {
    const bench = await ask({ ...singleWithoutRights, people: [stranger] });
    bench.ports.central.asked.answer(ok(singleRights));
    await bench.settle();
    expect(bench.view).toMatchObject({
      kind: 'result',
      body: 'Votre carte et votre caisse ne disent pas la même chose. Présentez-vous à l’accueil avec votre carte.',
    });
    expect(bench.ports.journal.occurrences).toEqual([{ kind: 'rights-mismatch', cardSerial: single.serial }]);
    expect(bench.memory).not.toContain(singleRights.beneficiaries[0].nir);
    expect(bench.ports.printer.jobs.made).toEqual([]);
  });

  it('are refused for everybody when one person on the card is not the one the centre knows', async () => {
    const bench = await ask({ ...family, people: [family.people[0], { ...stranger, rang: '02' as Rang }] });
    await bench.touch({ type: 'toggle', option: '02' });
    await bench.touch({ type: 'confirm' });
    bench.ports.central.asked.answer(ok(familyRights));
    await bench.settle();
    expect(bench.view).toMatchObject({ kind: 'result' });
    expect(bench.ports.journal.kinds()).toEqual(['rights-mismatch']);
  });

  it('are refused on a mismatch even when the journal cannot say so, or the card is pulled meanwhile', async () => {
    const bench = await ask({ ...single, people: [stranger] });
    bench.ports.journal.refuses = full;
    bench.ports.central.asked.answer(ok(singleRights));
    await bench.settle();
    expect(bench.view).toMatchObject({ kind: 'result', body: expect.stringContaining('la même chose') });

    const pulled = await ask({ ...single, people: [stranger] });
    pulled.ports.central.asked.answer(ok(singleRights));
    pulled.ports.cardReader.pull();
    await pulled.settle();
    expect(pulled.ports.printer.jobs.made).toEqual([]);
  });

  it('of the centre are kept only for the people on the card', async () => {
    const bench = await ask(single);
    bench.ports.central.asked.answer(ok(familyRights));
    await bench.settle();
    expect(bench.screen).toBe('preview');
    expect(bench.memory).not.toContain('LEO');
  });

  it('of the centre about nobody on the card make no document', async () => {
    const bench = await ask(single);
    bench.ports.central.asked.answer(ok(strangerRights));
    await bench.settle();
    expect(bench.view).toMatchObject({
      kind: 'result',
      body: expect.stringContaining('pas trouvé de droits'),
    });
  });

  it('do not stop the kiosk when the port breaks its promise', async () => {
    const bench = await ask();
    bench.ports.central.asked.pending.shift()?.fail(new Error('a bug'));
    await bench.settle();
    expect(bench.view).toMatchObject({
      kind: 'result',
      body: expect.stringContaining('Rien n’a été imprimé'),
    });
  });
});

describe('the journal', () => {
  it('refusing the intent: nothing is printed, the screen says so, the kiosk stops serving until it can', async () => {
    const bench = new KioskBench();
    await bench.openVisit();
    await bench.reachPreview();
    bench.ports.journal.refuses = full;
    await bench.touch({ type: 'confirm' });
    expect(bench.view).toMatchObject({ kind: 'result', title: 'Votre attestation n’a pas été imprimée' });
    expect(bench.ports.printer.jobs.made).toEqual([]);
    await bench.touch({ type: 'leave' });
    bench.ports.cardReader.pull();
    await bench.settle();
    expect(bench.screen).toBe('out-of-service');

    bench.ports.cardReader.insert('vitale-2');
    await bench.wait(30_000);
    expect(bench.screen).toBe('out-of-service');
    bench.ports.cardReader.pull();
    bench.ports.journal.refuses = undefined;
    await bench.wait(30_000);
    expect(bench.screen).toBe('attract');
    expect(bench.ports.journal.occurrences).toContainEqual({ kind: 'back-in-service', after: 'journal' });
  });

  it('refusing the outcome: the operation stays in doubt and is not shown as done', async () => {
    const bench = new KioskBench();
    await bench.reachPrinting();
    bench.ports.journal.refuses = full;
    bench.ports.printer.jobs.answer({ outcome: 'printed' });
    await bench.settle();
    expect(bench.view).toMatchObject({ kind: 'choice', title: asked });
    expect(bench.ports.journal.outcomes()).toEqual([undefined]);
  });

  it('is written before the first byte can leave', async () => {
    const bench = new KioskBench();
    bench.ports.journal.begins.rule = undefined;
    await bench.reachPrinting();
    expect(bench.ports.journal.begins.made).toHaveLength(1);
    expect(bench.ports.printer.jobs.made).toEqual([]);
  });
});

describe('what to do next', () => {
  const actionsOf = ({ view }: KioskBench) => view.actions.map(({ label, role }) => [label, role]);

  it('after a print is to end the visit', async () => {
    const bench = new KioskBench();
    await bench.reachPrinting();
    bench.ports.printer.jobs.answer({ outcome: 'printed' });
    await bench.settle();
    expect(actionsOf(bench)).toEqual([
      ['Terminer', 'primary'],
      ['Autre service', 'quiet'],
    ]);
  });

  it.each([
    ['not-printed', 'Réessayer'],
    ['in-doubt', 'Réimprimer'],
  ] as const)('after a job that ended %s is to print it', async (outcome, label) => {
    const bench = new KioskBench();
    await bench.reachPrinting();
    const error = failure('receipt-printer', 'disconnected');
    bench.ports.printer.jobs.answer({ outcome, error });
    await bench.settle();
    if (outcome === 'in-doubt') await bench.touch({ type: 'choose', option: 'unknown' });
    expect(actionsOf(bench)).toEqual([
      [label, 'primary'],
      ['Terminer', 'secondary'],
      ['Autre service', 'quiet'],
    ]);
  });
});

describe('the printer', () => {
  it.each([
    [{ printer: 'disconnected' }, 'L’imprimante n’est pas disponible.'],
    [{ ...readyPrinter, paper: 'out' }, 'Il n’y a plus de papier. Prévenez l’accueil.'],
    [{ ...readyPrinter, cover: 'open' }, 'Le capot de l’imprimante est ouvert. Prévenez l’accueil.'],
    [{ ...readyPrinter, fault: 'cutter' }, 'L’imprimante est bloquée. Prévenez l’accueil.'],
    [{ ...readyPrinter, fault: 'overheated' }, 'L’imprimante fait une pause. Patientez quelques instants.'],
  ] as const)(
    '%o: the service says why it is not offered, and comes back by itself',
    async (state, reason) => {
      const bench = new KioskBench();
      await bench.openVisit();
      const { screen } = bench.view;
      bench.ports.printer.set(state);
      await bench.settle();
      expect(bench.view).toMatchObject({
        screen,
        options: [{ id: 'mise-a-jour' }, { id: 'attestation-droits', unavailable: reason }],
      });
      expect(await bench.touch({ type: 'choose', option: 'attestation-droits' })).not.toBe('accepted');
      bench.ports.printer.set(readyPrinter);
      await bench.settle();
      expect(await bench.touch({ type: 'choose', option: 'attestation-droits' })).toBe('accepted');
    },
  );

  it('lost is not out of service', async () => {
    const bench = new KioskBench();
    bench.ports.printer.set({ printer: 'disconnected' });
    await bench.settle();
    expect(bench.screen).toBe('attract');
  });

  it('near the end of its roll still prints', async () => {
    const bench = new KioskBench();
    bench.ports.printer.set({ ...readyPrinter, paper: 'near-end' });
    await bench.reachPrinting();
    expect(bench.ports.printer.jobs.made).toHaveLength(1);
  });

  it('not printing: said, and another try is another operation with another number', async () => {
    const bench = new KioskBench();
    await bench.reachPrinting();
    const error = failure('receipt-printer', 'disconnected');
    bench.ports.printer.jobs.answer({ outcome: 'not-printed', error });
    await bench.settle();
    expect(bench.view).toMatchObject({ kind: 'result', title: 'Votre attestation n’a pas été imprimée' });
    expect(bench.ports.journal.outcomes()).toEqual(['not-done']);
    await bench.touch({ type: 'confirm' });
    expect(bench.screen).toBe('preview');
    await bench.touch({ type: 'confirm' });
    bench.ports.printer.jobs.answer({ outcome: 'printed' });
    await bench.settle();
    expect(bench.ports.journal.outcomes()).toEqual(['not-done', 'done']);
    expect(
      bench.ports.journal.begins.made.map((made) => 'documentNumber' in made && made.documentNumber),
    ).toEqual(['DOC-1', 'DOC-2']);
  });

  it('in doubt: never shown as done; a reprint repeats the operation and says DUPLICATA', async () => {
    const bench = new KioskBench();
    await bench.reachPrinting();
    const error = failure('receipt-printer', 'disconnected');
    bench.ports.printer.jobs.answer({ outcome: 'in-doubt', error });
    await bench.settle();
    expect(bench.view).toMatchObject({ kind: 'choice', title: asked });
    await bench.touch({ type: 'choose', option: 'not-whole' });
    expect(bench.view).toMatchObject({ kind: 'result', tone: 'attention' });
    expect(bench.ports.journal.outcomes()).toEqual(['in-doubt']);
    expect(bench.ports.journal.occurrences).toEqual([
      { kind: 'print-seen', operation: 'operation-1', said: 'not-whole' },
    ]);
    await bench.touch({ type: 'confirm' });
    expect(bench.screen).toBe('preview');
    expect(bench.view).toMatchObject({ body: expect.stringContaining('DUPLICATA') });
    expect(bench.view.kind === 'preview' && bench.view.paper).toContainEqual(
      expect.objectContaining({ text: 'DUPLICATA' }),
    );
    await bench.touch({ type: 'confirm' });
    expect(bench.ports.journal.begins.made[1]).toMatchObject({ repeats: 'operation-1' });
  });

  it('in doubt, and the person sees it whole: noted as theirs to say, never called printed, nothing to repeat', async () => {
    const bench = new KioskBench();
    await bench.reachPrinting();
    const error = failure('receipt-printer', 'disconnected');
    bench.ports.printer.jobs.answer({ outcome: 'in-doubt', error });
    await bench.settle();
    await bench.touch({ type: 'choose', option: 'whole' });
    expect(bench.view).toMatchObject({ tone: 'neutral', title: 'Merci. Prenez votre attestation' });
    expect(bench.ports.journal.outcomes()).toEqual(['in-doubt']);
    expect(bench.ports.journal.occurrences).toEqual([
      { kind: 'print-seen', operation: 'operation-1', said: 'whole' },
    ]);
    await bench.touch({ type: 'back' });
    await bench.reachPreview();
    expect(JSON.stringify(bench.view)).not.toContain('DUPLICATA');
  });

  it('in doubt, and what the person sees cannot be recorded: the doubt stays, and so does the DUPLICATA', async () => {
    const bench = new KioskBench();
    await bench.reachPrinting();
    const error = failure('receipt-printer', 'disconnected');
    bench.ports.printer.jobs.answer({ outcome: 'in-doubt', error });
    await bench.settle();
    bench.ports.journal.refuses = { code: 'full', detail: 'no room' };
    bench.ports.journal.refusesOnly = ['record'];
    await bench.touch({ type: 'choose', option: 'whole' });
    expect(bench.view).toMatchObject({ kind: 'result', tone: 'attention' });
    await bench.touch({ type: 'confirm' });
    expect(JSON.stringify(bench.view)).toContain('DUPLICATA');
  });

  it('in doubt, then left for the menu: the next attestation of the visit still repeats it, the one after does not', async () => {
    const bench = new KioskBench();
    await bench.reachPrinting();
    const error = failure('receipt-printer', 'disconnected');
    bench.ports.printer.jobs.answer({ outcome: 'in-doubt', error });
    await bench.settle();
    await bench.touch({ type: 'choose', option: 'not-whole' });
    const again = async () => {
      await bench.touch({ type: 'back' });
      await bench.reachPreview();
      const says =
        bench.view.kind === 'preview' &&
        bench.view.paper.some((line) => line.kind === 'text' && line.text === 'DUPLICATA');
      await bench.touch({ type: 'confirm' });
      bench.ports.printer.jobs.answer({ outcome: 'printed' });
      await bench.settle();
      return says;
    };
    expect(await again()).toBe(true);
    expect(bench.ports.journal.begins.made[1]).toMatchObject({ repeats: 'operation-1' });
    expect(await again()).toBe(false);
    expect(bench.ports.journal.begins.made[2]).not.toHaveProperty('repeats');
  });

  it('waiting for paper: said in plain words on the same screen, then it goes on', async () => {
    const bench = new KioskBench();
    await bench.reachPrinting();
    const { screen } = bench.view;
    const stay = { caution: 'Ne retirez pas votre carte.' };
    expect(bench.view).toMatchObject(stay);
    bench.ports.printer.progress('waiting-for-paper');
    await bench.settle();
    expect(bench.view).toMatchObject({
      screen,
      body: expect.stringMatching(/plus de papier.* Vous pouvez laisser votre carte ou la reprendre\.$/),
    });
    expect(bench.view).not.toHaveProperty('caution');
    bench.ports.printer.progress('waiting-for-cover');
    await bench.settle();
    expect(bench.view).toMatchObject({ screen, body: expect.stringContaining('capot') });
    bench.ports.printer.progress('printing');
    await bench.settle();
    expect(bench.view).toMatchObject({ screen, title: 'Impression en cours', ...stay });
    await bench.wait(100_000);
    expect(bench.ports.printer.jobs.pending[0]?.signal?.aborted).toBe(false);
  });

  it('waiting for paper too long: the job is given up, and the driver has the last word', async () => {
    const bench = new KioskBench();
    await bench.reachPrinting();
    bench.ports.printer.progress('waiting-for-paper');
    await bench.wait(179_999);
    const job = bench.ports.printer.jobs.pending[0];
    expect(job?.signal?.aborted).toBe(false);
    await bench.wait(1);
    expect(job?.signal?.aborted).toBe(true);
    expect(bench.screen).toBe('progress');
    const error = failure('receipt-printer', 'cancelled');
    bench.ports.printer.jobs.answer({ outcome: 'in-doubt', error });
    await bench.settle();
    expect(bench.ports.journal.outcomes()).toEqual(['in-doubt']);
    expect(bench.view).toMatchObject({ title: asked });
  });

  it('falling silent: the job is given up and its operation is in doubt', async () => {
    const bench = new KioskBench();
    await bench.reachPrinting();
    await bench.wait(120_000);
    await bench.wait(15_000);
    expect(bench.ports.journal.outcomes()).toEqual(['in-doubt']);
    expect(bench.view).toMatchObject({ title: asked });
  });

  it('throwing instead of answering: in doubt', async () => {
    const bench = new KioskBench();
    await bench.reachPrinting();
    bench.ports.printer.jobs.pending.shift()?.fail(new Error('a bug'));
    await bench.settle();
    expect(bench.ports.journal.outcomes()).toEqual(['in-doubt']);
  });
});
