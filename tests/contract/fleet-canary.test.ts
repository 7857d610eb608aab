import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { calendarDateAt } from '@borne/domain/calendar-date';
import { simulationConfig } from '@borne/kiosk-host/config/schema';
import { BenchClient } from '@borne/kiosk-host/demo/bench-client';
import { playVisit } from '@borne/kiosk-host/demo/play-visit';
import { Visitor } from '@borne/kiosk-host/demo/visitor';
import { type Host, startHost } from '@borne/kiosk-host/host';
import { silentLog } from '@borne/kiosk-host/log/log';
import { personas } from '@borne/simulators/personas/personas';
import Database from 'better-sqlite3';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { secretsIn, secretsOf } from '../privacy/traces.ts';

/** Whoever looks after the fleet learns nothing of who came: visits on a whole kiosk, then everything that operators can see. */

const anyPage = fileURLToPath(new URL('../../kiosk-ui', import.meta.url));
const everybody = personas(calendarDateAt(Date.now()));
const secrets = secretsOf(everybody);
const cards = ['nathalie-durand', 'yvonne-lecoeur'];

let folder: string;
let host: Host;
let visitor: Visitor;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'borne-canary-'));
  const config = {
    ...simulationConfig,
    dataDirectory: folder,
    screen: { host: '127.0.0.1' as const, port: 0 },
    cardReader: { transport: 'simulated' as const, answerTime: 0 },
    printer: { transport: 'simulated' as const, speed: 5000 },
  };
  const started = await startHost(config, { assets: { ui: anyPage, bench: anyPage }, log: silentLog });
  if (!started.ok) throw new Error(started.error);
  host = started.value;
  visitor = await Visitor.arrive(host.url);
  const bench = new BenchClient(host.url);
  for (const card of cards) await playVisit(visitor, bench, card);
  await bench.until('an empty backlog', (state) => state.journal.unacknowledged === 0);
}, 120_000);
afterAll(async () => {
  visitor?.leave();
  await host?.close();
  rmSync(folder, { recursive: true });
});

/** The last heartbeat as the centre keeps it. */
function kept(): { last_seen: number; heartbeat: string } | undefined {
  const database = new Database(join(folder, 'simulated-central', 'central.db'), { readonly: true });
  const row = database
    .prepare<[], { last_seen: number; heartbeat: string }>('SELECT * FROM fleet_kiosk')
    .get();
  database.close();
  return row;
}

it('finds a name where there is one', () => {
  const [first] = everybody;
  const page = `<td>${first?.card.people[0].familyName}</td>`;
  expect(secretsIn(Buffer.from(page), secrets)).not.toEqual([]);
});

/** A heartbeat that is lost is tried again after more than a minute. */
const SOME_HEARTBEATS = 240_000;

it('heartbeats, fleet pages and metrics hold no NIR and no name', { timeout: SOME_HEARTBEATS }, async () => {
  const visited = Date.now();
  await expect.poll(() => (kept()?.last_seen ?? 0) > visited, { timeout: 180_000 }).toBe(true);
  const heartbeat = kept()?.heartbeat ?? '';
  expect(JSON.parse(heartbeat).journal.watermark.seq).toBeGreaterThan(cards.length);
  expect(secretsIn(Buffer.from(heartbeat), secrets)).toEqual([]);
  const { url = '', secretFile = '' } = host.fleet ?? {};
  const authorization = `Bearer ${readFileSync(secretFile, 'utf8').trim()}`;
  for (const address of [url, `${url}/borne-simulation`, new URL('/metrics', url).href]) {
    const answer = await fetch(address, { headers: { authorization } });
    const text = await answer.text();
    expect(text).toContain('borne-simulation');
    expect(secretsIn(Buffer.from(text), secrets)).toEqual([]);
  }
});
