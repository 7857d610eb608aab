import { ok } from '@borne/domain/result';
import { describe, expect, it } from 'vitest';
import type { Transition } from './kiosk.ts';
import { failure } from './testing/fake-ports.ts';
import { KioskBench } from './testing/kiosk-bench.ts';
import { family, personalWords } from './testing/people.ts';

describe('a card that is not a Carte Vitale in order', () => {
  it.each([
    ['vitale-1', 'Votre carte Vitale est d’une ancienne génération'],
    ['professional', 'Cette carte est une carte de professionnel de santé'],
    ['bank', 'Cette carte est une carte bancaire'],
    ['unknown', 'Cette carte n’est pas une carte Vitale'],
    ['mute', 'Votre carte ne répond pas'],
  ] as const)('%s: is told apart and given back', async (card, title) => {
    const bench = new KioskBench();
    bench.ports.cardReader.insert(card);
    await bench.settle();
    expect(bench.view).toMatchObject({ kind: 'information', title });
    expect(bench.ports.cardReader.reads.made).toEqual([]);
    bench.ports.cardReader.pull();
    await bench.settle();
    expect(bench.screen).toBe('attract');
  });

  it('that does not answer three times leads to the counter, and a minute later counts anew', async () => {
    const bench = new KioskBench();
    const titles: string[] = [];
    const present = async () => {
      bench.ports.cardReader.insert('mute');
      await bench.settle();
      titles.push(bench.view.title);
      bench.ports.cardReader.pull();
      await bench.settle();
    };
    await present();
    await present();
    await present();
    await bench.wait(60_000);
    await present();
    const again = 'Votre carte ne répond toujours pas';
    expect(titles.map((title) => title === again)).toEqual([false, false, true, false]);
  });

  it('in opposition: is offered nothing, told nothing of whose it is, recorded, and given back', async () => {
    const bench = new KioskBench((ports) => ports.opposition.opposed.add(family.serial));
    await bench.openVisit();
    expect(bench.view).toMatchObject({
      kind: 'information',
      title: 'Cette carte ne peut plus servir',
      body: expect.stringContaining('à l’accueil'),
    });
    expect(bench.view.holder).toBeUndefined();
    for (const word of personalWords) expect(bench.memory).not.toContain(word);
    expect(await bench.touch({ type: 'choose', option: 'attestation-droits' })).not.toBe('accepted');
    await bench.wait(10_000);
    await bench.wait(20_000);
    expect(bench.ports.journal.occurrences).toEqual([
      { kind: 'card-opposed', cardSerial: family.serial },
      { kind: 'card-forgotten' },
    ]);
    bench.ports.cardReader.pull();
    await bench.settle();
    expect(bench.screen).toBe('attract');
    expect(bench.ports.central.asked.made).toEqual([]);
  });

  it('left in is recorded as forgotten', async () => {
    const bench = new KioskBench();
    bench.ports.cardReader.insert('bank');
    await bench.wait(10_000);
    await bench.wait(20_000);
    expect(bench.ports.journal.kinds()).toEqual(['card-forgotten']);
  });

  it('is shown as being read until it is told apart, on one screen with the reading', async () => {
    const bench = new KioskBench();
    const reader = { name: 'r', token: 't' as never };
    bench.ports.cardReader.set({ reader: 'identifying', ...reader });
    await bench.settle();
    expect(bench.view).toMatchObject({
      kind: 'progress',
      steps: [{ state: 'current' }, { state: 'waiting' }],
    });
    const { screen } = bench.view;
    bench.ports.cardReader.set({ reader: 'occupied', ...reader, card: 'vitale-2' });
    await bench.settle();
    expect(bench.view).toMatchObject({ screen, steps: [{ state: 'done' }, { state: 'current' }] });
  });
});

