import { err, ok } from '@borne/domain/result';
import { describe, expect, it } from 'vitest';
import {
  closedBroken,
  closedRefused,
  closedUpdated,
  nextIsWriting,
  openedRelay,
  toCheck,
} from '../testing/card-update-answers.ts';
import { asking, cautions, changed, reading, unreachable, writing } from '../testing/card-update-visit.ts';
import { failure } from '../testing/fake-ports.ts';
import { KioskBench } from '../testing/kiosk-bench.ts';
import { personalWords, single, singleUnfinished } from '../testing/people.ts';

describe('an update that is cut while the card is in', () => {
  it('before anything was written: the card is as it was, and it can be tried again', async () => {
    const bench = await reading();
    bench.ports.cardUpdates.exchanges.answer(unreachable);
    await bench.settle();
    expect(bench.view).toMatchObject({
      title: 'La mise à jour n’a pas été faite',
      body: expect.stringContaining('n’a pas été modifiée'),
    });
    expect(bench.ports.cardReader.reads.made).toHaveLength(1);
    await bench.touch({ type: 'confirm' });
    expect(bench.ports.cardUpdates.flags.made).toHaveLength(2);
  });

  it('after: never called done; the card tells that it is unfinished, and a retry heals it', async () => {
    const bench = await writing();
    bench.ports.cardUpdates.exchanges.answer(unreachable);
    await bench.settle();
    expect(bench.ports.journal.outcomes()).toEqual(['in-doubt']);
    bench.ports.cardReader.reads.answer(ok({ ...changed, updates: { version: 0, open: true } }));
    await bench.settle();
    expect(bench.view).toMatchObject({
      kind: 'result',
      tone: 'attention',
      title: 'La mise à jour de votre carte n’est pas terminée',
    });
    await bench.touch({ type: 'confirm' });
    bench.ports.cardUpdates.flags.answer(unreachable);
    await bench.settle();
    expect(bench.view).toMatchObject({ title: 'La mise à jour de votre carte n’est pas terminée' });
    expect(JSON.stringify(bench.view)).not.toContain('n’a pas été modifiée');
    await bench.touch({ type: 'leave' });
    expect(bench.view).toMatchObject({
      kind: 'take',
      body: expect.stringContaining('n’est pas terminée'),
    });
  });

  it('after, with a centre that has forgotten: the card is still held back while another relay reads it', async () => {
    const bench = await writing();
    bench.ports.cardUpdates.exchanges.answer(err(failure('central-api', 'not-found')));
    await bench.settle();
    bench.ports.cardUpdates.openings.answer(ok(openedRelay));
    await bench.settle();
    expect(bench.view).toMatchObject({
      kind: 'progress',
      meter: { done: 1, of: 1 },
      actions: [],
    });
    expect(cautions(bench)).toContain('Ne retirez pas');
  });

  it('after, and the card cannot be read again: another try begins by reading it', async () => {
    const bench = await writing();
    bench.ports.cardUpdates.exchanges.answer(unreachable);
    await bench.settle();
    bench.ports.cardReader.reads.answer(err(failure('card-reader', 'protocol')));
    await bench.settle();
    const reads = bench.ports.cardReader.reads.made.length;
    await bench.touch({ type: 'confirm' });
    expect(bench.ports.cardReader.reads.made).toHaveLength(reads + 1);
  });

  it('not at all, but the card still bears its mark: it has the last word', async () => {
    const bench = await writing();
    bench.ports.cardUpdates.exchanges.answer(ok(closedUpdated));
    await bench.settle();
    bench.ports.cardReader.reads.answer(ok({ ...changed, updates: { version: 1, open: true } }));
    await bench.settle();
    expect(bench.view).toMatchObject({
      tone: 'attention',
      title: 'La mise à jour de votre carte n’est pas terminée',
    });
  });

  it('after, and the card bears no mark: it is whole, and not called up to date', async () => {
    const bench = await writing();
    bench.ports.cardUpdates.exchanges.answer(unreachable);
    await bench.settle();
    bench.ports.cardReader.reads.answer(ok(changed));
    await bench.settle();
    expect(bench.view).toMatchObject({
      tone: 'attention',
      title: 'La mise à jour a été interrompue',
      body: expect.stringContaining('Nous ne savons pas si elle est à jour'),
    });
  });

  it('by a journal that refuses: nothing was written, and it is not tried again', async () => {
    const bench = await reading();
    bench.ports.journal.refuses = { code: 'full', detail: 'fake' };
    bench.ports.cardUpdates.exchanges.answer(ok(nextIsWriting));
    await bench.settle();
    expect(bench.view).toMatchObject({ body: expect.stringContaining('n’a rien écrit') });
    expect(bench.offers('confirm')).toBe(false);
  });

  it('by a centre that does not believe the card', async () => {
    const bench = await reading();
    bench.ports.cardUpdates.exchanges.answer(ok(closedBroken));
    await bench.settle();
    expect(bench.view).toMatchObject({ body: expect.stringContaining('n’a pas répondu comme prévu') });
  });

  it('by a centre that does not recognise the card: nothing more is done for it', async () => {
    const bench = await reading();
    bench.ports.cardUpdates.exchanges.answer(ok(closedRefused));
    await bench.settle();
    expect(bench.view).toMatchObject({ tone: 'error', title: 'Cette carte ne peut pas être mise à jour' });
    expect(bench.offers('back')).toBe(false);
    await bench.touch({ type: 'leave' });
    expect(bench.screen).toBe('take');
  });

  it('by a driver that breaks: the card is to be presented again', async () => {
    const bench = await asking();
    bench.ports.cardUpdates.flags.pending.shift()?.fail(new Error('a bug'));
    await bench.settle();
    bench.ports.cardReader.reads.answer(err(failure('card-reader', 'timeout')));
    await bench.settle();
    expect(bench.view).toMatchObject({ title: 'La mise à jour de votre carte n’est pas terminée' });
  });
});

