import { describe, expect, it } from 'vitest';
import { Anybody, seeded } from '../testing/anybody.ts';
import type { KioskBench } from '../testing/kiosk-bench.ts';
import { personalWords } from '../testing/people.ts';
import { type Catalogue, fr } from '../texts/fr.ts';
import { createTexts } from '../texts/texts.ts';
import { kioskPage } from './kiosk.ts';

/** A language in which a text that did not come from the catalogue shows. */
const pseudo = Object.fromEntries(Object.entries(fr).map(([key, text]) => [key, `⟦${text}⟧`])) as Catalogue;
const sayPseudo = createTexts('fr', pseudo);

/** Fields of a page that hold no words for a person, or words that are nobody's to translate: names, paper. */
const notTexts = new Set(['kind', 'id', 'icon', 'intent', 'tone', 'role', 'paper', 'things']);

function textsIn(value: unknown, path: string): readonly { path: string; text: string }[] {
  if (typeof value === 'string') return [{ path, text: value }];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) =>
    notTexts.has(key) ? [] : textsIn(inner, Array.isArray(value) ? path : `${path}.${key}`),
  );
}

const isExempt = (path: string, text: string, kind: string) =>
  path === '.steps.state' || (kind === 'selection' && path === '.options.label') || /^\d+$/.test(text);

function expectTextsFromCatalogue(bench: KioskBench): void {
  const { context, children } = bench.snapshot;
  const sync = children.sync?.getSnapshot().context;
  const page = kioskPage(bench.snapshot, {
    say: sayPseudo,
    settings: { kioskId: 'k', officeName: 'o', specimen: true, language: 'fr' },
    reader: context.reader,
    printer: context.printer,
    network: sync?.network ?? 'unknown',
    lastDelivery: sync?.last ?? null,
    journalUsable: context.journalUsable,
    identity: bench.ports.identity.state(),
    instructions: bench.ports.downlink.current(),
    journalHealth: bench.ports.journal.health(),
    backlog: bench.ports.journal.backlog(),
    now: bench.ports.clock.now(),
  });
  const texts = [...textsIn(page.screen, ''), ...textsIn(page.actions, '.actions')];
  const untranslated = texts.filter(
    ({ path, text }) => !isExempt(path, text, page.screen.kind) && !text.startsWith('⟦'),
  );
  expect(untranslated).toEqual([]);
}

describe('whatever anybody does, in any order', () => {
  const seen = new Set<string>();

  it.each(Array.from({ length: 30 }, (_, index) => index + 1))(
    'seed %i: the screen is whole, nobody is left behind, the kiosk goes on',
    async (seed) => {
      const somebody = new Anybody(seeded(seed));
      const { bench } = somebody;
      for (let step = 0; step < 120; step += 1) {
        await somebody.act();
        const text = JSON.stringify(bench.view);
        expect(text).not.toMatch(/undefined|NaN|\[object|\{[a-z]+[,}]/);
        expectTextsFromCatalogue(bench);
        const status = bench.kiosk.status();
        if (status.reader.reader !== 'occupied')
          for (const word of personalWords) expect(text + bench.memory).not.toContain(word);
        expect(somebody.done('attestation-droits')).toBeLessThanOrEqual(somebody.printed);
        expect(somebody.done('card-update')).toBeLessThanOrEqual(somebody.updated);
      }
      bench.ports.journal.refuses = undefined;
      bench.ports.cardReader.pull();
      for (let minute = 0; minute < 6; minute += 1) await bench.wait(60_000);
      expect(bench.screen).toBe('attract');
      for (const screen of somebody.screens) seen.add(screen);
    },
  );

  it('came by every kind of screen', () => {
    expect([...seen].sort()).toEqual([
      'attract',
      'choice',
      'entry',
      'information',
      'maintenance',
      'out-of-service',
      'preview',
      'progress',
      'result',
      'selection',
      'take',
      'warning',
    ]);
  });
});
