import { randomBytes } from 'node:crypto';
import type { CentralApi } from '@borne/simulators/central-api/central-api';
import { MOST_FORKS } from '@borne/simulators/central-api/journal/forks';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { SetClock, startCentre, WrittenJournal } from './store-centre.ts';
import { type EmptyDatabase, storeEngines } from './store-engines.ts';

const engines = storeEngines();
/** Each test has a kiosk of its own in the one database of its engine. */
const kiosks = Array.from({ length: 40 }, (_, index) => `borne-${index}`);
/** PGlite is compiled as it starts: seconds on a slow machine. */
const SLOW = 120_000;
const idOf = (n: number) => `01a3185c-5000-7568-91c9-${String(n).padStart(12, '0')}`;
const begun = (id: string, documentNumber: string) => ({
  id,
  operation: {
    kind: 'attestation-droits',
    documentNumber,
    cardSerial: '99000000000000001',
    rangs: ['01'],
    rightsFrom: 'card',
  },
});

describe.each(engines)('the centre on $name', (engine) => {
  let database: EmptyDatabase;
  let api: CentralApi;
  const clock = new SetClock();
  let given = 0;

  if (engine.missing !== undefined) {
    it.skip(`is not tested: ${engine.missing}`, () => undefined);
    return;
  }

  beforeAll(async () => {
    database = await engine.createDatabase();
    api = await startCentre(await database.open(), clock);
  }, SLOW);
  afterAll(async () => {
    await api.close();
    await database.remove();
    await engine.stop();
  }, SLOW);

  const newJournal = (kiosk = kiosks[given++] ?? 'too many tests') => new WrittenJournal(kiosk);
  const held = async ({ kiosk, epoch }: WrittenJournal) =>
    (await api.records()).filter((record) => record.kiosk === kiosk && record.epoch === epoch);
  /** What the centre holds is the journal up to `seq`: nothing missing, twice, out of order or altered. */
  async function expectHeld(journal: WrittenJournal, seq: number) {
    expect((await held(journal)).map(({ seq, header, body, hash }) => ({ seq, header, body, hash }))).toEqual(
      journal.records.slice(0, seq).map(({ header, body }, index) => ({
        seq: index + 1,
        header,
        body: Buffer.from(body),
        hash: journal.hashAfter(index + 1),
      })),
    );
  }
  const acknowledged = (journal: WrittenJournal, seq: number) => ({
    status: 200,
    body: { epoch: journal.epoch, seq, head: journal.hashAfter(seq) },
  });

  it('holds each record once, however often and in whatever pieces it comes', async () => {
    const journal = newJournal().upTo(12);
    expect(await journal.send(api, 1, 4)).toMatchObject(acknowledged(journal, 4));
    expect(await journal.send(api, 1, 4)).toMatchObject(acknowledged(journal, 4));
    expect(await journal.send(api, 5, 8)).toMatchObject(acknowledged(journal, 8));
    expect(await journal.send(api, 2, 6)).toMatchObject(acknowledged(journal, 8));
    expect(await journal.send(api, 7, 11)).toMatchObject(acknowledged(journal, 11));
    expect(await journal.send(api, 1, 12)).toMatchObject(acknowledged(journal, 12));
    await expectHeld(journal, 12);
  });

  it('says where to start again when earlier records are missing, and keeps nothing', async () => {
    const journal = newJournal().upTo(5);
    expect(await journal.send(api, 2, 3)).toMatchObject({ status: 409, body: { watermark: { seq: 0 } } });
    await journal.send(api, 1, 2);
    expect(await journal.send(api, 4, 5)).toMatchObject({
      status: 409,
      body: { watermark: { epoch: journal.epoch, seq: 2, head: journal.hashAfter(2) } },
    });
    await expectHeld(journal, 2);
  });

  it('keeps every byte of a body and every character of a header', async () => {
    const journal = newJournal();
    const everyByte = Uint8Array.from({ length: 256 }, (_, byte) => byte);
    for (const body of [everyByte, new Uint8Array(), Uint8Array.from([0]), randomBytes(8192)])
      journal.write('card-forgotten', body, { boot: '{"},\\"é\u2028\u{1F480}\'$1 NULL\t' });
    expect(await journal.send(api, 1, 1)).toMatchObject(acknowledged(journal, 1));
    expect(await journal.send(api, 2, 4)).toMatchObject(acknowledged(journal, 4));
    await expectHeld(journal, 4);
  });

  it('refuses a header with a character that not every engine can hold', async () => {
    const journal = newJournal().upTo(1);
    const batch = { ...journal.batch(1, 1), records: [{ header: '{\u0000}', body: '' }] };
    expect(await journal.send(api, 1, 1, batch)).toMatchObject({ status: 400 });
  });

  it('takes one copy of batches that come at once, and the whole journal in any order', async () => {
    const journal = newJournal().upTo(40);
    const pieces = Array.from({ length: 8 }, (_, index) => [index * 5 + 1, index * 5 + 5] as const);
    for (const [from, to] of pieces) {
      const all = [...pieces, ...pieces].filter(([first]) => first <= from);
      const answers = await Promise.all(all.map(([a, b]) => journal.send(api, a, b)));
      expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
      expect(await journal.send(api, from, to)).toMatchObject(acknowledged(journal, to));
    }
    await expectHeld(journal, 40);
    const fresh = newJournal().upTo(5);
    const first = await Promise.all(Array.from({ length: 8 }, () => fresh.send(api, 1, 5)));
    expect(first.map(({ status }) => status)).toEqual(Array(8).fill(200));
    await expectHeld(fresh, 5);
  });

  it('keeps epochs of one kiosk apart', async () => {
    const before = newJournal().upTo(3);
    const after = newJournal(before.kiosk).upTo(2);
    await before.send(api, 1, 3);
    expect(await after.send(api, 1, 2)).toMatchObject(acknowledged(after, 2));
    await expectHeld(before, 3);
    await expectHeld(after, 2);
  });

  it('keeps what contradicts it apart, once, the first ones whole and the rest counted', async () => {
    const { forks: before } = await api.setApart();
    const journal = newJournal().upTo(4);
    await journal.send(api, 1, 2);
    const other = new WrittenJournal(journal.kiosk, journal.epoch)
      .write('paper-forgotten', { kind: 'paper-forgotten' })
      .upTo(4);
    for (const _again of [1, 2]) expect(await other.send(api, 1, 4)).toMatchObject({ status: 422 });
    expect(await other.send(api, 3, 4)).toMatchObject({ status: 422 });
    expect((await api.setApart()).forks - before).toBe(2);
    const forged = { ...journal.batch(3, 3), head: 'f'.repeat(64) };
    const copies = await Promise.all(Array.from({ length: 6 }, () => journal.send(api, 3, 3, forged)));
    expect(copies.map(({ status }) => status)).toEqual(Array(6).fill(422));
    expect((await api.setApart()).forks - before).toBe(3);
    for (let n = 0; n < MOST_FORKS.perEpoch + 3; n += 1)
      await journal.send(api, 3, 3, { ...forged, head: n.toString(16).padStart(64, '0') });
    expect((await api.setApart()).forks - before).toBe(MOST_FORKS.perEpoch);
    expect(await journal.send(api, 3, 4)).toMatchObject(acknowledged(journal, 4));
    await expectHeld(journal, 4);
  });

  it('reads what it holds into operations, and sets apart what makes no sense, after it took it', async () => {
    const { quarantined: before } = await api.setApart();
    const journal = newJournal()
      .write('operation-begun', begun(idOf(1), `AD-${engine.name}`))
      .write('operation-settled', { id: idOf(1), outcome: 'done' })
      .write('operation-settled', { id: idOf(1), outcome: 'not-done' })
      .write('operation-begun', begun(idOf(1), 'AD-AGAIN'))
      .write('operation-begun', begun(idOf(2), 'AD-\u0000'))
      .write('no-such-thing', Uint8Array.from([255, 0]))
      .write('card-forgotten', { kind: 'card-forgotten' }, { seq: 99 })
      .upTo(250);
    for (let from = 1; from < 250; from += 50) await journal.send(api, from, from + 49);
    const quarantined = [...(await api.setApart()).quarantined];
    for (const { seq, reason } of before)
      quarantined.splice(
        quarantined.findIndex((each) => each.seq === seq && each.reason === reason),
        1,
      );
    expect(quarantined.map(({ seq }) => seq)).toEqual([3, 4, 5, 6, 7]);
    expect(await api.operations()).toEqual([
      {
        operationId: idOf(1),
        kind: 'attestation-droits',
        outcome: 'done',
        documentNumber: `AD-${engine.name}`,
        records: 2,
      },
    ]);
    await expectHeld(journal, 250);
  });

  it('goes on from one month to the next', async () => {
    const journal = newJournal().upTo(9);
    const before = clock.at;
    await journal.send(api, 1, 3);
    for (const [month, from] of [
      [11, 4],
      [13, 7],
    ] as const) {
      clock.at = Date.UTC(2026, month, 1) - (from === 4 ? 1 : 0);
      expect(await journal.send(api, from, from + 2)).toMatchObject(acknowledged(journal, from + 2));
    }
    expect(await journal.send(api, 2, 8)).toMatchObject(acknowledged(journal, 9));
    clock.at = before;
    await expectHeld(journal, 9);
  });

  it('certifies and revokes seals', async () => {
    expect(await api.seals.revokeDocument('AD-7K3M-9QXT-2B')).toEqual({
      ok: true,
      value: { number: 'AD-7K3M-9QXT-2B', reported: false },
    });
    expect((await api.seals.trustBundle()).authorities).toHaveLength(1);
  });

  it('finds everything again when it starts again', async () => {
    const journal = newJournal()
      .write('operation-begun', begun(idOf(7), 'AD-7'))
      .write('operation-settled', { id: idOf(7), outcome: 'done' });
    await journal.send(api, 1, 2);
    const [operations, { authorities }] = [await api.operations(), await api.seals.trustBundle()];
    await api.close();
    api = await startCentre(await database.open(), clock);
    expect(await api.operations()).toEqual(operations);
    expect((await api.seals.trustBundle()).authorities).toEqual(authorities);
    await expectHeld(journal, 2);
    journal.upTo(4);
    expect(await journal.send(api, 3, 4)).toMatchObject(acknowledged(journal, 4));
  });

  it.runIf(engine.shared)(
    'answers any kiosk from any of several processes, which start at once',
    async () => {
      const empty = await engine.createDatabase();
      const stores = await Promise.all(Array.from({ length: 3 }, () => empty.open()));
      const apis = await Promise.all(stores.map((store) => startCentre(store, clock)));
      const journal = newJournal();
      for (let n = 0; n < 100; n += 1) journal.write('operation-begun', begun(idOf(n), `AD-${n}`));
      for (let from = 1; from <= 100; from += 10) {
        const answers = await Promise.all(apis.map((each) => journal.send(each, from, from + 9)));
        for (const answer of answers) expect(answer).toMatchObject(acknowledged(journal, from + 9));
      }
      const [first, ...others] = await Promise.all(apis.map((each) => each.operations()));
      expect(first?.map(({ documentNumber, records }) => [documentNumber, records])).toEqual(
        Array.from({ length: 100 }, (_, n) => [`AD-${n}`, 1]),
      );
      for (const other of others) expect(other).toEqual(first);
      expect((await apis[0]?.setApart())?.quarantined).toEqual([]);
      await Promise.all(apis.map((each) => each.close()));
      await empty.remove();
    },
  );
});
