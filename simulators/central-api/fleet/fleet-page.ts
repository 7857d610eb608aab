import { frenchHtml, html } from '../html.ts';
import { causes } from './causes.ts';
import { countText } from './count-text.ts';
import { durationText, momentText } from './duration-text.ts';
import type { KioskState, Problem } from './fleet.ts';
import { cell, effectHtml, operatorPage, sinceHtml, tableOf } from './operator-page.ts';

/** The worklist of the fleet: what to go and mend first, and every other kiosk below. `now`: epoch milliseconds. */
export function fleetPage(kiosks: readonly KioskState[], now: number, renewing: boolean): string {
  const ailing = kiosks.filter(({ problems }) => problems.length > 0);
  const well = kiosks.filter(({ problems }) => problems.length === 0);
  return operatorPage({
    title: 'Parc de bornes',
    aside: `<p>${summary(kiosks, ailing.length)}</p>`,
    main: `<h2>À traiter</h2>${ailing.length > 0 ? worklist(ailing, now) : '<p>Aucune borne ne demande d’intervention.</p>'}
<h2>Sans problème</h2>${well.length > 0 ? wellTable(well, now) : '<p>Aucune.</p>'}`,
    renewing,
    now,
  });
}

function summary(kiosks: readonly KioskState[], ailing: number): string {
  const silent = kiosks.filter(({ offlineSince }) => offlineSince !== undefined).length;
  const waiting = kiosks.reduce((sum, { heartbeat }) => sum + (heartbeat?.journal.unacknowledged ?? 0), 0);
  return [
    countText(kiosks.length, 'borne'),
    `${ailing} à traiter`,
    `${silent} sans nouvelles`,
    `${countText(waiting, 'enregistrement')} en attente d’envoi`,
  ].join(' · ');
}

const columns = [
  ['Borne'],
  ['Bureau'],
  ['Cause'],
  ['Effet'],
  ['Depuis'],
  ['Personnes gênées', 'number'],
  ['Remède'],
  ['Pièce'],
  ['En attente d’envoi'],
  ['Nouvelles'],
] as const;

const worklist = (kiosks: readonly KioskState[], now: number) =>
  tableOf(
    'Les bornes qui manquent au plus de personnes d’abord. Personnes gênées : estimation, d’après les opérations des quatre semaines d’avant aux mêmes heures, depuis le début du problème et pour l’heure qui vient.',
    columns,
    kiosks.map((kiosk) => workRow(kiosk, now)),
  );

function workRow(state: KioskState, now: number): string {
  const [worst, ...others] = state.problems;
  if (!worst) return '';
  const { label, hinders, remedy, part } = causes[worst.cause];
  return `<tr role="row" class="${hinders}">${[
    nameCell(state),
    cell('Bureau', officeHtml(state)),
    cell('Cause', `${html(label)}${others.length > 0 ? alsoHtml(others) : ''}`),
    cell('Effet', effectHtml(hinders)),
    cell('Depuis', sinceHtml(worst.since, now)),
    cell('Personnes gênées', hinders === 'nothing' ? 'aucune' : concernedText(state), 'number'),
    cell('Remède', frenchHtml(remedy)),
    cell('Pièce', part ? html(part) : 'aucune'),
    cell('En attente d’envoi', backlogHtml(state)),
    cell('Nouvelles', newsHtml(state, now)),
  ].join('')}</tr>`;
}

const alsoHtml = (others: readonly Problem[]) =>
  `<ul class="small">${others.map(({ cause }) => `<li>${html(causes[cause].label)}</li>`).join('')}</ul>`;

const wellTable = (kiosks: readonly KioskState[], now: number) =>
  tableOf(
    'Par nom.',
    [['Borne'], ['Bureau'], ['En attente d’envoi'], ['Nouvelles'], ['Logiciel']],
    kiosks.map(
      (state) =>
        `<tr role="row">${[
          nameCell(state),
          cell('Bureau', officeHtml(state)),
          cell('En attente d’envoi', backlogHtml(state)),
          cell('Nouvelles', newsHtml(state, now)),
          cell('Logiciel', state.heartbeat ? html(state.heartbeat.software) : 'inconnu'),
        ].join('')}</tr>`,
    ),
  );

const nameCell = ({ kiosk }: KioskState) =>
  `<th role="rowheader" scope="row" class="name"><a href="/fleet/${encodeURIComponent(kiosk)}">${html(kiosk)}</a></th>`;

export const officeHtml = ({ heartbeat }: KioskState): string =>
  heartbeat ? html(heartbeat.office) : 'inconnu';

export const concernedText = ({ concerned }: KioskState): string =>
  concerned === undefined ? 'inconnu' : `≈ ${concerned}`;

/** Records that the centre does not have, as the kiosk last said. */
export function backlogHtml({ heartbeat, offlineSince }: KioskState): string {
  if (!heartbeat) return 'inconnu';
  const { journal } = heartbeat;
  if (offlineSince !== undefined) return `inconnu, ${journal.unacknowledged} au dernier signe`;
  if (journal.unacknowledged === 0) return 'rien';
  const oldest = journal.oldest === undefined ? '' : `, depuis ${durationText(journal.oldest * 1000)}`;
  return `${journal.unacknowledged}${oldest}`;
}

/** When the kiosk was last heard of; and that it should have been since, when it should. */
export function newsHtml({ lastSeen, offlineSince }: KioskState, now: number): string {
  if (offlineSince === undefined) return `il y a ${durationText(now - lastSeen)}`;
  return `<strong>Sans nouvelles depuis ${durationText(now - offlineSince)}</strong> <span class="quiet small">(${momentText(offlineSince)})</span>`;
}
