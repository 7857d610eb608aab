import { AxeBuilder } from '@axe-core/playwright';
import { fixtureViews } from '@borne/kiosk-ui/fixtures/views';
import type { View } from '@borne/state-machines/view';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { kioskPanel, launchChromium, noChromium } from '../chromium.ts';
import { FixtureHost } from './fixture-host.ts';
import { geometryFaults } from './geometry.ts';

const standards = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

const views: [string, View][] = Object.entries(fixtureViews);

describe.skipIf(noChromium !== undefined)(
  `the screens in Chromium${noChromium ? ` (${noChromium})` : ''}`,
  () => {
    let browser: Browser;
    let host: FixtureHost;
    let page: Page;
    const complaints: string[] = [];
    const elsewhere: string[] = [];

    beforeAll(async () => {
      host = await FixtureHost.start(fixtureViews.attract);
      browser = await launchChromium();
      const context = await browser.newContext({ viewport: kioskPanel, reducedMotion: 'reduce' });
      page = await context.newPage();
      page.on('console', (message) => {
        if (['error', 'warning'].includes(message.type())) complaints.push(message.text());
      });
      page.on('pageerror', (error) => complaints.push(error.message));
      page.on('request', (request) => {
        if (new URL(request.url()).host !== new URL(host.url).host) elsewhere.push(request.url());
      });
      await page.goto(host.url);
    });
    afterAll(async () => {
      await browser?.close();
      host?.close();
    });
    beforeEach(() => {
      host.received.length = 0;
    });

    /** Shows `view` as a new screen and waits until it is drawn in its own face. */
    const see = async (view: View) => {
      const shown = view.kind === 'warning' ? { ...view, deadline: Date.now() + 27_000 } : view;
      host.show(shown);
      await page.locator(`.stage[data-kind="${view.kind}"] h1`, { hasText: view.title }).waitFor();
      await page.evaluate(() => document.fonts.ready);
    };

    /** With the contrast that the design promises, 7:1, beyond what the standards require. */
    const axeFaults = async () => {
      const { violations } = await new AxeBuilder({ page })
        .options({ runOnly: standards, rules: { 'color-contrast-enhanced': { enabled: true } } })
        .analyze();
      return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`);
    };

    describe.each(views)('%s', (_name, view) => {
      it('passes axe', async () => {
        await see(view);
        expect(await axeFaults()).toEqual([]);
      });

      it('has everything large enough, apart, in place and within reach', async () => {
        await see(view);
        expect(await geometryFaults(page)).toEqual([]);
      });
    });

    it('gives the focus to the title of each new screen, and keeps it where it is otherwise', async () => {
      await see(fixtureViews.selection);
      await page.waitForFunction(() => document.activeElement?.localName === 'h1');
      await page.getByRole('checkbox', { name: /Inès/ }).focus();
      const [first, second, third] = fixtureViews.selection.options;
      host.show({ ...fixtureViews.selection, options: [first, second, { ...third, selected: true }] });
      await page.getByRole('checkbox', { name: /Inès/, checked: true }).waitFor();
      expect(await page.evaluate(() => document.activeElement?.textContent)).toContain('Inès');
    });

    it('can be driven by the keyboard alone, with a focus that shows', async () => {
      await see(fixtureViews.choice);
      await page.waitForFunction(() => document.activeElement?.localName === 'h1');
      await page.keyboard.press('Tab');
      const ring = await page.evaluate(() => {
        const { outlineStyle, outlineWidth } = getComputedStyle(document.activeElement ?? document.body);
        return { outlineStyle, width: Number.parseFloat(outlineWidth) };
      });
      expect(ring.outlineStyle).toBe('solid');
      expect(ring.width).toBeGreaterThan(4);
      await page.keyboard.press('Enter');
      await expect.poll(() => host.received).toHaveLength(1);
      expect(host.received[0]).toMatchObject({ intent: { type: 'choose', option: 'attestation-droits' } });
    });

    it('reads digits from the keyboard too', async () => {
      await see(fixtureViews.entry);
      await page.keyboard.type('42');
      await page.keyboard.press('Backspace');
      await expect.poll(() => host.received).toHaveLength(3);
      expect(host.received).toMatchObject([
        { intent: { type: 'digit', digit: '4' } },
        { intent: { type: 'digit', digit: '2' } },
        { intent: { type: 'erase' } },
      ]);
    });

    it('sends nothing for what is unavailable, and once for a double tap', async () => {
      await see(fixtureViews.choice);
      await page.getByRole('button', { name: /Mettre à jour/ }).click({ force: true });
      await page.getByRole('button', { name: /Attestation/ }).dblclick();
      await expect.poll(() => host.received).toHaveLength(1);
      expect(host.received[0]).toMatchObject({ intent: { option: 'attestation-droits' } });
    });

    it('does not let the second tap of a double one press the next screen', async () => {
      await see(fixtureViews.preview);
      const confirm = page.getByRole('button', { name: 'Imprimer' });
      const box = await confirm.boundingBox();
      if (!box) throw new Error('the button is not drawn');
      const at = [box.x + box.width / 2, box.y + box.height / 2] as const;
      await page.mouse.move(...at);
      await page.mouse.down({ clickCount: 1 });
      await page.mouse.up({ clickCount: 1 });
      await expect.poll(() => host.received).toHaveLength(1);
      await see(fixtureViews.resultInDoubt);
      await page.mouse.down({ clickCount: 2 });
      await page.mouse.up({ clickCount: 2 });
      await page.getByRole('button', { name: 'Terminer' }).click();
      await expect.poll(() => host.received).toHaveLength(2);
      expect(host.received[1]).toMatchObject({ intent: { type: 'leave' } });
    });

    it('moves a long document by two buttons', async () => {
      await see(fixtureViews.preview);
      await page.getByRole('button', { name: 'Bas' }).click();
      await page.locator('.turn[aria-disabled="true"]', { hasText: 'Bas' }).waitFor();
      await page.getByText('SPÉCIMEN – sans valeur').last().waitFor();
      await page.getByRole('button', { name: 'Haut' }).click();
      await page.locator('.turn[aria-disabled="true"]', { hasText: 'Haut' }).waitFor();
      expect(host.received).toEqual([]);
    });

    it('turns a long list, and shows what has the focus', async () => {
      await see(fixtureViews.selectionLong);
      const last = page.getByRole('checkbox', { name: /Clémence/ });
      await page.getByRole('button', { name: 'Bas' }).click();
      await page.getByRole('button', { name: 'Haut', disabled: false }).waitFor();
      await last.focus();
      await page.locator('.turn[aria-disabled="true"]', { hasText: 'Bas' }).waitFor();
      await last.press('Space');
      await expect.poll(() => host.received).toMatchObject([{ intent: { type: 'toggle', option: '07' } }]);
    });

    it('forgets the person when the host goes away, and comes back on its own', async () => {
      await see(fixtureViews.choice);
      host.goAway();
      await page.getByRole('heading', { name: 'Un instant…' }).waitFor();
      expect(await page.locator('html').innerHTML()).not.toContain('Durand');
      expect(await axeFaults()).toEqual([]);
      host.comeBack();
      await page.getByRole('heading', { name: fixtureViews.choice.title }).waitFor();
    });

    it('keeps nothing, asks nothing of any other place, and complains of nothing', async () => {
      const kept = await page.evaluate(() => [localStorage.length, sessionStorage.length, document.cookie]);
      expect(kept).toEqual([0, 0, '']);
      expect(elsewhere).toEqual([]);
      expect(complaints.filter((text) => !text.includes('WebSocket connection'))).toEqual([]);
    });
  },
);
