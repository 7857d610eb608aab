import { err, ok } from '@borne/domain/result';
import type { CardUpdateFlag, RightsEnd } from '@borne/sync/central/port';
import { describe, expect, it } from 'vitest';
import { closedUpdated, nextIsWriting, rightsEnd } from '../testing/card-update-answers.ts';
import {
  asking,
  cautions,
  changed,
  reading,
  told,
  unreachable,
  writing,
} from '../testing/card-update-visit.ts';
import { failure, startOfDay } from '../testing/fake-ports.ts';
import { KioskBench } from '../testing/kiosk-bench.ts';
import { family, personalWords } from '../testing/people.ts';

const { organisme } = rightsEnd;

describe('an update', () => {
  it('is first in the menu, asks the centre, and can be given up meanwhile', async () => {
    const bench = await asking();
    expect(bench.ports.cardUpdates.flags.made).toEqual([family.serial]);
    expect(bench.view).toMatchObject({
      kind: 'progress',
      title: 'Mise à jour de votre carte',
      steps: [{ state: 'current' }, { state: 'waiting' }, { state: 'waiting' }, { state: 'waiting' }],
    });
    expect(cautions(bench)).toBeUndefined();
    const question = bench.ports.cardUpdates.flags.pending[0];
    await bench.touch({ type: 'back' });
    expect(question?.signal?.aborted).toBe(true);
    expect(bench.view).toMatchObject({ kind: 'choice', holder: 'CLAIRE VANNIER' });
    expect(bench.ports.journal.operations.size).toBe(0);
  });

  it('shows how far the reading came, without asking to leave the card in', async () => {
    const bench = await reading();
    expect(bench.view).toMatchObject({
      steps: [{ state: 'done' }, { state: 'current' }, { state: 'waiting' }, { state: 'waiting' }],
      meter: { done: 1, of: 1, label: 'Lecture\u00a0: 1 sur 1' },
    });
    expect(cautions(bench)).toBeUndefined();
    expect(bench.offers('back')).toBe(true);
  });

  it('says not to take the card out, on the same screen, before anything is written, and cannot be given up then', async () => {
    const bench = await writing();
    const first = bench.views.find((view) => view.kind === 'progress' && view.caution && view.meter);
    expect(first).toMatchObject({
      screen: bench.view.screen,
      caution: 'Ne retirez pas votre carte.',
      meter: { of: 2 },
    });
    expect(bench.view).toMatchObject({
      steps: [{ state: 'done' }, { state: 'done' }, { state: 'current' }, { state: 'waiting' }],
      meter: { done: 2, of: 2, label: 'Écriture\u00a0: 2 sur 2' },
    });
    expect(bench.view.actions).toEqual([]);
    expect(bench.ports.journal.outcomes()).toEqual([undefined]);
  });

  it('journals its intent while the card still holds what it held', async () => {
    const bench = await reading();
    const before: number[] = [];
    bench.ports.cardReader.onPackage = ({ mayWrite }) => {
      if (mayWrite) before.push(bench.ports.journal.operations.size);
    };
    bench.ports.cardUpdates.exchanges.answer(ok(nextIsWriting));
    await bench.settle();
    expect(before).toEqual([1]);
  });

  it('reads the card again before anything else: the screen follows what it now holds', async () => {
    const bench = await writing();
    bench.ports.cardUpdates.exchanges.answer(ok(closedUpdated));
    await bench.settle();
    expect(bench.view).toMatchObject({ kind: 'progress', body: 'Nous relisons votre carte.' });
    expect(bench.view.holder).toBeUndefined();
    const [claire, leo] = family.people;
    if (!leo) throw new Error('expected a son');
    bench.ports.cardReader.reads.answer(ok({ ...changed, people: [leo, claire] }));
    await bench.settle();
    expect(bench.view).toMatchObject({
      kind: 'result',
      tone: 'success',
      holder: 'LEO VANNIER',
      title: 'Votre carte Vitale est à jour',
      body: 'Vos droits sont ouverts jusqu’au 31/12/2027.',
      details: ['Les dates de vos droits ont changé.'],
    });
    expect(bench.ports.journal.outcomes()).toEqual(['done']);
    await bench.touch({ type: 'back' });
    expect(bench.view).toMatchObject({ kind: 'choice', holder: 'LEO VANNIER' });
    await bench.touch({ type: 'choose', option: 'attestation-droits' });
    expect(bench.view).toMatchObject({ options: [{ label: 'LEO VANNIER' }, { label: 'CLAIRE VANNIER' }] });
  });

  it('whose card cannot be read afterwards: no service runs on what it held before', async () => {
    const bench = await writing();
    bench.ports.cardUpdates.exchanges.answer(ok(closedUpdated));
    await bench.settle();
    bench.ports.cardReader.reads.answer(err(failure('card-reader', 'timeout')));
    await bench.settle();
    expect(bench.view).toMatchObject({ kind: 'result', tone: 'success' });
    expect(bench.view.holder).toBeUndefined();
    await bench.touch({ type: 'back' });
    expect(bench.view).toMatchObject({ kind: 'progress', title: 'Lecture de votre carte' });
    bench.ports.cardReader.reads.answer(ok(changed));
    await bench.settle();
    expect(bench.view).toMatchObject({ kind: 'choice', holder: 'CLAIRE VANNIER' });
  });

  it('is not asked whether somebody is there while it runs', async () => {
    const bench = await writing();
    await bench.wait(300_000);
    expect(bench.screen).toBe('progress');
  });

  it('ends with the visit when nobody touches its result', async () => {
    const bench = await told({ flag: 'up-to-date', rights: rightsEnd });
    await bench.wait(60_000);
    await bench.wait(30_000);
    expect(bench.view).toMatchObject({ kind: 'take', body: 'Merci de votre visite.' });
  });
});

