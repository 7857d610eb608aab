import type { Browser, BrowserContext, Page } from 'playwright-core';
import { kioskPanel } from '../chromium.ts';
import type { KioskProcess } from '../kiosk-process.ts';

/** The real page in a real browser, as a person sees it: by its headings and its buttons. */
export class KioskPage {
  private constructor(readonly page: Page) {}

  static async open(browser: Browser, kiosk: KioskProcess): Promise<KioskPage> {
    return KioskPage.on(await browser.newContext({ viewport: kioskPanel }), kiosk);
  }

  static async on(context: BrowserContext, kiosk: KioskProcess): Promise<KioskPage> {
    const page = await context.newPage();
    await page.goto(kiosk.url);
    return new KioskPage(page);
  }

  /** Waits for the screen with this heading. */
  async sees(heading: string | RegExp): Promise<void> {
    await this.page.getByRole('heading', { level: 1, name: heading }).waitFor();
  }

  async press(button: string | RegExp): Promise<void> {
    await this.page.getByRole('button', { name: button }).click();
  }

  /** Every text in the page, seen or not. */
  async text(): Promise<string> {
    const text = await this.page.locator('body').textContent();
    return (text ?? '').replaceAll(/\s+/g, ' ');
  }

  close(): Promise<void> {
    return this.page.context().close();
  }
}

/** The headings of a visit, in order. */
export const headings = {
  attract: 'Insérez votre carte Vitale',
  opposed: 'Cette carte ne peut plus servir',
  menu: 'Que souhaitez-vous faire ?',
  choosing: 'Pour qui est cette attestation ?',
  preview: 'Vérifiez votre attestation',
  printing: 'Impression en cours',
  waiting: 'Impression en attente',
  printed: 'Prenez votre attestation',
  askingPerson: 'Votre document est-il sorti en entier ?',
  inDoubt: 'Votre attestation est peut-être incomplète',
  take: /^Reprenez votre carte/,
  pulled: 'Carte retirée',
} as const;

/** From the attract screen to the preview of an attestation for everybody on the card. */
export async function goToPreview(screen: KioskPage, kiosk: KioskProcess, card: string): Promise<void> {
  await screen.sees(headings.attract);
  await kiosk.bench.insertCard(card);
  await screen.sees(headings.menu);
  await screen.press(/Attestation de droits/);
  await screen.sees(headings.choosing);
  await screen.press('Continuer');
  await screen.sees(headings.preview);
}
