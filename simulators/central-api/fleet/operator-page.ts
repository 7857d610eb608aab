import { createHash } from 'node:crypto';
import { frenchHtml, html } from '../html.ts';
import type { Hindered } from './causes.ts';
import { durationText, momentText } from './duration-text.ts';
import { style } from './fleet-style.ts';

/** No script, nothing from elsewhere: what a kiosk says can do nothing to who reads it. */
export const operatorPolicy = [
  "default-src 'none'",
  `style-src 'sha256-${createHash('sha256').update(style).digest('base64')}'`,
  "frame-ancestors 'none'",
  "base-uri 'none'",
  "form-action 'none'",
].join('; ');

/** How often a page that was asked to renews itself, in seconds. */
const RENEWAL = 30;

export interface OperatorPage {
  readonly title: string;
  /** HTML beside the title. */
  readonly aside: string;
  /** HTML of the page. */
  readonly main: string;
  /** Whether it is to renew itself: only when the reader asked for it, who may be in the middle of a line. */
  readonly renewing: boolean;
  /** Epoch milliseconds. */
  readonly now: number;
}

/** A page for operators, in French; it needs no script. */
export const operatorPage = ({ title, aside, main, renewing, now }: OperatorPage): string => `<!doctype html>
<html lang="fr">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
${renewing ? `<meta http-equiv="refresh" content="${RENEWAL}">` : ''}
<title>${html(title)} – Parc de bornes</title>
<style>${style}</style>
</head>
<body>
<header><h1>${html(title)}</h1>${aside}
<p class="quiet small">État du ${momentText(now)}, heure de Paris comme toute la page. ${
  renewing
    ? `Cette page se renouvelle toutes les ${RENEWAL} secondes. <a href="?">Arrêter</a>`
    : `<a href="?">Actualiser</a> · <a href="?suivre=1">Suivre (toutes les ${RENEWAL} secondes)</a>`
}</p></header>
<main>${main}</main>
</body>
</html>
`;

const icon = (path: string) =>
  `<svg viewBox="0 0 24 24" aria-hidden="true" fill="none" stroke="currentColor" stroke-width="2.4" stroke-linecap="round" stroke-linejoin="round">${path}</svg>`;

const effects: Readonly<Record<Hindered, { readonly icon: string; readonly text: string }>> = {
  all: {
    icon: icon('<path d="M8 2h8l6 6v8l-6 6H8l-6-6V8Z"/><path d="m8.5 8.5 7 7m0-7-7 7"/>'),
    text: 'Hors service',
  },
  paper: {
    icon: icon('<path d="M6 9V3h12v6M6 18H3V9h18v9h-3"/><path d="M6 14h12v7H6z"/>'),
    text: 'Rien ne s’imprime',
  },
  online: {
    icon: icon('<path d="M12 3 2 20.5h20Z"/><path d="M12 10v4.5"/><path d="M12 17.6v.1"/>'),
    text: 'Services en ligne limités',
  },
  nothing: {
    icon: icon('<circle cx="12" cy="12" r="10"/><path d="M12 11v6"/><path d="M12 7.2v.1"/>'),
    text: 'Sans effet pour le public',
  },
};

/** What a problem keeps people from: a sign whose shape says it, and words. */
export const effectHtml = (hindered: Hindered): string =>
  `<span class="effect">${effects[hindered].icon}<span>${effects[hindered].text}</span></span>`;

/** "3 h 10 min" and the moment it counts from. */
export const sinceHtml = (since: number, now: number): string =>
  `${durationText(now - since)} <span class="quiet small">(<time datetime="${new Date(since).toISOString()}">${momentText(since)}</time>)</span>`;

/** A cell under the column `label`, which is said beside it where columns do not fit. */
export const cell = (label: string, content: string, kind = ''): string =>
  `<td role="cell" data-label="${html(label)}"${kind && ` class="${kind}"`}>${content}</td>`;

/** A table whose rows are `rows`, HTML each. Roles are said again: they are lost when rows become cards. */
export const tableOf = (
  caption: string,
  columns: readonly (readonly [name: string, kind?: string])[],
  rows: readonly string[],
): string =>
  `<table role="table"><caption>${frenchHtml(caption)}</caption>
<thead role="rowgroup"><tr role="row">${columns.map(([name, kind = '']) => `<th role="columnheader" scope="col"${kind && ` class="${kind}"`}>${html(name)}</th>`).join('')}</tr></thead>
<tbody role="rowgroup">${rows.join('\n')}</tbody></table>`;
