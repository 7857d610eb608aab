import { type Option, offeredIntents, type View } from '@borne/state-machines/view';
import { createElement } from 'react';
import { renderToStaticMarkup } from 'react-dom/server';
import { describe, expect, it } from 'vitest';
import { fixtureNow, fixtureViews } from './fixtures/views.ts';
import { Frame } from './frame.tsx';
import { isScreenKind } from './screen-kinds.ts';
import { drawScreen } from './screens/by-kind.tsx';
import { Waiting } from './screens/waiting.tsx';

const draw = (view: View) =>
  renderToStaticMarkup(createElement(Frame, { view, press: () => {}, now: () => fixtureNow }));

const views: [string, View][] = Object.entries(fixtureViews);

const count = (html: string, part: RegExp) => html.match(part)?.length ?? 0;

/** What a person reads, without the tags. */
const textOf = (html: string) =>
  html
    .replaceAll(/<[^>]*>/g, ' ')
    .replaceAll('&#x27;', "'")
    .replaceAll(/ +/g, ' ');

/** Buttons of the View that send nothing now. */
function unavailable(view: View): number {
  const options: readonly Option[] =
    view.kind === 'choice' || view.kind === 'selection'
      ? view.options
      : view.kind === 'maintenance'
        ? view.tools
        : [];
  return [...view.actions, ...options].filter((one) => one.unavailable !== undefined).length;
}

/** Keys of the keypad that are drawn but send nothing now. */
function idleKeys(view: View): number {
  if (view.kind !== 'entry') return 0;
  return 11 - (offeredIntents(view).length - offeredActions(view));
}
const offeredActions = (view: View) => view.actions.filter((one) => one.unavailable === undefined).length;

describe.each(views)('the screen %s', (_name, view) => {
  const html = draw(view);

  it('has one first-level heading, its title, and one main landmark', () => {
    expect(count(html, /<h1/g)).toBe(1);
    expect(textOf(html.slice(html.indexOf('<h1'), html.indexOf('</h1>')))).toContain(view.title);
    expect(count(html, /<main/g)).toBe(1);
  });

  it('offers exactly what the View offers, as buttons', () => {
    const buttons = count(html, /<button/g);
    const idle = count(html, /<button[^>]*aria-disabled="true"/g);
    expect(buttons - idle).toBe(offeredIntents(view).length);
    expect(idle).toBe(unavailable(view) + idleKeys(view));
  });

  it('says whose visit it is, every banner, and every label', () => {
    const text = textOf(html);
    const said = [view.holder ?? '', ...view.banners.map((banner) => banner.text)];
    for (const words of [...said, ...view.actions.map(({ label }) => label)]) expect(text).toContain(words);
  });

  it('names its language and direction', () => {
    expect(html).toContain(`lang="${view.lang}" dir="${view.dir}"`);
  });

  it('writes no value that is not one', () => {
    expect(textOf(html)).not.toMatch(/undefined|null|NaN|\[object/);
  });
});

describe('the screens', () => {
  it('say why what is unavailable is', () => {
    expect(textOf(draw(fixtureViews.choice))).toContain('Revient avec le réseau');
    expect(textOf(draw(fixtureViews.selectionNone))).toContain('Choisissez au moins une personne');
  });

  it('never write the digits entered, only how many', () => {
    const html = draw(fixtureViews.entry);
    expect(count(html, /data-filled="true"/g)).toBe(3);
    expect(html).toContain('3 sur 8 chiffres');
  });

  it('keep the keypad left to right in a right-to-left language', () => {
    const html = draw({ ...fixtureViews.entry, lang: 'ar', dir: 'rtl' });
    expect(html).toMatch(/class="keypad" dir="ltr"/);
  });

  it('count down from the deadline, and not below zero', () => {
    expect(textOf(draw(fixtureViews.warning))).toContain('27 secondes');
    expect(textOf(draw({ ...fixtureViews.warning, deadline: fixtureNow - 5_000 }))).toContain('0 secondes');
  });

  it('show the paper line for line', () => {
    expect(count(draw(fixtureViews.preview), /class="paper-(line|rule|blank)"/g)).toBe(
      fixtureViews.preview.paper.length,
    );
  });

  it('are drawn for each kind that the page says it knows, and for no other', () => {
    for (const [, view] of views) {
      expect(isScreenKind(view.kind)).toBe(true);
      expect(drawScreen(view, { press: () => {}, now: () => fixtureNow }).props.view).toBe(view);
    }
    expect(isScreenKind('toString')).toBe(false);
  });

  it('wait without a word about anybody', () => {
    expect(textOf(renderToStaticMarkup(createElement(Waiting))).trim()).toBe(
      'Un instant… La borne revient dans quelques secondes.',
    );
  });
});
