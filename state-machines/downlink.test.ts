import { epochMilliseconds } from '@borne/domain/time';
import { describe, expect, it } from 'vitest';
import { startOfDay } from './testing/fake-ports.ts';
import { KioskBench } from './testing/kiosk-bench.ts';
import { family } from './testing/people.ts';
import { fr } from './texts/fr.ts';
import { checkTexts } from './texts/texts.ts';
import type { View } from './view.ts';

const HOUR = 3_600_000;
const at = (hours: number) => epochMilliseconds(startOfDay + hours * HOUR);

const banners = (bench: KioskBench) => bench.view.banners.map(({ text }) => text).join('\n');
const menuOf = (view: View) => (view.kind === 'choice' ? view.options : []);
const paperOf = (view: View) =>
  view.kind === 'preview' ? view.paper.map((line) => ('text' in line ? line.text : '')).join(' ') : '';

describe('what the centre sent down', () => {
  it('has its notices shown while nobody is there, as they come and go', async () => {
    const bench = new KioskBench();
    await bench.settle();
    bench.ports.downlink.set({ notices: [{ tone: 'neutral', text: 'Fermé lundi' }] });
    await bench.settle();
    expect(bench.views.at(-1)).toMatchObject({ kind: 'attract', notices: [{ text: 'Fermé lundi' }] });
    bench.ports.downlink.set({ notices: [] });
    await bench.settle();
    expect(bench.views.at(-1)).not.toHaveProperty('notices');
  });

  it('replaces texts at once, and gives them back', async () => {
    const bench = new KioskBench();
    await bench.settle();
    bench.ports.downlink.set({ texts: { 'attract.title': 'Votre carte, s’il vous plaît !' } });
    await bench.settle();
    expect(bench.view).toMatchObject({ title: 'Votre carte, s’il vous plaît\u00a0!' });
    bench.ports.downlink.set({ texts: {} });
    await bench.settle();
    expect(bench.view).toMatchObject({ title: fr['attract.title'] });
  });

  it('withdraws a service, on the first screen and in the menu', async () => {
    const bench = new KioskBench(({ downlink }) => downlink.set({ withdrawn: ['mise-a-jour'] }));
    await bench.settle();
    expect(bench.view).toMatchObject({ services: [fr['service.attestation.label']] });
    await bench.openVisit();
    expect(menuOf(bench.view).map(({ id, unavailable }) => [id, unavailable])).toEqual([
      ['mise-a-jour', fr['service.withdrawn']],
      ['attestation-droits', undefined],
    ]);
    expect(await bench.touch({ type: 'choose', option: 'mise-a-jour' })).toHaveProperty('refused');
  });

  it('closes the update of a card whose caisse is closed, and says when to come back', async () => {
    const { regime, caisse } = family.rights?.organisme ?? { regime: '', caisse: '' };
    const closure = { regime, caisse, reopensAt: at(22) };
    const bench = new KioskBench(({ downlink }) => downlink.set({ closures: [closure] }));
    await bench.openVisit();
    expect(menuOf(bench.view)[0]?.unavailable).toMatch(/Revenez demain .*à 8/);
    bench.ports.downlink.set({ closures: [{ ...closure, caisse: '000' }] });
    await bench.settle();
    expect(menuOf(bench.view)[0]).not.toHaveProperty('unavailable');
  });
});

describe('what the centre sent down, out of date', () => {
  const expired = { freshness: 'expired', since: at(-48) } as const;

  it('is said on every screen, and on paper what is not known any more', async () => {
    const bench = new KioskBench();
    await bench.openVisit();
    expect(banners(bench)).toBe('');
    bench.ports.downlink.set({ freshness: expired });
    await bench.settle();
    expect(banners(bench)).toContain('20/11/2026');
    await bench.reachPreview();
    expect(paperOf(bench.view)).toContain('non vérifiée depuis le 20/11/2026');
  });

  it('is as much as nothing when nothing ever came', async () => {
    const bench = new KioskBench(({ downlink }) => downlink.set({ freshness: { freshness: 'never' } }));
    await bench.openVisit();
    expect(banners(bench)).toBe(fr['banner.stale.never']);
    await bench.reachPreview();
    expect(paperOf(bench.view)).toContain('non vérifiée.');
  });

  it('is no word on paper while it is good', async () => {
    const bench = new KioskBench();
    await bench.openVisit();
    await bench.reachPreview();
    expect(paperOf(bench.view)).not.toContain('non vérifiée');
  });
});

const SHOWN = 'expected something to read, whatever the values are';

describe('texts that would replace the kiosk’s own', () => {
  it('leave the word to it when they cannot be said', async () => {
    const texts = { 'attract.body': '{office, date} vous salue', 'attract.title': 'Bonjour' };
    const bench = new KioskBench(({ downlink }) => downlink.set({ texts }));
    await bench.settle();
    expect(bench.view).toMatchObject({ kind: 'attract', title: 'Bonjour' });
    expect(JSON.stringify(bench.view)).toContain('la puce en premier');
  });

  it.each([
    [{ 'menu.title': 'Bonjour' }, undefined],
    [{ 'printed.number': 'Numéro {number}' }, undefined],
    [{ 'printed.number': 'Sans numéro' }, undefined],
    [{ 'pin.body': '{tries, plural, one {un} other {#}}' }, undefined],
    [{ 'menu.tilte': 'Bonjour' }, 'menu.tilte: no such text'],
    [{ 'menu.title': 'Bonjour {name}' }, 'menu.title: takes no value name'],
    [{ 'pin.body': '{tries, plural, one {{name}} other {#}}' }, 'pin.body: takes no value name'],
    [{ 'menu.title': 'Bonjour {' }, 'menu.title: expected ICU MessageFormat'],
    [{ 'menu.title': '<b>Bonjour</b>' }, 'menu.title: takes no value b'],
    [
      { 'attract.body': '{office, date} vous salue' },
      'attract.body: takes the value office as something else',
    ],
    [
      { 'attract.body': '{office, plural, other {#}}' },
      'attract.body: takes the value office as something else',
    ],
    [
      { 'attract.body': '<office>Bonjour</office>' },
      'attract.body: takes the value office as something else',
    ],
    [{ 'menu.title': '\u200b \u3164' }, `menu.title: ${SHOWN}`],
    [{ 'pin.body': '{tries, plural, one {} other {#}}' }, `pin.body: ${SHOWN}`],
    [{ 'banner.stale': 'Tout va bien' }, 'banner.stale: a warning cannot be replaced'],
    [{ 'banner.specimen': 'Bonjour' }, 'banner.specimen: a warning cannot be replaced'],
  ])('%o: %s', (texts, problem) => {
    expect(checkTexts('fr', fr, texts)).toBe(problem);
  });
});