describe('what the centre says before anything is asked of the card', () => {
  const ended: RightsEnd = { ...rightsEnd, until: '2026-11-01' as never, ended: true };
  const { until: _, ...noEnd } = rightsEnd;
  const tomorrowMorning = startOfDay + 20 * 3_600_000;

  it.each<[CardUpdateFlag, object]>([
    [
      { flag: 'up-to-date', rights: rightsEnd },
      { tone: 'success', title: 'Votre carte Vitale était déjà à jour', body: /31\/12\/2027/ },
    ],
    [
      { flag: 'up-to-date', rights: noEnd },
      { tone: 'success', body: 'Vos droits sont ouverts, sans date de fin.' },
    ],
    [
      { flag: 'up-to-date', rights: ended },
      { tone: 'attention', title: 'Vos droits ont pris fin le 01/11/2026', body: /36\u00a046/ },
    ],
    [
      { flag: 'up-to-date', rights: { ended: true, organisme } },
      { tone: 'attention', title: 'Vous n’avez pas de droits ouverts', body: /36\u00a046/ },
    ],
    [
      { flag: 'unavailable', organisme, reopensAt: tomorrowMorning },
      { tone: 'attention', body: /demain lundi 23 novembre à 6\u00a0h\./ },
    ],
    [
      { flag: 'unavailable', organisme, reopensAt: startOfDay + 5.5 * 3_600_000 },
      { tone: 'attention', body: /aujourd’hui à 15\u00a0h\u00a030\./ },
    ],
    [
      { flag: 'unavailable', organisme, reopensAt: startOfDay + 70 * 3_600_000 },
      { tone: 'attention', body: /mercredi 25 novembre à 8\u00a0h\./ },
    ],
  ])('%j', async (flag, expected) => {
    const bench = await told(flag);
    if (flag.flag === 'up-to-date' && flag.rights.ended) {
      bench.ports.cardReader.reads.answer(ok(family));
      await bench.settle();
    }
    const matched = Object.entries(expected).map(([key, value]) => [
      key,
      value instanceof RegExp ? expect.stringMatching(value) : value,
    ]);
    expect(bench.view).toMatchObject({ kind: 'result', ...Object.fromEntries(matched) });
    expect(bench.ports.journal.operations.size).toBe(0);
    await bench.touch({ type: 'back' });
    expect(bench.screen).toBe('choice');
  });

  it('opposed: no service, no name, the counter, and the journal', async () => {
    const bench = await told({ flag: 'opposed' });
    expect(bench.view).toMatchObject({ kind: 'information', title: 'Cette carte ne peut plus servir' });
    expect(bench.view.holder).toBeUndefined();
    expect(bench.view.actions).toEqual([]);
    for (const word of personalWords) expect(bench.memory).not.toContain(word);
    expect(bench.ports.journal.occurrences).toEqual([{ kind: 'card-opposed', cardSerial: family.serial }]);
  });

  it('unknown: to the counter', async () => {
    const bench = await asking();
    bench.ports.cardUpdates.flags.answer(err(failure('central-api', 'not-found')));
    await bench.settle();
    expect(bench.view).toMatchObject({ title: 'Votre caisse ne connaît pas cette carte' });
    expect(bench.offers('confirm')).toBe(false);
  });

  it('nothing: the card was not touched, it can be tried again, and documents are still offered', async () => {
    const bench = await asking();
    bench.ports.cardUpdates.flags.answer(unreachable);
    await bench.settle();
    expect(bench.view).toMatchObject({
      title: 'Votre caisse ne répond pas',
      body: expect.stringContaining('n’a pas été modifiée'),
      banners: [{ text: 'Pas de connexion avec votre caisse. Certains services sont limités.' }],
    });
    await bench.touch({ type: 'confirm' });
    expect(bench.ports.cardUpdates.flags.made).toHaveLength(2);
    bench.ports.cardUpdates.flags.answer(unreachable);
    await bench.settle();
    await bench.touch({ type: 'back' });
    expect(bench.view).toMatchObject({
      options: [
        { id: 'mise-a-jour', unavailable: 'Votre caisse ne répond pas pour le moment.' },
        { id: 'attestation-droits' },
      ],
    });
  });

  it('that this kiosk is not welcome', async () => {
    const bench = await asking();
    bench.ports.cardUpdates.flags.answer(err(failure('central-api', 'refused')));
    await bench.settle();
    expect(bench.view).toMatchObject({ body: expect.stringContaining('n’accepte pas') });
    expect(bench.offers('confirm')).toBe(false);
  });
});

