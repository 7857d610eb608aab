import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { BenchState } from '@borne/simulators/bench/contract';
import { type Config, simulationConfig } from '../config/schema.ts';
import { startHost } from '../host.ts';
import { silentLog } from '../log/log.ts';
import type { Assets } from '../web/server.ts';
import { BenchClient } from './bench-client.ts';
import { playVisit, type VisitSeen } from './play-visit.ts';
import { Transcript } from './transcript.ts';
import { Visitor } from './visitor.ts';

export interface DemoOptions {
  readonly offline: boolean;
  readonly card: string;
  /** Left there: `attestation.png`, `attestation.txt`, `transcript.txt`, and the kiosk's data. */
  readonly folder: string;
  readonly assets: Assets;
  readonly print: (line: string) => void;
}

/** Fast enough not to be waited for, in millimetres per second. */
const paperSpeed = 2000;

/** Plays one visit on a whole simulated kiosk and returns everything that is not as it should be; empty is success. */
export async function playDemo({ offline, card, folder, assets, print }: DemoOptions): Promise<string[]> {
  const start = performance.now();
  const transcript = new Transcript(() => performance.now() - start, print);
  const config: Config = {
    ...simulationConfig,
    dataDirectory: join(folder, 'kiosk'),
    screen: { host: '127.0.0.1', port: 0 },
    cardReader: { transport: 'simulated', answerTime: 0 },
    printer: { transport: 'simulated', speed: paperSpeed },
  };
  const host = await startHost(config, { assets, log: silentLog, tap: transcript.wires });
  if (!host.ok) return [host.error];
  const bench = new BenchClient(host.value.url);
  const visitor = await Visitor.arrive(host.value.url, (view) => transcript.screen(view));
  const problems: string[] = [];
  const check = (claim: string, holds: boolean) => {
    transcript.check(`${holds ? 'yes' : 'NO '}  ${claim}`);
    if (!holds) problems.push(`not so: ${claim}`);
  };
  try {
    if (offline) {
      transcript.step('(the network is cut)');
      await bench.network(false);
    }
    const seen = await playVisit(visitor, bench, card, (text) => transcript.step(text));
    if (offline) {
      const { central, journal } = await bench.state();
      check('the centre has heard of no operation while the network is cut', central.operations.length === 0);
      check('the journal keeps what the centre has not acknowledged', journal.unacknowledged > 0);
      transcript.step('(the network is back)');
      await bench.network(true);
    }
    const after = await bench.until('an empty backlog', (state) => state.journal.unacknowledged === 0);
    checkOutcome(after, seen, offline, check);
    const [paper] = after.papers;
    if (paper) {
      writeFileSync(join(folder, 'attestation.png'), await bench.paperPng(paper.id));
      writeFileSync(join(folder, 'attestation.txt'), paper.text);
    }
  } catch (cause) {
    problems.push(cause instanceof Error ? cause.message : String(cause));
  } finally {
    visitor.leave();
    await host.value.close();
    writeFileSync(join(folder, 'transcript.txt'), `${transcript.lines.join('\n')}\n`);
  }
  return problems;
}

/** The centre holds exactly what was done; the paper says, byte for byte decoded, what the screen showed. */
function checkOutcome(
  { papers, central }: BenchState,
  seen: VisitSeen,
  offline: boolean,
  check: (claim: string, holds: boolean) => void,
): void {
  const [paper] = papers;
  const [operation] = central.operations;
  check('one sheet came out, whole', papers.length === 1 && paper?.complete === true);
  check('the centre holds one operation', central.operations.length === 1);
  check(
    'it is an attestation de droits, done',
    operation?.kind === 'attestation-droits' && operation.outcome === 'done',
  );
  check('it was told once: an intent and an outcome', operation?.records === 2);
  const number = operation?.documentNumber;
  check(
    'the sheet carries the number that the centre knows',
    number !== undefined && !!paper?.text.includes(number),
  );
  const onPaper = words(paper?.text ?? '');
  check(
    'the paper says what the screen showed',
    onPaper === words(seen.previewed.join(' ')) && onPaper !== '',
  );
  if (offline) check('the screen said that the network was down', seen.banners.length > 1);
}

const words = (text: string) => text.split(/\s+/).filter(Boolean).join(' ');
