import { existsSync } from 'node:fs';
import { type Browser, type BrowserContext, chromium } from 'playwright-core';

/** Debian's Chromium, the one a kiosk runs. */
const executablePath = '/usr/bin/chromium';

/** Why the suites that need a browser cannot run here; `undefined` when they can. In CI they must. */
export const noChromium: string | undefined =
  existsSync(executablePath) || process.env.CI === 'true'
    ? undefined
    : `${executablePath} is missing (Debian package chromium)`;

/** The flags keep it off the network and let it run as root in a container. */
const args = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--no-first-run',
];

export function launchChromium(): Promise<Browser> {
  return chromium.launch({ executablePath, args });
}

/** The panel of a kiosk: 21.5 inches, portrait. */
export const kioskPanel = { width: 1080, height: 1920 };

/** With a profile kept in `folder`, as a kiosk's browser has one. */
export function launchChromiumProfile(folder: string): Promise<BrowserContext> {
  return chromium.launchPersistentContext(folder, { executablePath, args, viewport: kioskPanel });
}
