import { ok } from '@borne/domain/result';
import type { VitaleContent } from '@borne/domain/rights';
import { describe, expect, it } from 'vitest';
import { defaultDelays } from './delays.ts';
import { nextIsWriting, openedRelay, readingPackage, toCheck } from './testing/card-update-answers.ts';
import type { FakePorts } from './testing/fake-ports.ts';
import { KioskBench } from './testing/kiosk-bench.ts';
import { family, singleUnfinished } from './testing/people.ts';

/** Drivers that take a call, never answer it and do not hear that it is given up. None should exist. */

const never = () => new Promise<never>(() => {});
const { cardSilence, updateSilence } = defaultDelays;

/** The next person is served. */
async function expectNextVisit(bench: KioskBench): Promise<void> {
  expect(bench.screen).toBe('attract');
  bench.ports.cardReader.readVitale = async () => ok(family);
  bench.ports.cardReader.insert('vitale-2');
  await bench.settle();
  expect(bench.screen).toBe('choice');
}

async function pull(bench: KioskBench): Promise<void> {
  bench.ports.cardReader.pull();
  await bench.settle();
}

async function updating(prepare: (ports: FakePorts) => void, vitale: VitaleContent = family) {
  const bench = new KioskBench(prepare);
  await bench.openVisit(vitale);
  await bench.touch({ type: 'choose', option: 'mise-a-jour' });
  return bench;
}

const unheardCentre = ({ cardUpdates }: FakePorts) => {
  cardUpdates.flag = never;
};

/** A reader that is given one package that writes, and is not heard of again. */
async function writing(): Promise<KioskBench> {
  const bench = await updating(({ cardReader, cardUpdates }) => {
    cardUpdates.flag = async () => toCheck;
    cardUpdates.open = async () => ok(openedRelay);
    cardUpdates.next = async () => ok(nextIsWriting);
    cardReader.relay = async (_, source) => {
      const { signal } = new AbortController();
      await source([], signal);
      await source([Uint8Array.of(0x90, 0x00)], signal);
      return never();
    };
  });
  expect(bench.view).toMatchObject({ kind: 'progress', caution: 'Ne retirez pas votre carte.' });
  return bench;
}

describe('a driver that is never heard of again does not hold the kiosk', () => {
  it('while the card is told apart', async () => {
    const bench = new KioskBench();
    bench.ports.cardReader.set({ reader: 'identifying', name: 'r', token: 'card-9' as never });
    await bench.settle();
    await bench.wait(cardSilence - 1);
    expect(bench.screen).toBe('progress');
    await bench.wait(1);
    expect(bench.view).toMatchObject({ kind: 'information', title: 'Un problème est survenu' });
    await pull(bench);
    await expectNextVisit(bench);
  });

  it('while the card is read', async () => {
    const bench = new KioskBench(({ cardReader }) => {
      cardReader.readVitale = never;
    });
    bench.ports.cardReader.insert('vitale-2');
    await bench.settle();
    await bench.wait(cardSilence - 1);
    expect(bench.screen).toBe('progress');
    await bench.wait(1);
    expect(bench.view).toMatchObject({ kind: 'information', title: 'Votre carte n’a pas pu être lue' });
    await pull(bench);
    await expectNextVisit(bench);
  });

  it('while the centre is asked: the card is said not to be modified', async () => {
    const bench = await updating(unheardCentre);
    await bench.wait(updateSilence - 1);
    expect(bench.screen).toBe('progress');
    await bench.wait(1);
    expect(bench.view).toMatchObject({
      kind: 'result',
      title: 'La mise à jour n’a pas été faite',
      holder: 'CLAIRE VANNIER',
    });
    expect(bench.offers('confirm')).toBe(true);
  });

  it('but for an update that moves on, however long it takes', async () => {
    let tell = () => {};
    const bench = await updating(({ cardReader, cardUpdates }) => {
      cardUpdates.flag = async () => toCheck;
      cardUpdates.open = async () => ok({ ...openedRelay, first: readingPackage(1) });
      cardReader.relay = async (_, source) => {
        const given = await source([], new AbortController().signal);
        tell = () => given?.onAnswer?.(1);
        return never();
      };
    });
    for (let sign = 0; sign < 3; sign += 1) {
      await bench.wait(updateSilence - 1);
      tell();
      await bench.settle();
      expect(bench.screen).toBe('progress');
    }
    await bench.wait(updateSilence);
    expect(bench.screen).toBe('result');
  });

  it('while an update is given up', async () => {
    const bench = await updating(unheardCentre);
    await bench.touch({ type: 'back' });
    expect(bench.view).toMatchObject({ title: 'Annulation' });
    await bench.wait(cardSilence);
    expect(bench.screen).toBe('result');
    await bench.touch({ type: 'back' });
    expect(bench.screen).toBe('choice');
  });

  it('while the card is written: it is read again, which tells what became of it', async () => {
    const bench = await writing();
    await bench.wait(updateSilence);
    expect(bench.view).toMatchObject({ kind: 'progress', body: 'Nous relisons votre carte.' });
    bench.ports.cardReader.reads.answer(ok(singleUnfinished));
    await bench.settle();
    expect(bench.view).toMatchObject({ title: 'La mise à jour de votre carte n’est pas terminée' });
    expect(bench.ports.journal.outcomes()).toEqual([undefined]);
  });

  it('nor while it is written and read again: the card is asked for another time', async () => {
    const bench = await writing();
    await bench.wait(updateSilence);
    await bench.wait(cardSilence - 1);
    expect(bench.screen).toBe('progress');
    await bench.wait(1);
    expect(bench.view).toMatchObject({ title: 'La mise à jour de votre carte n’est pas terminée' });
    await bench.touch({ type: 'leave' });
    expect(bench.screen).toBe('take');
    await pull(bench);
    await expectNextVisit(bench);
  });

  it.each([
    ['asked about', () => updating(unheardCentre), 'Carte retirée'],
    ['written', writing, 'Remettez votre carte'],
  ])('when the card is pulled while it is %s', async (_, begin, title) => {
    const bench = await begin();
    await pull(bench);
    expect(bench.view).toMatchObject({ title: 'Fin de la mise à jour' });
    expect(bench.view.holder).toBeUndefined();
    await bench.wait(cardSilence);
    expect(bench.view).toMatchObject({ kind: 'information', title });
    await bench.wait(defaultDelays.unfinishedFarewell);
    await expectNextVisit(bench);
  });

  it('while a technician’s card is looked at', async () => {
    const bench = new KioskBench(({ cardReader }) => {
      cardReader.pinTriesLeft = never;
    });
    bench.ports.cardReader.insert('technician');
    await bench.settle();
    await bench.wait(cardSilence);
    expect(bench.view).toMatchObject({ title: 'Carte de technicien refusée' });
  });

  it('while a PIN is verified, even once the card is out: it opens nothing and is journaled', async () => {
    const bench = new KioskBench(({ cardReader }) => {
      cardReader.verifyTechnician = never;
    });
    bench.ports.cardReader.insert('technician');
    await bench.settle();
    for (const digit of '2580') await bench.touch({ type: 'digit', digit });
    await bench.touch({ type: 'confirm' });
    await pull(bench);
    await bench.wait(cardSilence);
    expect(bench.ports.journal.occurrences).toContainEqual({
      kind: 'technician-refused',
      why: 'answer-unknown',
    });
    await expectNextVisit(bench);
  });
});
