import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { launchChromium, noChromium } from '../chromium.ts';
import { KioskProcess } from '../kiosk-process.ts';
import { goToPreview, headings, KioskPage } from './kiosk-page.ts';

/** Slow enough that something can happen while the paper comes out, in millimetres per second. */
const slowPaper = { printer: { transport: 'simulated', speed: 60 } } as const;

const card = 'nathalie-durand';

describe.skipIf(noChromium)(`the visit, in Chromium${noChromium ? ` (skipped: ${noChromium})` : ''}`, () => {
  let browser: Browser;
  let kiosk: KioskProcess;
  let screen: KioskPage;

  beforeAll(async () => {
    browser = await launchChromium();
  });
  afterAll(() => browser.close());
  beforeEach(async () => {
    kiosk = await KioskProcess.start();
    screen = await KioskPage.open(browser, kiosk);
  });
  afterEach(async () => {
    await screen.close();
    await kiosk.stop();
  });

  /** The kiosk of `beforeEach` with a printer that takes its time. */
  const withSlowPaper = async () => {
    await kiosk.stop();
    await screen.close();
    kiosk = await KioskProcess.start(slowPaper);
    screen = await KioskPage.open(browser, kiosk);
  };
  const delivered = () =>
    kiosk.bench.until('an empty backlog', (state) => state.journal.unacknowledged === 0);
  const operations = async () => (await delivered()).central.operations;
  const paperStarted = () =>
    kiosk.bench.until('paper coming out', (state) =>
      state.papers.some((paper) => paper.text.includes('DROITS')),
    );
  const sheets = async () => (await kiosk.bench.state()).papers;

  it('prints the attestation, tells the centre and forgets the person', async () => {
    await goToPreview(screen, kiosk, card);
    expect(await screen.text()).toContain('Droits connus de votre caisse');
    await screen.press('Imprimer');
    await screen.sees(headings.printed);
    await screen.press('Terminer');
    await screen.sees(headings.take);
    await kiosk.bench.removeCard();
    await screen.sees(headings.attract);
    expect(await screen.text()).not.toMatch(/durand/i);
    const [paper, ...others] = await sheets();
    expect(paper).toMatchObject({ complete: true, text: expect.stringContaining('DURAND NATHALIE') });
    expect(others).toEqual([]);
    expect(await operations()).toEqual([
      expect.objectContaining({ kind: 'attestation-droits', outcome: 'done', records: 2 }),
    ]);
  });

  it('offers nothing to a card in opposition, whoever holds it, and gives it back', async () => {
    const { dataDirectory } = kiosk.config;
    await expect.poll(() => existsSync(join(dataDirectory, 'downlink', 'manifest'))).toBe(true);
    await kiosk.bench.insertCard('jeanne-roux');
    await screen.sees(headings.opposed);
    expect(await screen.text()).not.toMatch(/roux|jeanne/i);
    await kiosk.bench.removeCard();
    await screen.sees(headings.attract);
    expect(await sheets()).toEqual([]);
  });

  it('prints from the card when the network is cut, says so, and is delivered once when it is back', async () => {
    await kiosk.bench.network(false);
    await goToPreview(screen, kiosk, card);
    expect(await screen.text()).toContain('ces droits viennent de votre carte');
    expect(await screen.text()).toContain('Pas de connexion avec votre caisse');
    await screen.press('Imprimer');
    await screen.sees(headings.printed);
    await kiosk.bench.removeCard();
    await screen.sees(headings.attract);
    const cut = await kiosk.bench.state();
    expect(cut.central.operations).toEqual([]);
    expect(cut.journal.unacknowledged).toBeGreaterThan(0);
    expect(cut.papers[0]?.text).toMatch(/carte/i);
    await kiosk.bench.network(true);
    expect(await operations()).toEqual([expect.objectContaining({ outcome: 'done', records: 2 })]);
  });

  describe('the card pulled', () => {
    const nothingPrinted = async () => {
      await screen.sees(headings.attract);
      expect(await screen.text()).not.toMatch(/durand/i);
      expect(await sheets()).toEqual([]);
      expect(await operations()).toEqual([]);
    };

    it('while it is being read', async () => {
      await screen.sees(headings.attract);
      await kiosk.bench.insertCard(card);
      await kiosk.bench.removeCard();
      await nothingPrinted();
    });

    it('at the menu', async () => {
      await kiosk.bench.insertCard(card);
      await screen.sees(headings.menu);
      await kiosk.bench.removeCard();
      await screen.sees(headings.pulled);
      expect(await screen.text()).not.toMatch(/durand/i);
      await nothingPrinted();
    });

    it('while beneficiaries are chosen', async () => {
      await kiosk.bench.insertCard(card);
      await screen.sees(headings.menu);
      await screen.press(/Attestation de droits/);
      await screen.sees(headings.choosing);
      await kiosk.bench.removeCard();
      await screen.sees(headings.pulled);
      await nothingPrinted();
    });

    it('at the preview', async () => {
      await goToPreview(screen, kiosk, card);
      await kiosk.bench.removeCard();
      await screen.sees(headings.pulled);
      expect(await screen.text()).not.toMatch(/durand/i);
      await nothingPrinted();
    });

    it('while it prints: the sheet is finished and recorded, the name is gone at once', async () => {
      await withSlowPaper();
      await goToPreview(screen, kiosk, card);
      await screen.press('Imprimer');
      await paperStarted();
      await kiosk.bench.removeCard();
      await screen.sees('Prenez votre document');
      expect(await screen.text()).not.toMatch(/durand/i);
      await screen.sees(headings.attract);
      expect(await sheets()).toEqual([expect.objectContaining({ complete: true })]);
      expect(await operations()).toEqual([expect.objectContaining({ outcome: 'done' })]);
    });

    it('once it is printed', async () => {
      await goToPreview(screen, kiosk, card);
      await screen.press('Imprimer');
      await screen.sees(headings.printed);
      await kiosk.bench.removeCard();
      await screen.sees(headings.attract);
      expect(await operations()).toEqual([expect.objectContaining({ outcome: 'done' })]);
    });
  });

  it('waits when the paper runs out and goes on when it is refilled', async () => {
    await withSlowPaper();
    await goToPreview(screen, kiosk, card);
    await screen.press('Imprimer');
    await paperStarted();
    await kiosk.bench.printer('paper-out');
    await screen.sees(headings.waiting);
    expect(await screen.text()).toContain('plus de papier');
    await kiosk.bench.printer('refill');
    await screen.sees(headings.printed);
    expect(await sheets()).toEqual([expect.objectContaining({ complete: true })]);
    expect(await operations()).toEqual([expect.objectContaining({ outcome: 'done' })]);
  });

  it('does not call done what it cannot know: the printer unplugged half-way, then a duplicata', async () => {
    await withSlowPaper();
    await goToPreview(screen, kiosk, card);
    await screen.press('Imprimer');
    await paperStarted();
    await kiosk.bench.printer('unplug');
    await screen.sees(headings.askingPerson);
    await screen.press('Non, pas en entier');
    await screen.sees(headings.inDoubt);
    expect(await operations()).toEqual([expect.objectContaining({ outcome: 'in-doubt' })]);
    await kiosk.bench.printer('plug');
    await screen.press('Réimprimer');
    await screen.sees(headings.preview);
    await screen.press('Imprimer');
    await screen.sees(headings.printed);
    const complete = (await sheets()).filter((sheet) => sheet.complete);
    expect(complete).toEqual([expect.objectContaining({ text: expect.stringContaining('DUPLICATA') })]);
    expect(await operations()).toEqual([
      expect.objectContaining({ outcome: 'in-doubt' }),
      expect.objectContaining({ outcome: 'done' }),
    ]);
  });

  it('says why nothing can be printed while the printer is not there, and offers it again when it is', async () => {
    await kiosk.bench.printer('unplug');
    await kiosk.bench.insertCard(card);
    await screen.sees(headings.menu);
    await screen.page.getByText('L’imprimante n’est pas disponible.').waitFor();
    await kiosk.bench.printer('plug');
    await screen.page.getByText('L’imprimante n’est pas disponible.').waitFor({ state: 'detached' });
    await screen.press(/Attestation de droits/);
    await screen.sees(headings.choosing);
  });

  it('goes on where it was when the page is loaded again', async () => {
    await goToPreview(screen, kiosk, card);
    await screen.page.reload();
    await screen.sees(headings.preview);
    await screen.press('Imprimer');
    await screen.sees(headings.printed);
    expect(await operations()).toEqual([expect.objectContaining({ outcome: 'done' })]);
  });

  it('killed while it prints: the centre hears of it as in doubt, never as done', async () => {
    await withSlowPaper();
    await goToPreview(screen, kiosk, card);
    await screen.press('Imprimer');
    await paperStarted();
    await kiosk.kill();
    await screen.sees(/instant/i);
    expect(await screen.text()).not.toMatch(/durand/i);
    kiosk = await kiosk.restarted();
    await screen.sees(headings.attract);
    expect(await operations()).toEqual([expect.objectContaining({ outcome: 'in-doubt', records: 2 })]);
  });

  it('lets a technician in with the right PIN only, and journals what they do', async () => {
    await screen.sees(headings.attract);
    await kiosk.bench.insertCard('technician');
    await screen.sees('Code de la carte de technicien');
    const enter = async (pin: string) => {
      for (const digit of pin) await screen.press(digit);
      await screen.press('Valider');
    };
    await enter('0000');
    await screen.page.getByText('Code refusé.').waitFor();
    await enter('2580');
    await screen.sees(/^Maintenance de la borne/);
    await screen.press(/Page de test/);
    await screen.page.getByText('Page de test imprimée.').waitFor();
    await kiosk.bench.removeCard();
    await screen.sees(headings.attract);
    expect(await operations()).toEqual([expect.objectContaining({ kind: 'maintenance', outcome: 'done' })]);
  });
});
