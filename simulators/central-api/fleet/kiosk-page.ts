import { frenchHtml, html } from '../html.ts';
import { causes } from './causes.ts';
import { countText } from './count-text.ts';
import { durationText, momentText } from './duration-text.ts';
import type { Episode, KioskState } from './fleet.ts';
import { backlogHtml, concernedText, newsHtml, officeHtml } from './fleet-page.ts';
import { cell, effectHtml, operatorPage, sinceHtml, tableOf } from './operator-page.ts';

/** One kiosk: how it is, and everything that was wrong with it, the latest first. `now`: epoch milliseconds. */
export function kioskPage(
  state: KioskState,
  episodes: readonly Episode[],
  now: number,
  renewing: boolean,
): string {
  return operatorPage({
    title: `Borne ${state.kiosk}`,
    aside: `<p>${officeHtml(state)} · <a href="/fleet">Toutes les bornes</a></p>`,
    main: `${remedies(state, now)}<h2>État au dernier signe de vie</h2>${facts(state, now)}<h2>Chronologie</h2>${
      episodes.length > 0 ? timeline(episodes, now) : '<p>Aucun problème connu.</p>'
    }`,
    renewing,
    now,
  });
}

function remedies(state: KioskState, now: number): string {
  const { problems } = state;
  if (problems.length === 0) return '';
  const rows = problems.map(({ cause, since }) => {
    const { label, hinders, remedy, part } = causes[cause];
    return `<tr role="row" class="${hinders}"><th role="rowheader" scope="row">${html(label)}</th>${[
      cell('Effet', effectHtml(hinders)),
      cell('Depuis', sinceHtml(since, now)),
      cell('Remède', frenchHtml(remedy)),
      cell('Pièce', part ? html(part) : 'aucune'),
    ].join('')}</tr>`;
  });
  return `<h2>À faire</h2>${tableOf(
    `Personnes gênées par le premier problème, estimation : ${concernedText(state)}.`,
    [['Cause'], ['Effet'], ['Depuis'], ['Remède'], ['Pièce']],
    rows,
  )}`;
}

const readers = { present: 'présent', absent: 'absent' } as const;
const printers = { connected: 'branchée', disconnected: 'débranchée', 'write-only': 'état inconnu' } as const;
const papers = { ok: 'papier', 'near-end': 'fin de rouleau', out: 'plus de papier' } as const;

function facts(state: KioskState, now: number): string {
  const { heartbeat } = state;
  if (!heartbeat)
    return '<p>État inconnu : le dernier signe de vie est d’un autre logiciel que celui du centre.</p>';
  const { reference, journal, printer, disk, clockOffset, frame, certificate } = heartbeat;
  const ago = (age: number | undefined, none: string) =>
    age === undefined ? none : `il y a ${durationText(age * 1000)}`;
  const lines: readonly (readonly [string, string])[] = [
    ['Nouvelles', newsHtml(state, now)],
    ['En service', heartbeat.inService ? 'oui' : 'non'],
    ['En marche depuis', durationText(heartbeat.up * 1000)],
    ['Logiciel', html(heartbeat.software)],
    ['En attente d’envoi', backlogHtml(state)],
    ['Dernier accusé de réception', ago(journal.acknowledged, 'aucun depuis le démarrage')],
    ['Opérations en doute', String(journal.inDoubt)],
    [
      'Consignes',
      reference.version === undefined ? 'aucune' : `version ${reference.version}, ${ago(reference.age, '')}`,
    ],
    [
      'Liste d’opposition',
      reference.opposition
        ? `version ${reference.opposition.version}, ${countText(reference.opposition.cards, 'carte')}`
        : 'aucune',
    ],
    ['Lecteur', readers[heartbeat.reader]],
    ['Imprimante', [printers[printer.state], ...(printer.paper ? [papers[printer.paper]] : [])].join(', ')],
    ['Écran', ago(frame, 'aucune image')],
    [
      'Disque',
      disk
        ? `rempli à ${Math.round(disk.used * 100)} %, ${Math.round(disk.free / 1e6)} Mo libres`
        : 'inconnu',
    ],
    [
      'Écart d’horloge',
      clockOffset === undefined ? 'inconnu' : `${(clockOffset / 1000).toFixed(1).replace('.', ',')} s`,
    ],
    [
      'Certificat',
      certificate === undefined
        ? 'inconnu'
        : certificate > 0
          ? `encore ${durationText(certificate * 1000)}`
          : 'terminé',
    ],
    ['Connue depuis', momentText(state.firstSeen)],
  ];
  return `<dl>${lines.map(([name, value]) => `<div><dt>${name}</dt><dd>${value}</dd></div>`).join('')}</dl>`;
}

const timeline = (episodes: readonly Episode[], now: number) =>
  tableOf(
    'Le plus récent d’abord.',
    [['Début'], ['Fin'], ['Durée'], ['Cause'], ['Effet']],
    episodes.map(({ cause, since, until }) => {
      const { label, hinders } = causes[cause];
      return `<tr role="row" class="${hinders}"><th role="rowheader" scope="row"><time datetime="${new Date(since).toISOString()}">${momentText(since)}</time></th>${[
        cell('Fin', until === undefined ? '<strong>dure encore</strong>' : momentText(until)),
        cell('Durée', durationText((until ?? now) - since)),
        cell('Cause', html(label)),
        cell('Effet', effectHtml(hinders)),
      ].join('')}</tr>`;
    }),
  );
