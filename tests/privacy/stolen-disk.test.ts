import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { calendarDateAt } from '@borne/domain/calendar-date';
import { playVisit } from '@borne/kiosk-host/demo/play-visit';
import { Visitor } from '@borne/kiosk-host/demo/visitor';
import { personas } from '@borne/simulators/personas/personas';
import { openBody } from '@borne/sync/envelope/envelope';
import { newKeyPair } from '@borne/sync/envelope/hpke';
import Database from 'better-sqlite3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { noPowerCut, PowerCutDisk } from '../crash/power-cut-disk.ts';
import { type KioskApart, startKioskApart } from './kiosk-apart.ts';
import { memoryOf } from './process-memory.ts';
import { noReaderApart } from './reader-apart.ts';
import { secretsIn, secretsOf, withoutThoseIn } from './traces.ts';

/**
 * What a thief finds on a kiosk's disk: the whole of it, deleted files, free pages and logs included, after `VISITS` visits (some two
 * seconds each) and a crash. Card, printer and centre are elsewhere. Somebody careless has left a copy of the host's memory on it, made
 * while nobody was there.
 */
const visits = Number(process.env.VISITS ?? 15);
const unable = (await noPowerCut()) ?? noReaderApart();
/** Room for the memory of a host, in megabytes. */
const DISK = 512;
/** Fewer than a roll has. */
const SHEETS_A_ROLL = 200;
/** Longest file that may be a key, in bytes: nothing longer than a chain of certificates is. */
const LONGEST_KEY_FILE = 16 * 1024;

describe.skipIf(unable !== undefined)(`a stolen disk${unable ? ` (skipped: ${unable})` : ''}`, () => {
  const everybody = personas(calendarDateAt(Date.now()));
  let secrets = secretsOf(everybody);
  const served = everybody.filter(({ registry, opposed }) => registry && !opposed);
  const centre = newKeyPair();
  let disk: PowerCutDisk;
  let apart: KioskApart;
  let data: string;
  let limits: string;
  let image: Buffer;
  let whole = 0;

  beforeAll(
    async () => {
      disk = await PowerCutDisk.create(DISK);
      data = join(disk.path, 'kiosk');
      apart = await startKioskApart(data, centre);
      const { kiosk, reader } = apart;
      const visitor = await Visitor.arrive(kiosk.url);
      await visitor.seesKind('attract');
      // A name may be in the program too.
      secrets = withoutThoseIn(memoryOf(kiosk.pid), secrets);
      for (let visit = 0; visit < visits; visit += 1)
        try {
          if (visit > 0 && visit % SHEETS_A_ROLL === 0) apart.newRoll();
          await playVisit(visitor, reader, served[visit % served.length]?.id ?? '');
          whole += 1;
        } catch {
          // A printer that answers too late, on a busy machine: such a visit leaves no more behind than another may.
          await reader.removeCard();
          await visitor.seesKind('attract');
        }
      await apart.erased();
      // Erasing is likely, not certain (docs/journal.md): what one leaves, the next one erases.
      for (let again = 0; again < 5 && secretsIn(memoryOf(kiosk.pid), secrets).length > 0; again += 1) {
        await playVisit(visitor, reader, served[0]?.id ?? '');
        await apart.erased();
      }
      writeFileSync(join(data, 'core'), memoryOf(kiosk.pid));
      limits = readFileSync(`/proc/${kiosk.pid}/limits`, 'utf8');
      process.kill(kiosk.pid, 'SIGABRT');
      await kiosk.ended();
      visitor.leave();
      image = await disk.bytes();
    },
    60_000 + visits * 5_000,
  );
  afterAll(async () => {
    // Whatever did not start has said so already.
    await apart?.kiosk.kill();
    await apart?.close();
    await disk?.remove();
  });

  it('holds no NIR and no name, in any file, free page, deleted file or copy of the memory', () => {
    expect(whole).toBeGreaterThan(visits / 2);
    expect(readdirSync(data)).toEqual(expect.arrayContaining(['core', 'identity', 'journal.db', 'log']));
    expect(secretsIn(image, secrets)).toEqual([]);
  });

  it('holds no core file: the kernel is told to write none', () => {
    expect(limits).toMatch(/^Max core file size\s+0\s+0/m);
  });

  it('holds nothing that opens a record of its own journal', () => {
    const { records, keys } = stolen(data);
    expect(records.length).toBeGreaterThan(visits);
    const [record] = records;
    if (!record) throw new Error('no record');
    const opens = (privateKey: Uint8Array) =>
      openBody({ publicKey: centre.publicKey, privateKey }, record.header, record.body) !== undefined;
    expect(keys.length).toBeGreaterThan(1000);
    expect(keys.filter(opens)).toEqual([]);

    // The same search finds the key of the centre where it is.
    const misplaced = join(data, 'identity', 'misplaced.json');
    writeFileSync(misplaced, JSON.stringify({ key: Buffer.from(centre.privateKey).toString('base64url') }));
    expect(stolen(data).keys.filter(opens)).toHaveLength(1);
    rmSync(misplaced);
  });

  it('would have shown a name that was written once and deleted, as base 64 in the middle of others', async () => {
    const [person] = everybody;
    const { familyName = '', nir = '' } = person?.card.people[0] ?? {};
    const file = join(disk.path, 'planted');
    writeFileSync(file, Buffer.from(`x${familyName};${nir}`).toString('base64'), { flush: true });
    rmSync(file);
    expect(secretsIn(await disk.bytes(), secrets)).toEqual(expect.arrayContaining([familyName, nir]));
  });
});

/** Every record of a stolen journal, and all that could be a private key in the small files beside it: any 32 bytes, base 64 undone or not. */
function stolen(data: string) {
  const database = new Database(join(data, 'journal.db'), { readonly: true });
  const records = database
    .prepare<[], { header: string; body: Buffer }>('SELECT header, body FROM record')
    .all();
  database.close();
  const files = readdirSync(data, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !entry.name.startsWith('journal.db'))
    .map((entry) => readFileSync(join(entry.parentPath, entry.name)))
    .filter(({ length }) => length <= LONGEST_KEY_FILE);
  const texts = files.flatMap((bytes) => bytes.toString('latin1').match(/[A-Za-z0-9+/_-]{43,}/g) ?? []);
  const pems = files.flatMap((bytes) =>
    [...bytes.toString('latin1').matchAll(/-----\n([A-Za-z0-9+/=\n]+)-----END/g)].map(
      ([, body = '']) => body,
    ),
  );
  const decoded = [...texts, ...pems].map((text) => Buffer.from(text, 'base64'));
  const windows = (bytes: Buffer) =>
    Array.from({ length: Math.max(0, bytes.length - 31) }, (_, from) => bytes.subarray(from, from + 32));
  return { records, keys: [...decoded, ...files.filter(({ length }) => length < 1024)].flatMap(windows) };
}
