import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, it } from 'vitest';
import { launchChromium, noChromium } from '../chromium.ts';
import { KioskProcess } from '../kiosk-process.ts';
import { headings, KioskPage } from './kiosk-page.ts';

describe.skipIf(noChromium)(
  `every card that is no Carte Vitale in order${noChromium ? ` (skipped: ${noChromium})` : ''}`,
  () => {
    let browser: Browser;
    let kiosk: KioskProcess;
    let screen: KioskPage;

    beforeAll(async () => {
      browser = await launchChromium();
      kiosk = await KioskProcess.start();
      screen = await KioskPage.open(browser, kiosk);
    });
    afterAll(async () => {
      await browser.close();
      await kiosk.stop();
    });

    it.each([
      ['vitale-1', 'Votre carte Vitale est d’une ancienne génération'],
      ['cps', 'Cette carte est une carte de professionnel de santé'],
      ['bank', 'Cette carte est une carte bancaire'],
      ['bank-foreign', 'Cette carte est une carte bancaire'],
      ['unknown', 'Cette carte n’est pas une carte Vitale'],
      ['mute', 'Votre carte ne répond pas'],
      ['upside-down', 'Votre carte ne répond pas'],
      ['dying', 'Votre carte n’a pas pu être lue'],
      ['hostile', 'Votre carte n’a pas pu être lue'],
      ['technician', 'Code de la carte de technicien'],
      ['technician-expired', 'Code de la carte de technicien'],
      ['technician-forged', 'Carte de technicien refusée'],
    ])('%s: told apart on the screen, and given back', async (card, title) => {
      await screen.sees(headings.attract);
      await kiosk.bench.insertCard(card);
      await screen.sees(title);
      await kiosk.bench.removeCard();
      await screen.sees(headings.attract);
    });
  },
);