describe('a card pulled during its update', () => {
  const expectNobody = (bench: KioskBench) => {
    const everything = `${bench.memory} ${JSON.stringify(bench.view)}`;
    for (const word of personalWords) expect(everything).not.toContain(word);
  };

  it.each([
    ['while the centre is asked', asking],
    ['while it is read', reading],
  ])('%s: nobody is left, nothing is written', async (_, reach) => {
    const bench = await reach();
    bench.ports.cardReader.pull();
    expectNobody(bench);
    await bench.settle();
    expect(bench.view).toMatchObject({ kind: 'information', title: 'Carte retirée' });
    expectNobody(bench);
    await bench.wait(6_000);
    expect(bench.screen).toBe('attract');
    expect(bench.ports.journal.operations.size).toBe(0);
  });

  it('while it is written: in doubt, the same card is asked for, long enough to be read', async () => {
    const bench = await writing();
    bench.ports.cardReader.pull();
    expectNobody(bench);
    await bench.settle();
    expect(bench.ports.journal.outcomes()).toEqual(['in-doubt']);
    expect(bench.view).toMatchObject({
      kind: 'information',
      tone: 'attention',
      title: 'Remettez votre carte',
      body: expect.stringContaining('n’est pas terminée'),
    });
    expectNobody(bench);
    await bench.wait(29_999);
    expect(bench.screen).toBe('information');
    await bench.wait(1);
    expect(bench.screen).toBe('attract');
  });

  it('at its result: the visit ends, and the screen still says that it is done', async () => {
    const bench = await writing();
    bench.ports.cardUpdates.exchanges.answer(ok(closedUpdated));
    await bench.settle();
    bench.ports.cardReader.reads.answer(ok(changed));
    await bench.settle();
    bench.ports.cardReader.pull();
    expectNobody(bench);
    await bench.settle();
    expect(bench.view).toMatchObject({ kind: 'information', title: 'Votre carte Vitale est à jour' });
  });
});

describe('a card whose update was left unfinished', () => {
  const arriving = async () => {
    const bench = new KioskBench();
    await bench.openVisit(singleUnfinished);
    return bench;
  };

  it('is offered the rest of it first, and heals', async () => {
    const bench = await arriving();
    expect(bench.view).toMatchObject({
      kind: 'information',
      title: 'La mise à jour de votre carte n’est pas terminée',
      holder: 'CLAIRE VANNIER',
    });
    await bench.touch({ type: 'confirm' });
    bench.ports.cardUpdates.flags.answer(toCheck);
    await bench.settle();
    bench.ports.cardUpdates.openings.answer(ok(openedRelay));
    await bench.settle();
    bench.ports.cardUpdates.exchanges.answer(ok(nextIsWriting));
    await bench.settle();
    bench.ports.cardUpdates.exchanges.answer(ok(closedUpdated));
    await bench.settle();
    bench.ports.cardReader.reads.answer(ok(single));
    await bench.settle();
    expect(bench.view).toMatchObject({ tone: 'success' });
    await bench.touch({ type: 'leave' });
    expect(bench.view).toMatchObject({ kind: 'take', body: 'Merci de votre visite.' });
  });

  it('may be served otherwise, and is told again when it leaves', async () => {
    const bench = await arriving();
    await bench.touch({ type: 'back' });
    expect(bench.screen).toBe('choice');
    await bench.touch({ type: 'choose', option: 'attestation-droits' });
    bench.ports.central.asked.answer(unreachable);
    await bench.settle();
    expect(bench.view).toMatchObject({
      body: expect.stringContaining('la mise à jour de votre carte n’est pas terminée'),
    });
    await bench.touch({ type: 'leave' });
    expect(bench.view).toMatchObject({ kind: 'take', body: expect.stringContaining('n’est pas terminée') });
  });

  it('pulled at the offer: the same card is asked for', async () => {
    const bench = await arriving();
    bench.ports.cardReader.pull();
    await bench.settle();
    expect(bench.view).toMatchObject({ title: 'Remettez votre carte' });
  });
});
