import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { calendarDateAt } from '@borne/domain/calendar-date';
import { personas } from '@borne/simulators/personas/personas';
import type { BrowserContext } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { launchChromiumProfile, noChromium } from '../chromium.ts';
import { headings, KioskPage } from '../end-to-end/kiosk-page.ts';
import { KioskProcess } from '../kiosk-process.ts';
import { findTraces, secretsOf } from './traces.ts';

const visits = 20;

describe.skipIf(noChromium)(`after ${visits} visits${noChromium ? ` (skipped: ${noChromium})` : ''}`, () => {
  const everybody = personas(calendarDateAt(Date.now()));
  const secrets = secretsOf(everybody);
  const profile = mkdtempSync(join(tmpdir(), 'borne-profile-'));
  let kiosk: KioskProcess;
  let browser: BrowserContext;

  beforeAll(async () => {
    kiosk = await KioskProcess.start();
    browser = await launchChromiumProfile(profile);
    const screen = await KioskPage.on(browser, kiosk);
    const names = new Set<string>();
    for (let visit = 0; visit < visits; visit++) {
      const persona = everybody[visit % everybody.length];
      if (!persona) throw new Error('no persona');
      await screen.sees(headings.attract);
      await kiosk.bench.insertCard(persona.id);
      await screen.sees(persona.opposed ? headings.opposed : headings.menu);
      names.add(await screen.text());
      if (persona.registry && !persona.opposed) await printed(screen);
      if (!persona.opposed) {
        await screen.press('Terminer');
        await screen.sees(headings.take);
      }
      await kiosk.bench.removeCard();
    }
    await screen.sees(headings.attract);
    expect(names.size).toBe(everybody.length);
    await browser.close();
    await kiosk.stop();
  }, 300_000);

  afterAll(() => rmSync(profile, { recursive: true, force: true }));

  async function printed(screen: KioskPage): Promise<void> {
    await screen.press(/Attestation de droits/);
    await screen.sees(new RegExp(`^(${headings.preview}|Pour qui est cette attestation.*)$`));
    if (!(await screen.text()).includes(headings.preview)) await screen.press('Continuer');
    await screen.sees(headings.preview);
    await screen.press('Imprimer');
    await screen.sees(headings.printed);
  }

  it('finds what is there to be found', () => {
    const planted = mkdtempSync(join(tmpdir(), 'borne-planted-'));
    const [first] = everybody;
    mkdirSync(join(planted, 'deep'));
    writeFileSync(join(planted, 'deep', 'utf16'), Buffer.from(`xx${first?.card.people[0].nir}xx`, 'utf16le'));
    writeFileSync(join(planted, 'latin'), Buffer.from(`xx${first?.card.people[0].familyName}xx`, 'latin1'));
    expect(findTraces(planted, secrets).map(({ file }) => file)).toEqual(
      expect.arrayContaining([join(planted, 'deep', 'utf16'), join(planted, 'latin')]),
    );
  });

  it('the kiosk’s data folder, journal and log included, holds no NIR and no name', () => {
    const folder = kiosk.config.dataDirectory;
    expect(readdirSync(folder)).toEqual(expect.arrayContaining(['journal.db', 'log']));
    // Beside it in a simulation, and elsewhere otherwise: the centre's own files, which have everybody's rights.
    const centre = join(folder, 'simulated-central');
    const traces = findTraces(dirname(folder), secrets);
    expect(traces.filter(({ file }) => !file.startsWith(centre))).toEqual([]);
  });

  it('the browser’s profile holds none either', () => {
    expect(readdirSync(profile)).toContain('Default');
    expect(findTraces(profile, secrets)).toEqual([]);
  });
});