describe('the menu', () => {
  it('offers the update while nobody knows of the network', async () => {
    const bench = new KioskBench();
    await bench.openVisit();
    expect(bench.kiosk.status().network).toBe('unknown');
    expect(bench.view).toMatchObject({ options: [{ id: 'mise-a-jour' }, { id: 'attestation-droits' }] });
    expect(JSON.stringify(bench.view)).not.toContain('unavailable');
  });

  it('offers it again to the next person when nothing tells that the network is still down', async () => {
    const bench = await asking();
    bench.ports.cardUpdates.flags.answer(unreachable);
    await bench.settle();
    bench.ports.cardReader.pull();
    await bench.settle();
    expect(bench.kiosk.status().network).toBe('down');
    await bench.openVisit();
    expect(bench.kiosk.status().network).toBe('unknown');
    expect(JSON.stringify(bench.view)).not.toContain('unavailable');
  });

  it('looks at the network again when somebody comes', async () => {
    const bench = new KioskBench(({ uplink }) => {
      uplink.deliveries.rule = () => ({ delivery: 'postponed', error: unreachable.error });
    });
    await bench.settle();
    bench.ports.uplink.deliveries.rule = () => ({ delivery: 'acknowledged', records: 1, more: false });
    await bench.openVisit();
    expect(bench.kiosk.status().network).toBe('up');
    expect(JSON.stringify(bench.view)).not.toContain('unavailable');
  });
});
