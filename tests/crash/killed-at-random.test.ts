import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { calendarDateAt } from '@borne/domain/calendar-date';
import { systemClock } from '@borne/kiosk-host/clock';
import { playVisit } from '@borne/kiosk-host/demo/play-visit';
import { Visitor } from '@borne/kiosk-host/demo/visitor';
import { seededRandom } from '@borne/simulators/card/seeded-random';
import { type CentralApi, createCentralApi } from '@borne/simulators/central-api/central-api';
import { enrolledKiosk } from '@borne/simulators/central-api/testing/enrolled-kiosk';
import { personas } from '@borne/simulators/personas/personas';
import { createSimulatedPrinter } from '@borne/simulators/printer/simulated-printer';
import { startTcpFront, type TcpFront } from '@borne/simulators/printer/tcp-front';
import type { View } from '@borne/state-machines/view';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { KioskProcess } from '../kiosk-process.ts';
import { temporaryFolder } from '../temporary-folder.ts';

/** `KILLS` says how many. */
const kills = Number(process.env.KILLS ?? 25);
/** Millimetres per second: a sheet takes about half a second. */
const paperSpeed = 400;

/** Screens of a visit by their kind, and how long after one appeared a kill may fall, in milliseconds. */
const moments = [
  ['attract', 60],
  ['progress', 40],
  ['choice', 30],
  ['selection', 30],
  ['preview', 30],
  ['printing', 700],
  ['printing', 700],
  ['result', 60],
  ['take', 60],
] as const;

const isAt = (moment: (typeof moments)[number][0]) => (view: View) =>
  moment === 'printing'
    ? view.kind === 'progress' && view.title.startsWith('Impression')
    : view.kind === moment;

/** Printer and centre live outside the process that is killed, as they do in an office. */
const printer = createSimulatedPrinter({ speed: paperSpeed, timers: globalThis });
let front: TcpFront;
let central: CentralApi;
let kiosk: KioskProcess;

/** Numbers of the documents of which a person was told that they were printed. */
const toldPrinted = new Set<string>();
/** What the screen showed when the host was killed: proof that the kills were spread. */
const killedAt = new Map<string, number>();

beforeAll(async () => {
  const folder = temporaryFolder('borne-killed');
  front = await startTcpFront(printer.engine);
  central = await createCentralApi({
    file: join(folder, 'central.db'),
    clock: systemClock,
    personas: personas(calendarDateAt(systemClock.now())),
  });
  const authorityFile = join(folder, 'fleet-authority.pem');
  writeFileSync(authorityFile, central.kiosks.authority.toString());
  const dataDirectory = join(folder, 'kiosk');
  const enrolled = await enrolledKiosk(central, {
    kiosk: 'borne-simulation',
    folder: join(dataDirectory, 'identity'),
    clock: systemClock,
    url: await central.listen(0),
  });
  await enrolled.identity.close();
  kiosk = await KioskProcess.start({
    dataDirectory,
    printer: { transport: 'tcp', host: '127.0.0.1', port: front.port },
    central: { transport: 'https', url: central.url, authorityFile },
  });
});

afterAll(async () => {
  // Whatever did not start has said so already.
  await kiosk?.stop();
  await front?.close();
  await central?.close();
});

/** A visit that may be cut short at any moment: what it was waiting for then is not a finding. */
const visitUntilKilled = (visitor: Visitor): Promise<unknown> =>
  playVisit(visitor, kiosk.bench, 'nathalie-durand').catch((reason: unknown) => reason);

it(`loses nothing, repeats nothing and claims nothing in ${kills} kills at random moments`, async () => {
  const seed = Number(process.env.SEED ?? Date.now() % 1_000_000);
  const random = seededRandom(seed);
  for (let kill = 0; kill < kills; kill++) {
    const visitor = await Visitor.arrive(kiosk.url, (view) => {
      if (view.kind !== 'result' || view.tone !== 'success') return;
      const number = /AD-[0-9A-Z-]+/.exec(view.details.join(' '))?.[0];
      if (number) toldPrinted.add(number);
    });
    const visit = visitUntilKilled(visitor);
    const [moment, within] = moments[Math.floor(random() * moments.length)] ?? moments[0];
    // A visit may end another way on a machine so busy that a printer drops out: the kill comes then.
    await Promise.race([visitor.sees(moment, isAt(moment)).catch(() => undefined), visit]);
    await delay(random() * within);
    const shown = visitor.view.title;
    killedAt.set(shown, (killedAt.get(shown) ?? 0) + 1);
    await kiosk.kill();
    await visit;
    visitor.leave();
    kiosk = await kiosk.restarted();
  }
  await kiosk.bench.until('an empty backlog', (state) => state.journal.unacknowledged === 0);

  const operations = await central.operations();
  const records = await central.records();
  const sheets = printer
    .papers()
    .map(({ text, complete }) => ({ complete, number: /AD-[0-9A-Z-]+/.exec(text)?.[0] }));
  const numbersOf = (outcome: string) =>
    operations
      .filter((operation) => operation.outcome === outcome)
      .map((operation) => operation.documentNumber);
  const complete = sheets.filter((sheet) => sheet.complete && sheet.number).map((sheet) => sheet.number);

  const context = `seed ${seed}, killed at ${JSON.stringify(Object.fromEntries(killedAt))}`;
  process.stdout.write(
    `${context}; ${operations.length} operations: ${numbersOf('done').length} done, ` +
      `${numbersOf('in-doubt').length} in doubt, ${numbersOf('not-done').length} not done; ` +
      `${complete.length} complete sheets; ${toldPrinted.size} people told it was printed\n`,
  );

  // Nothing lost: every record is there in order, and every sheet that bears a number has its operation.
  const seqs = records.map((record) => record.seq);
  expect(seqs, context).toEqual(seqs.map((_, index) => index + 1));
  const known = new Set(operations.map((operation) => operation.documentNumber));
  for (const { number } of sheets) if (number) expect(known, context).toContain(number);
  expect(await central.setApart(), context).toMatchObject({ forks: 0, quarantined: [] });

  // Nothing twice: one operation a document, an intent and an outcome each, one complete sheet at most.
  expect(known.size, context).toBe(operations.length);
  expect(new Set(operations.map((operation) => operation.records)), context).toEqual(new Set([2]));
  expect(new Set(complete).size, context).toBe(complete.length);

  // Nothing claimed: done only if the sheet is complete; told only if done.
  for (const number of numbersOf('done')) expect(complete, context).toContain(number);
  for (const number of toldPrinted) expect(numbersOf('done'), context).toContain(number);

  // And the run did put it to the test.
  expect(numbersOf('in-doubt').length, context).toBeGreaterThan(0);
  expect(numbersOf('done').length, context).toBeGreaterThan(0);
  expect(killedAt.size, context).toBeGreaterThan(3);
}, 600_000);
