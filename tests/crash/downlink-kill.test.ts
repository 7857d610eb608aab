import { spawn } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import { once } from 'node:events';
import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { CardSerial } from '@borne/domain/rights';
import { FakeCentre } from '@borne/sync/downlink/testing/fake-centre';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type BundledWriter, bundleWriter } from './bundled-writer.ts';
import { manifestPairOf, openSet } from './downlink-set.ts';

/** A life takes about a second, most of it the start of a process. `LIVES` in the environment: more of them. */
const LIVES = Number(process.env.LIVES ?? 6);

let writer: BundledWriter;
beforeAll(async () => {
  writer = await bundleWriter('downlink-writer');
});
afterAll(() => writer.remove());

/** Lets a writer say `lines` lines, kills it after `more` milliseconds without warning, and returns the last it said. */
async function liveAndDie(folder: string, keyFile: string, lines: number, more: number): Promise<number> {
  const child = spawn(process.execPath, [writer.script, folder, keyFile], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let last = 0;
  let said = 0;
  const output = createInterface({ input: child.stdout });
  output.on('line', (line) => {
    last = Number(line);
    said += 1;
    if (said === lines) setTimeout(() => child.kill('SIGKILL'), more);
  });
  const [[, signal]] = await Promise.all([once(child, 'exit'), once(output, 'close')]);
  expect(signal).toBe('SIGKILL');
  return last;
}

it('a host killed at any moment has one whole set, not older than what it said was kept', async () => {
  const folder = join(writer.folder, 'downlink');
  const keyFile = join(writer.folder, 'key.pem');
  const pem = generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' });
  writeFileSync(keyFile, pem);
  const centre = new FakeCentre(manifestPairOf(pem.toString()));
  let unsaid = 0;
  for (let life = 0; life < LIVES; life += 1) {
    const last = await liveAndDie(folder, keyFile, 1 + (life % 4), life % 5);
    const downlink = openSet(folder, centre);
    const { version = 0, notices, texts } = downlink.current();
    expect(version).toBeGreaterThanOrEqual(last);
    unsaid += version - last;
    expect([notices[0]?.text, texts.version]).toEqual([`${version}`, `${version}`]);
    expect(downlink.isOpposed(`${version}199` as CardSerial)).toBe(true);
    // What the one that was killed had begun to bring is gone.
    expect(readdirSync(join(folder, 'parts'))).toHaveLength(3);
    downlink.close();
  }
  process.stderr.write(`${unsaid} sets were kept and not said\n`);
});
