import { AxeBuilder } from '@axe-core/playwright';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { launchChromium, noChromium } from '../chromium.ts';
import { type FleetOfThirty, fleetOfThirty, operatorSecret } from '../fleet-of-thirty.ts';

if (noChromium) process.stderr.write(`the fleet page: not run, ${noChromium}\n`);

/** A desk's screen, and the same enlarged four times (WCAG 2.2, 1.4.10: 320 CSS pixels). */
const desk = { width: 1280, height: 900 };
const enlarged = { width: 320, height: 225 };

describe.skipIf(noChromium)('the fleet page', () => {
  let browser: Browser;
  let fleet: FleetOfThirty;

  beforeAll(async () => {
    fleet = await fleetOfThirty();
    browser = await launchChromium();
  });
  afterAll(async () => {
    await browser?.close();
    await fleet?.close();
  });

  async function visit(
    { viewport = desk, javaScriptEnabled = false },
    act: (page: Page) => Promise<void>,
  ): Promise<void> {
    const context = await browser.newContext({
      viewport,
      javaScriptEnabled,
      locale: 'fr-FR',
      httpCredentials: { username: 'operator', password: operatorSecret },
    });
    const page = await context.newPage();
    await page.goto(`${fleet.origin}/fleet`);
    await act(page);
    await context.close();
  }

  it('says of each ailing kiosk what is wrong, since when, for how many, and what to bring; without a script', async () => {
    await visit({}, async (page) => {
      const row = page.getByRole('row', { name: /angers-2/ });
      for (const text of [
        'Accueil de Angers',
        'Plus de papier',
        'Rien ne s’imprime',
        '45 min',
        '≈ 28',
        'Changer le rouleau',
        'Rouleau de papier',
      ])
        expect((await row.textContent())?.replaceAll('\u00a0', ' ')).toContain(text);
      const silent = page.getByRole('row', { name: /calais-1/ });
      expect((await silent.textContent())?.replaceAll('\u00a0', ' ')).toContain('Sans nouvelles depuis 5 h');
      const tables = page.getByRole('table');
      expect(await tables.count()).toBe(2);
      expect(await tables.first().getByRole('columnheader').allTextContents()).toContain('Remède');
      expect(await page.getByRole('rowheader').count()).toBe(30);
    });
  });

  it('leads to the timeline of a kiosk and back', async () => {
    await visit({}, async (page) => {
      await page.getByRole('link', { name: 'calais-1' }).click();
      await page.getByRole('heading', { name: 'Borne calais-1', level: 1 }).waitFor();
      const timeline = page.getByRole('table').last();
      expect(await timeline.getByRole('row').count()).toBeGreaterThan(2);
      expect(await timeline.textContent()).toContain('dure encore');
      await page.getByRole('link', { name: 'Toutes les bornes' }).click();
      await page.getByRole('heading', { name: 'À traiter' }).waitFor();
    });
  });

  it('renews itself only when it is asked to', async () => {
    const renewal = (page: Page) => page.locator('meta[http-equiv=refresh]').count();
    await visit({}, async (page) => {
      expect(await renewal(page)).toBe(0);
      await page.getByRole('link', { name: /Suivre/ }).click();
      await page.getByRole('link', { name: 'Arrêter' }).waitFor();
      expect(await renewal(page)).toBe(1);
      await page.getByRole('link', { name: 'Arrêter' }).click();
      await page.getByRole('link', { name: /Suivre/ }).waitFor();
      expect(await renewal(page)).toBe(0);
    });
  });

  it.each([
    ['on a desk', desk],
    ['enlarged four times', enlarged],
  ])('is accessible and breaks no rule that it sets itself, %s', async (_, viewport) => {
    await visit({ viewport, javaScriptEnabled: true }, async (page) => {
      const complaints: string[] = [];
      page.on('console', (message) => complaints.push(message.text()));
      for (const path of ['/fleet', '/fleet/dijon-3']) {
        await page.goto(fleet.origin + path);
        expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(
          viewport.width,
        );
        const { violations } = await new AxeBuilder({ page }).analyze();
        expect(violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)])).toEqual([]);
        // Rows that became cards are rows still.
        expect(await page.getByRole('rowheader').count()).toBeGreaterThan(1);
      }
      expect(complaints).toEqual([]);
    });
  });
});
