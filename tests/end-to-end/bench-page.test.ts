import { AxeBuilder } from '@axe-core/playwright';
import type { Browser, FrameLocator, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { launchChromium, noChromium } from '../chromium.ts';
import { KioskProcess } from '../kiosk-process.ts';
import { headings } from './kiosk-page.ts';

const standards = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

describe.skipIf(noChromium)(`the bench page${noChromium ? ` (skipped: ${noChromium})` : ''}`, () => {
  let browser: Browser;
  let kiosk: KioskProcess;
  let page: Page;
  let screen: FrameLocator;
  const complaints: string[] = [];

  beforeAll(async () => {
    browser = await launchChromium();
  });
  afterAll(() => browser.close());
  beforeEach(async () => {
    complaints.length = 0;
    kiosk = await KioskProcess.start();
    const window = { viewport: { width: 1440, height: 900 }, reducedMotion: 'reduce' } as const;
    page = await (await browser.newContext(window)).newPage();
    page.on('console', (message) => {
      if (['error', 'warning'].includes(message.type())) complaints.push(message.text());
    });
    page.on('pageerror', (error) => complaints.push(error.message));
    await page.goto(`${kiosk.url}/bench/`);
    screen = page.frameLocator('iframe');
    await sees(headings.attract);
  });
  afterEach(async () => {
    await page.context().close();
    await kiosk.stop();
  });

  const sees = (heading: string | RegExp) =>
    screen.getByRole('heading', { level: 1, name: heading }).waitFor();
  const shelfCard = (name: RegExp) => page.locator('.shelf').getByRole('button', { name });
  const pull = () => page.getByRole('button', { name: /Retirer la carte/ });

  /** The kiosk's own screen in its frame is proven by `screens.test.ts`. */
  const axeFaults = async () => {
    const { violations } = await new AxeBuilder({ page }).exclude('iframe').withTags(standards).analyze();
    return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`);
  };

  it('says that everything is simulated, fits its window, and passes axe', async () => {
    await page.getByText('Tout est simulé').waitFor();
    const size = await page.evaluate(() => {
      const { scrollWidth, scrollHeight } = document.documentElement;
      return [scrollWidth, scrollHeight];
    });
    expect(size).toEqual([1440, 900]);
    expect(await axeFaults()).toEqual([]);
    expect(complaints).toEqual([]);
  });

  it('inserts a card by keyboard and pulls it', async () => {
    await shelfCard(/Nathalie Durand/).press('Enter');
    await sees(headings.menu);
    expect(await axeFaults()).toEqual([]);
    await pull().click();
    await sees(headings.attract);
    await shelfCard(/Nathalie Durand.*Droits/).waitFor();
  });

  it('inserts a card dragged to the machine, and not one let go elsewhere', async () => {
    const card = await shelfCard(/Hugo Mercier/).boundingBox();
    const machine = await page.getByRole('region', { name: 'La borne' }).boundingBox();
    if (!card || !machine) throw new Error('the shelf or the machine is not drawn');
    const drag = async (x: number, y: number) => {
      await page.mouse.move(card.x + 20, card.y + 20);
      await page.mouse.down();
      await page.mouse.move(x, y, { steps: 4 });
      await page.mouse.up();
    };
    await drag(card.x + 20, card.y + 200);
    expect((await kiosk.bench.state()).reader.card).toBeNull();
    await drag(machine.x + 60, machine.y + machine.height - 40);
    await pull().waitFor();
    expect((await kiosk.bench.state()).reader.card).toBe('hugo-mercier');
  });

  it('shows what was printed and what the centre received', async () => {
    await shelfCard(/Hugo Mercier/).click();
    await sees(headings.menu);
    await screen.getByRole('button', { name: /Attestation de droits/ }).click();
    await sees(headings.preview);
    await screen.getByRole('button', { name: 'Imprimer' }).click();
    await sees(headings.printed);
    await page.locator('.operation[data-outcome="done"]').waitFor();
    await page.getByRole('button', { name: 'Agrandir la feuille 1' }).click();
    await page.getByRole('dialog', { name: 'Feuille n° 1' }).waitFor();
    await page.getByRole('button', { name: 'Voir le texte' }).click();
    await page.locator('dialog pre', { hasText: 'MERCIER' }).waitFor();
    expect(await axeFaults()).toEqual([]);
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    expect(complaints).toEqual([]);
  });

  it('cuts the network and opens the printer, and says so', async () => {
    await page.getByRole('switch', { name: /Câble du réseau/ }).click();
    await page.getByRole('switch', { name: /Câble du réseau/, checked: false }).waitFor();
    await page.getByRole('switch', { name: /Capot/ }).click();
    await page.getByRole('switch', { name: /Capot/, checked: false }).waitFor();
    await page.getByRole('button', { name: 'Vider' }).click();
    await page.getByText('vide', { exact: true }).waitFor();
    const { network, printer } = await kiosk.bench.state();
    expect(network.up).toBe(false);
    expect(printer).toMatchObject({ cover: 'open', paper: 'out' });
  });

  it('closes the caisse of the card, pulls it in the middle of its update, and shows what became of it', async () => {
    const update = () => screen.getByRole('button', { name: /Mettre à jour/ }).click();
    await shelfCard(/Sophie Martin/).click();
    await sees(headings.menu);
    await page.getByRole('switch', { name: /Caisse 01\s351/ }).click();
    await page.getByRole('switch', { name: /Caisse/, checked: false }).waitFor();
    await update();
    await sees(/^Votre caisse ne met pas les cartes à jour/);
    await page.getByRole('switch', { name: /Caisse/ }).click();
    await screen.getByRole('button', { name: 'Autre service' }).click();
    await sees(headings.menu);
    await page.getByRole('button', { name: 'Armer' }).click();
    await update();
    await sees('Remettez votre carte');
    await page.locator('.operation[data-outcome="in-doubt"]').waitFor();
    await shelfCard(/Sophie Martin/).click();
    await screen.getByRole('button', { name: 'Finir la mise à jour' }).click();
    await page.getByText('La carte dit : écrite en partie, complétée depuis.').waitFor();
    await page.getByText('La carte dit : écrite en entier.').waitFor();
    expect(await axeFaults()).toEqual([]);
    expect(complaints).toEqual([]);
  });

  it('waits for a kiosk that went away', async () => {
    await kiosk.kill();
    await page.getByText('La borne ne répond pas.').waitFor();
    kiosk = await kiosk.restarted();
    await shelfCard(/Nathalie Durand/).waitFor();
  });
});
