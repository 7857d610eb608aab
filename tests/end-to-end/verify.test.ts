import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { PREFIX } from '@borne/documents/seal/sealed-text';
import { epochMilliseconds, milliseconds } from '@borne/domain/time';
import { openSealStore } from '@borne/simulators/central-api/seals/store';
import { codeInPicture } from '@borne/sync/sealing/code-in-picture';
import { beforeAll, describe, expect, it } from 'vitest';
import { borne, borneIn } from '../borne-command.ts';

/** `borne verify` on a sheet that a whole simulated kiosk printed. */

let folder: string;
let sheet: string;
let store: string;
let text: string;

beforeAll(async () => {
  const demo = await borne('demo');
  expect(demo.code).toBe(0);
  folder = join(demo.folder, 'var/demo');
  sheet = join(folder, 'attestation.png');
  store = join(folder, 'kiosk/simulated-central/central.db');
  const code = await codeInPicture(readFileSync(sheet), PREFIX);
  if (!code.ok) throw new Error(code.error);
  text = code.value;
});

const verify = (what: string, ...options: readonly string[]) =>
  borne('verify', what, '--store', store, ...options);

describe('borne verify', () => {
  it('says in French that a sheet is genuine, and what it must say', async () => {
    const { code, printed } = await verify(sheet);
    expect(printed).toContain('✔ SCEAU AUTHENTIQUE');
    for (const said of [
      'SPÉCIMEN',
      'autorité de TEST',
      'Nom : DURAND',
      '2 69 05 49 588 157 80',
      'borne-simulation',
    ])
      expect(printed).toContain(said);
    expect(code).toBe(0);
  });

  it('takes the text as it is, out of a file, and from the standard input', async () => {
    expect(await verify(text)).toMatchObject({ code: 0 });
    writeFileSync(join(folder, 'seal.txt'), `${text}\n`);
    expect(await verify(join(folder, 'seal.txt'))).toMatchObject({ code: 0 });
    for (const input of [text, readFileSync(sheet)])
      expect(await borneIn(folder, ['verify', '-', '--store', store], input)).toMatchObject({ code: 0 });
  });

  it('finds the simulation that `npm start` runs by itself', async () => {
    const home = join(folder, 'home');
    mkdirSync(join(home, 'var/kiosk'), { recursive: true });
    const none = await borneIn(home, ['verify', text]);
    expect(none).toMatchObject({
      code: 2,
      printed: expect.stringContaining('give --central, --trust or --store'),
    });
  });

  it('has an exit status and a word for each verdict', async () => {
    // The last character but two belongs to the signature.
    const forged = text.slice(0, -3) + (text.at(-3) === '0' ? '1' : '0') + text.slice(-2);
    expect(await verify(forged)).toMatchObject({ code: 1, printed: expect.stringContaining('FALSIFIÉ') });
    expect(await verify(text.slice(0, 200))).toMatchObject({
      code: 6,
      printed: expect.stringContaining('ILLISIBLE'),
    });
    expect(await verify('https://example.org')).toMatchObject({
      code: 7,
      printed: expect.stringContaining('PAS UN SCEAU'),
    });
    const other = await borne('demo');
    const elsewhere = join(other.folder, 'var/demo/kiosk/simulated-central/central.db');
    expect(await borne('verify', text, '--store', elsewhere)).toMatchObject({
      code: 5,
      printed: expect.stringContaining('AUTORITÉ INCONNUE'),
    });

    const trust = join(folder, 'trust.json');
    writeFileSync(trust, '{}');
    expect(await verify(text, '--trust', trust)).toMatchObject({
      code: 2,
      printed: expect.stringContaining('expected an object of authorities'),
    });
    expect(await borne('verify', text, '--store', join(folder, 'kiosk/journal.db'))).toMatchObject({
      code: 2,
      printed: expect.stringContaining('not the store of a centre'),
    });
    expect(await verify(join(folder, 'none.png'))).toMatchObject({
      code: 2,
      printed: expect.stringContaining('no such file'),
    });
    expect(await verify(text, '--central', 'http://127.0.0.1:9')).toMatchObject({
      code: 2,
      printed: expect.stringContaining('the centre could not be asked: '),
    });
  });

  it('does not call a seal genuine on what was said of revocations too long ago', async () => {
    const clock = {
      now: () => epochMilliseconds(Date.now() - 2 * 86_400_000),
      monotonic: () => milliseconds(0),
    };
    const old = await openSealStore(store, clock);
    if (!old.ok) throw new Error(old.error);
    const trust = join(folder, 'old-trust.json');
    writeFileSync(trust, JSON.stringify(await old.value.seals.trustBundle()));
    await old.value.close();
    expect(await borne('verify', text, '--trust', trust)).toMatchObject({
      code: 8,
      printed: expect.stringContaining('NON CONFIRMÉ'),
    });
  });

  it('writes the verdict as JSON', async () => {
    expect(JSON.parse((await verify(text, '--json')).printed)).toMatchObject({
      verdict: 'genuine',
      document: { authority: 'ZZ99', sealedBy: { issuedTo: 'borne-simulation' } },
    });
  });

  it('hears of a document that was revoked, and of a kiosk', async () => {
    const number = /Document n° (AD-[0-9A-Z-]+)/.exec((await verify(text)).printed)?.[1] ?? '';
    expect(await borne('revoke', '--document', 'n° 1', '--store', store)).toMatchObject({
      code: 2,
      printed: expect.stringContaining('is not the number of a document'),
    });
    expect(
      await borne('revoke', '--document', 'AD-NOBODYS', '--store', join(folder, 'kiosk/journal.db')),
    ).toMatchObject({ code: 2, printed: expect.stringContaining('not the store of a centre') });
    expect(await borne('revoke', '--document', 'AD-NOBODYS', '--store', store)).toMatchObject({
      code: 0,
      printed: expect.stringContaining('no kiosk has reported'),
    });
    const typed = ` ${number.toLowerCase()} `;
    const revoked = await borne('revoke', '--document', typed, '--store', store);
    expect(revoked).toMatchObject({ code: 0, printed: `revoked  document ${number}\n` });
    expect(await verify(text)).toMatchObject({
      code: 4,
      printed: expect.stringContaining('annulé par l’organisme'),
    });
    expect(await borne('revoke', '--certificate', '9999', '--store', store)).toMatchObject({ code: 2 });
    const { certificate } = JSON.parse((await verify(text, '--json')).printed).document;
    expect(await borne('revoke', '--certificate', certificate, '--store', store)).toMatchObject({ code: 0 });
    expect(await verify(text)).toMatchObject({
      code: 4,
      printed: expect.stringContaining('a perdu le droit'),
    });
    expect(await borne('revoke', '--return-to-service', 'borne-simulation', '--store', store)).toMatchObject({
      code: 2,
      printed: expect.stringContaining('out of service'),
    });
  });
});

it('leaves the key to the kiosk’s own account, and in no other file', () => {
  const secret = readFileSync(join(folder, 'kiosk/sealing/key.pem'), 'utf8').split('\n')[1] ?? '';
  expect(secret).toHaveLength(64);
  for (const file of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    if (!file.isFile() || file.name === 'key.pem') continue;
    expect(readFileSync(join(file.parentPath, file.name), 'latin1')).not.toContain(secret);
  }
});
