import type { Browser } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { launchChromium, noChromium } from '../chromium.ts';
import { KioskProcess } from '../kiosk-process.ts';
import { headings, KioskPage } from './kiosk-page.ts';

/** A card slow enough that something can happen while it is updated, in milliseconds an APDU. */
const slowCard = { cardReader: { transport: 'simulated', answerTime: 60 } } as const;

/** APDUs after which a card about which everything changed is being written; the tear test prints how many there are. */
const midWrite = 30;

const titles = {
  update: 'Mise à jour de votre carte',
  updated: 'Votre carte Vitale est à jour',
  upToDate: 'Votre carte Vitale était déjà à jour',
  unfinished: 'La mise à jour de votre carte n’est pas terminée',
  putBack: 'Remettez votre carte',
} as const;

describe.skipIf(noChromium)(
  `the update of the card, in Chromium${noChromium ? ` (skipped: ${noChromium})` : ''}`,
  () => {
    let browser: Browser;
    let kiosk: KioskProcess;
    let screen: KioskPage;

    beforeAll(async () => {
      browser = await launchChromium();
    });
    afterAll(() => browser.close());
    afterEach(async () => {
      await screen.close();
      await kiosk.stop();
    });

    const start = async (changes: Parameters<typeof KioskProcess.start>[0] = {}) => {
      kiosk = await KioskProcess.start(changes);
      screen = await KioskPage.open(browser, kiosk);
      await screen.sees(headings.attract);
    };
    const insert = async (card: string) => {
      await kiosk.bench.insertCard(card);
      await screen.sees(headings.menu);
    };
    const update = async (card: string) => {
      await insert(card);
      await screen.press(/Mettre à jour/);
    };
    const shows = (text: string | RegExp) => screen.page.getByText(text).first().waitFor();
    const caution = () => screen.page.locator('.caution');
    const operations = async () => {
      const { central } = await kiosk.bench.until(
        'an empty backlog',
        ({ journal }) => journal.unacknowledged === 0,
      );
      expect(central.alarms).toEqual([]);
      return central.operations;
    };

    it('goes step by step, asks to leave the card in only while it is written, and tells what changed', async () => {
      await start(slowCard);
      await update('sophie-martin');
      await screen.sees(titles.update);
      await shows(/^Lecture\s: \d+ sur \d+$/);
      expect(await caution().count()).toBe(0);
      await shows(/^Écriture\s: \d+ sur \d+$/);
      await caution().waitFor();
      expect(await screen.page.getByRole('button').count()).toBe(0);
      await screen.sees(titles.updated);
      const text = await screen.text();
      expect(text).toContain('Une personne a été ajoutée sur votre carte.');
      expect(text).toMatch(/jusqu’au 31\/12\/\d{4}/);
      await screen.press('Autre service');
      await screen.sees(headings.menu);
      await screen.press(/Attestation de droits/);
      await screen.sees(headings.choosing);
      await screen.page.getByRole('checkbox', { name: /JULES MARTIN/ }).waitFor();
      expect(await operations()).toEqual([
        expect.objectContaining({ kind: 'card-update', outcome: 'done', onCard: 'applied', records: 2 }),
      ]);
    });

    it('can be given up before anything is written', async () => {
      await start(slowCard);
      await update('sophie-martin');
      await shows(/^Lecture\s: \d+ sur \d+$/);
      await screen.press('Annuler');
      await screen.sees(headings.menu);
      expect(await operations()).toEqual([]);
    });

    it.each([
      ['nathalie-durand', titles.upToDate, /jusqu’au 31\/12/],
      ['karim-benali', /^Vos droits ont pris fin le/, /36\s46/],
      [
        'gabriel-hoarau',
        /^Votre caisse ne met pas les cartes à jour/,
        /reprendra demain \S+ \d+ \S+ à \d+\sh/,
      ],
      ['paul-lambert', 'Votre caisse ne connaît pas cette carte', /n’a pas été modifiée/],
    ])('%s: told plainly, and offered what is left', async (card, title, body) => {
      await start();
      await update(card);
      await screen.sees(title);
      expect(await screen.text()).toMatch(body);
      expect(await operations()).toEqual([]);
      await screen.press('Autre service');
      await screen.sees(headings.menu);
    });

    it('of a caisse that closes and opens again', async () => {
      await start();
      await insert('sophie-martin');
      await kiosk.bench.caisse(false);
      await screen.press(/Mettre à jour/);
      await screen.sees(/^Votre caisse ne met pas les cartes à jour/);
      await kiosk.bench.caisse(true);
      await screen.press('Autre service');
      await screen.press(/Mettre à jour/);
      await screen.sees(titles.updated);
    });

    it('pulled while it is written: asked for, recognised when it comes back, and healed', async () => {
      await start();
      await insert('sophie-martin');
      await kiosk.bench.pullAfter(midWrite);
      await screen.press(/Mettre à jour/);
      await screen.sees(titles.putBack);
      expect(await screen.text()).not.toMatch(/sophie|martin/i);
      expect(await operations()).toEqual([expect.objectContaining({ outcome: 'in-doubt', records: 2 })]);
      await kiosk.bench.insertCard('sophie-martin');
      await screen.sees(titles.unfinished);
      await screen.press('Finir la mise à jour');
      await screen.sees(titles.updated);
      expect(await screen.text()).toContain('Une personne a été ajoutée sur votre carte.');
      const settled = [
        expect.objectContaining({ outcome: 'in-doubt', onCard: 'partly' }),
        expect.objectContaining({ outcome: 'done', onCard: 'applied' }),
      ];
      expect(await operations()).toEqual(settled);
      await kiosk.bench.removeCard();
      await screen.sees(headings.attract);
      await update('sophie-martin');
      await screen.sees(titles.upToDate);
      expect(await operations()).toEqual(settled);
    });

    it('cut from the network while it is written: never called done, and ended once the network is back', async () => {
      await start(slowCard);
      await update('sophie-martin');
      await shows(/^Écriture\s: \d+ sur \d+$/);
      await kiosk.bench.network(false);
      await screen.sees(titles.unfinished);
      expect(await screen.text()).toContain('Pas de connexion avec votre caisse');
      await kiosk.bench.network(true);
      await screen.press('Réessayer');
      await screen.sees(titles.updated);
      expect(await operations()).toEqual([
        expect.objectContaining({ outcome: 'in-doubt', onCard: 'partly' }),
        expect.objectContaining({ outcome: 'done', onCard: 'applied' }),
      ]);
    });

    it('is not offered while the centre is known to be out of reach, and is again for the next person', async () => {
      await start();
      await kiosk.bench.network(false);
      await update('hugo-mercier');
      await screen.sees('Votre caisse ne répond pas');
      await screen.press('Autre service');
      await shows('Votre caisse ne répond pas pour le moment.');
      await kiosk.bench.removeCard();
      await screen.sees(headings.attract);
      await kiosk.bench.network(true);
      await update('hugo-mercier');
      await screen.sees(titles.upToDate);
    });
  },
);