describe('out of service', () => {
  it('the reader lost: recorded after a while, stray events absorbed, back by itself', async () => {
    const bench = new KioskBench();
    bench.ports.cardReader.lose();
    await bench.settle();
    expect(bench.screen).toBe('out-of-service');
    expect(bench.kiosk.status().inService).toBe(false);
    await bench.wait(5_000);
    expect(bench.ports.journal.occurrences).toEqual([{ kind: 'out-of-service', why: 'card-reader' }]);
    expect(bench.kiosk.send({ screen: bench.view.screen, intent: { type: 'confirm' } })).not.toBe('accepted');
    bench.ports.printer.set({ printer: 'disconnected' });
    await bench.wait(100_000);
    expect(bench.screen).toBe('out-of-service');
    bench.ports.cardReader.pull();
    await bench.settle();
    expect(bench.screen).toBe('attract');
    expect(bench.ports.journal.kinds()).toEqual(['out-of-service', 'back-in-service']);
  });

  it('a blip of the bus leaves no record', async () => {
    const bench = new KioskBench();
    bench.ports.cardReader.lose();
    await bench.wait(4_999);
    bench.ports.cardReader.pull();
    await bench.settle();
    expect(bench.screen).toBe('attract');
    expect(bench.ports.journal.kinds()).toEqual([]);
  });

  it('is not said at start-up before the reader had time to be found', async () => {
    const bench = new KioskBench(({ cardReader }) => cardReader.lose());
    await bench.settle();
    expect(bench.view).toMatchObject({ kind: 'information', title: 'La borne démarre' });
    await bench.wait(5_000);
    expect(bench.screen).toBe('out-of-service');
    bench.ports.cardReader.pull();
    await bench.settle();
    expect(bench.screen).toBe('attract');
  });

  it('a journal that refuses: no visit begins, not even for a card swapped in, until a record can be written', async () => {
    const bench = new KioskBench();
    await bench.openVisit();
    await bench.reachPreview();
    bench.ports.journal.refuses = { code: 'full', detail: 'fake' };
    await bench.touch({ type: 'confirm' });
    bench.ports.cardReader.insert('vitale-2');
    await bench.settle();
    expect(bench.view).toMatchObject({
      kind: 'out-of-service',
      body: expect.stringMatching(/rien enregistrer.*Reprenez votre carte/),
    });
    expect(bench.ports.cardReader.reads.made).toHaveLength(1);
    bench.ports.journal.refuses = undefined;
    await bench.wait(30_000);
    expect(bench.screen).toBe('progress');
    expect(bench.ports.journal.kinds()).toEqual(['back-in-service']);
  });

  it('a journal that refused the host itself: out of service from the start', async () => {
    const bench = new KioskBench(() => {}, { journalRefused: true });
    expect(bench.screen).toBe('out-of-service');
    await bench.wait(30_000);
    expect(bench.screen).toBe('attract');
  });

  it('comes back to a card that was put in meanwhile', async () => {
    const bench = new KioskBench();
    bench.ports.cardReader.lose();
    await bench.wait(60_000);
    bench.ports.cardReader.insert('vitale-2');
    await bench.settle();
    bench.ports.cardReader.reads.answer(ok(family));
    await bench.settle();
    expect(bench.screen).toBe('choice');
  });
});

describe('a screen', () => {
  it('answers only for itself: a tap made for one that has gone is refused', async () => {
    const bench = new KioskBench();
    await bench.openVisit();
    const menu = bench.view.screen;
    await bench.touch({ type: 'choose', option: 'attestation-droits' });
    const late = bench.kiosk.send({ screen: menu, intent: { type: 'leave' } });
    expect(late).toEqual({ refused: expect.stringContaining(bench.view.screen) });
    await bench.touch({ type: 'back' });
    expect(bench.view.kind).toBe('choice');
    expect(bench.view.screen).not.toBe(menu);
  });

  it('takes nothing that it does not offer', async () => {
    const bench = new KioskBench();
    await bench.openVisit();
    for (const intent of [
      { type: 'run', action: 'test-print' },
      { type: 'choose', option: 'another-service' },
      { type: 'confirm' },
      { type: 'stay' },
    ] as const)
      expect(await bench.touch(intent)).toEqual({ refused: expect.stringContaining(intent.type) });
    expect(bench.screen).toBe('choice');
  });

  it('keeps its name while only its content changes, and never shares it with another visit', async () => {
    const bench = new KioskBench();
    await bench.openVisit();
    const first = bench.view.screen;
    bench.ports.printer.set({ printer: 'disconnected' });
    await bench.settle();
    expect(bench.view.screen).toBe(first);
    bench.ports.cardReader.pull();
    await bench.openVisit();
    expect(bench.view.kind).toBe('choice');
    expect(bench.view.screen).not.toBe(first);
  });

  it('is told to listeners once for each change, after things have settled', async () => {
    const bench = new KioskBench();
    await bench.openVisit();
    const shown = bench.views.map((view) => JSON.stringify(view));
    expect(shown.filter((view, index) => view === shown[index - 1])).toEqual([]);
    expect(bench.views.map(({ kind }) => kind)).toEqual(['attract', 'progress', 'choice']);
  });
});

describe('what a kiosk tells of itself', () => {
  it('names states and devices and nobody', async () => {
    const bench = new KioskBench();
    const transitions: Transition[] = [];
    bench.kiosk.onTransition((transition) => transitions.push(transition));
    await bench.reachPrinting();
    const { state } = bench.kiosk.status();
    expect(state).toBe(
      'visiting > open.stage.serving.attestation+attention.suspended > issuing > printing.running',
    );
    expect(transitions).toContainEqual({
      machine: 'service',
      event: 'confirm',
      state: 'issuing',
    });
    const told = JSON.stringify([transitions, bench.kiosk.status()]);
    for (const word of personalWords) expect(told).not.toContain(word);
  });

  it('includes the network as last seen', async () => {
    const bench = new KioskBench(({ uplink }) => {
      uplink.deliveries.rule = () => ({
        delivery: 'postponed',
        error: failure('central-api', 'unreachable'),
      });
    });
    await bench.settle();
    expect(bench.kiosk.status().network).toBe('down');
    expect(bench.view.banners).toHaveLength(1);
  });

  it('stops: machines, actors and listeners', async () => {
    const bench = new KioskBench();
    await bench.reachPrinting();
    const job = bench.ports.printer.jobs.pending[0];
    bench.kiosk.stop();
    expect(job?.signal?.aborted).toBe(true);
    const { length } = bench.views;
    bench.ports.cardReader.pull();
    await bench.wait(100_000);
    expect(bench.views).toHaveLength(length);
    expect(bench.kiosk.send({ screen: bench.view.screen, intent: { type: 'leave' } })).not.toBe('accepted');
  });
});
