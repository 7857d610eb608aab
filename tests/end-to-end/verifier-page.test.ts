import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { AxeBuilder } from '@axe-core/playwright';
import { PREFIX } from '@borne/documents/seal/sealed-text';
import { calendarDateAt } from '@borne/domain/calendar-date';
import { epochMilliseconds, milliseconds } from '@borne/domain/time';
import { createCentralApi } from '@borne/simulators/central-api/central-api';
import { codeInPicture } from '@borne/sync/sealing/code-in-picture';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { borne } from '../borne-command.ts';
import { launchChromium, noChromium } from '../chromium.ts';

if (noChromium) process.stderr.write(`the verification page: not run, ${noChromium}\n`);

/** A telephone, with scripts off for the page's own part: axe brings its own. */
const telephone = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true, locale: 'fr-FR' };

const clock = { now: () => epochMilliseconds(Date.now()), monotonic: () => milliseconds(performance.now()) };

describe.skipIf(noChromium)('the verification page, on a telephone', () => {
  let browser: Browser;
  let centre: Awaited<ReturnType<typeof createCentralApi>>;
  let people: string;
  let sheet: string;
  let text: string;

  beforeAll(async () => {
    const demo = await borne('demo');
    const folder = join(demo.folder, 'var/demo');
    sheet = join(folder, 'attestation.png');
    const code = await codeInPicture(readFileSync(sheet), PREFIX);
    if (!code.ok) throw new Error(code.error);
    text = code.value;
    const file = join(folder, 'kiosk/simulated-central/central.db');
    centre = await createCentralApi({ file, clock, personas: [] });
    people = await centre.listenForPeople(0);
    browser = await launchChromium();
  });
  afterAll(async () => {
    await browser?.close();
    await centre?.close();
  });

  async function visit(javaScriptEnabled: boolean, act: (page: Page) => Promise<void>) {
    const context = await browser.newContext({ ...telephone, javaScriptEnabled });
    const page = await context.newPage();
    await page.goto(`${people}/verifier`);
    await act(page);
    await context.close();
  }

  it('judges a photo and a text without any script', async () => {
    await visit(false, async (page) => {
      await page.setInputFiles('#photo', sheet);
      await page.click('text=Vérifier cette photo');
      expect(await page.textContent('.verdict h2')).toBe('Sceau authentique');
      expect(await page.textContent('.document')).toContain('DURAND');
      await page.fill('#seal', text.slice(0, -2));
      await page.click('text=Vérifier ce texte');
      expect(await page.textContent('.verdict h2')).toBe('Illisible');
      await page.fill('#seal', text);
      await page.click('text=Vérifier ce texte');
      expect(await page.textContent('.verdict h2')).toBe('Sceau authentique');
      expect(page.url()).toBe(`${people}/verifier`);
    });
  });

  it('fits the screen, is accessible, and breaks no rule that it sets itself', async () => {
    await visit(true, async (page) => {
      const complaints: string[] = [];
      page.on('console', (message) => complaints.push(message.text()));
      for (const judge of [
        async () => {},
        () => page.fill('#seal', text).then(() => page.click('text=Vérifier ce texte')),
      ]) {
        await judge();
        expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(390);
        const { violations } = await new AxeBuilder({ page }).analyze();
        expect(violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)])).toEqual([]);
      }
      expect(complaints).toEqual([]);
    });
  });

  it('says which day the rights were known', async () => {
    await visit(false, async (page) => {
      await page.fill('#seal', text);
      await page.click('text=Vérifier ce texte');
      const [year, month, day] = calendarDateAt(Date.now()).split('-');
      expect(await page.textContent('.verdict')).toContain(`Annulations connues au ${day}/${month}/${year}`);
    });
  });
});
