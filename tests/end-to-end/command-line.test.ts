import { once } from 'node:events';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { dirname, join } from 'node:path';
import { systemClock } from '@borne/kiosk-host/clock';
import { simulationConfig } from '@borne/kiosk-host/config/schema';
import { createCentralApi } from '@borne/simulators/central-api/central-api';
import { KioskRegistry } from '@borne/simulators/central-api/identity/kiosk-registry';
import { openRecipientPairs } from '@borne/simulators/central-api/recipients';
import { openStore } from '@borne/simulators/central-api/store/open-store';
import { describe, expect, it, onTestFinished } from 'vitest';
import { borne, borneIn } from '../borne-command.ts';
import { temporaryFolder } from '../temporary-folder.ts';

/** Makes a centre's store there. */
async function centreAt(file: string): Promise<void> {
  mkdirSync(dirname(file), { recursive: true });
  const store = await openStore(file);
  await KioskRegistry.open(store, systemClock);
  await store.close();
}

describe('borne', () => {
  it('explains itself and every command', async () => {
    const { printed } = await borne('--help');
    const listed = printed.slice(printed.indexOf('Commands:')).matchAll(/^ {2}([a-z]+)/gm);
    const commands = [...listed].map(([, name = '']) => name).filter((name) => name !== 'help');
    expect(commands).toEqual(expect.arrayContaining(['start', 'publish', 'bench']));
    for (const command of commands)
      expect((await borne(command, '--help')).printed).toContain(`Usage: borne ${command}`);
  });

  it('start names the key that is wrong and does not start', async () => {
    const file = join(temporaryFolder('borne-cli'), 'kiosk.json');
    writeFileSync(
      file,
      JSON.stringify({ ...simulationConfig, printer: { transport: 'tcp', host: 'x', port: -1 } }),
    );
    expect(await borne('start', '--config', file)).toMatchObject({
      code: 2,
      printed: expect.stringContaining('printer.port: '),
    });
  });

  it('printer renders a captured stream, and says what it expects', async () => {
    const folder = temporaryFolder('borne-cli');
    const stream = join(folder, 'stream.bin');
    writeFileSync(stream, 'Bonjour\n\x1dV\x42\x00');
    const [png, commands] = [join(folder, 'paper.png'), join(folder, 'commands.txt')];
    const rendered = await borne(
      'printer',
      '--render',
      stream,
      '--png',
      png,
      '--text',
      '-',
      '--commands',
      commands,
    );
    expect(rendered).toMatchObject({ code: 0, printed: 'Bonjour\n' });
    expect(readFileSync(png).subarray(1, 4).toString()).toBe('PNG');
    expect(readFileSync(commands, 'utf8')).toMatch(/GS V <Function B> +66 0/);
    expect(await borne('printer')).toMatchObject({
      code: 2,
      printed: expect.stringContaining('expected either --tcp <port> or --render <file>'),
    });
    expect(await borne('printer', '--render', stream, '--model', 'x')).toMatchObject({
      code: 2,
      printed: expect.stringContaining('--model x: expected one of tm-t20iii, '),
    });
  });

  it('devices lists every bus, or says why it cannot', async () => {
    const { code, printed } = await borne('devices');
    expect(code).toBe(0);
    expect(printed).toMatch(/Card readers.*USB.*HID/s);
  });

  it('card lists the cards of the shelf, and says when there is no reader to put one in', async () => {
    expect((await borne('card', '--list')).printed).toMatch(/^hugo-mercier +Hugo Mercier, 20 ans/m);
    expect(await borne('card', 'nobody')).toMatchObject({
      code: 2,
      printed: expect.stringContaining('expected one of nathalie-durand'),
    });
    expect(await borne('card', 'hugo-mercier', '--port', '1')).toMatchObject({
      code: 2,
      printed: expect.stringContaining('no virtual reader at 127.0.0.1:1'),
    });
  });

  it('journal new-epoch says that there is no journal, and makes none', async () => {
    const { code, printed, folder } = await borne('journal', 'new-epoch', '--data', 'nowhere');
    expect(code).toBe(2);
    expect(printed).toContain('nowhere/journal.db: there is no journal here');
    expect(readdirSync(folder)).toEqual([]);
  });

  it('central draws a code for a kiosk, and shows the authority that its configuration names', async () => {
    const folder = temporaryFolder('borne-enrol');
    await centreAt(join(folder, 'var/central/central.db'));
    const { code, printed } = await borneIn(folder, ['central', '--enrol', 'borne-1']);
    expect(code).toBe(0);
    expect(printed).toMatch(/code {7}\d{4}-\d{4} {2}for borne-1, once, until /);
    const authority = readFileSync(join(folder, 'var/central/fleet-authority.pem'), 'utf8');
    expect(authority).toMatch(/^-----BEGIN CERTIFICATE-----/);
    expect(authority).not.toContain('PRIVATE');
    // Nothing that would be published: neither keys for records nor a secret is made.
    const made = readdirSync(join(folder, 'var/central')).filter((name) => !name.startsWith('central.db'));
    expect(made).toEqual(['fleet-authority.pem']);
  });

  it('central says so when the kiosk to revoke was never in the fleet, or when it is to do two things', async () => {
    const file = join(temporaryFolder('borne-revoke'), 'central.db');
    await centreAt(file);
    expect(await borne('central', '--revoke', 'born-1', '--file', file)).toMatchObject({
      code: 2,
      printed: expect.stringContaining('this store never knew a kiosk "born-1"'),
    });
    const both = await borne('central', '--enrol', 'borne-1', '--revoke', 'borne-2');
    expect(both.code).not.toBe(0);
    expect(both.printed).toMatch(/--revoke.* cannot be used with .*--enrol/);
  });

  it('central makes the next signing key, and no other before kiosks can have heard of it', async () => {
    const nothing = await borne('central', '--rotate', 'recipient');
    expect(nothing).toMatchObject({
      code: 2,
      printed: expect.stringContaining('var/central/recipient-keys.json'),
    });

    const folder = temporaryFolder('borne-rotate');
    const [file, keys] = [join(folder, 'central.db'), join(folder, 'keys.json')];
    const recipients = openRecipientPairs(keys);
    await (await createCentralApi({ file, clock: systemClock, personas: [], recipients })).close();
    const rotate = (which: string) => borne('central', '--rotate', which, '--file', file, '--keys', keys);
    expect((await rotate('manifest')).printed).toMatch(
      /^manifest {2}signed with [\w-]{43}; announced to kiosks: [\w-]{43}$/m,
    );
    expect(await rotate('manifest')).toMatchObject({
      code: 2,
      printed: expect.stringContaining('kiosks are still to hear of the last key'),
    });
    expect((await rotate('recipient')).printed).toContain('2 key pairs in');
    expect(openRecipientPairs(keys)).toHaveLength(2);
  });

  it.each([
    ['central', '--enrol', 'borne-1', '--file', 'typo/central.db'],
    ['central', '--revoke', 'borne-1', '--file', 'typo/central.db'],
    ['central', '--rotate', 'watermark', '--keys', 'keys.json', '--file', 'typo/central.db'],
    ['publish', 'software', 'version.txt', '--central-file', 'typo/central.db'],
    ['revoke', '--document', 'AD-7K3M-9QXT-2B', '--store', 'typo/central.db'],
  ])('%s %s makes no other centre where the path is mistyped', async (...args) => {
    const folder = temporaryFolder('borne-typo');
    openRecipientPairs(join(folder, 'keys.json'));
    writeFileSync(join(folder, 'version.txt'), '1.2.3');
    const before = readdirSync(folder);
    expect(await borneIn(folder, args)).toMatchObject({
      code: 2,
      printed: expect.stringMatching(/^borne: .*typo\/central\.db: no such file; expected .*\n$/),
    });
    expect(readdirSync(folder)).toEqual(before);
  });

  it('says in a line which port or file cannot be had', async () => {
    const folder = temporaryFolder('borne-taken');
    const taken = createServer().listen(0, '127.0.0.1');
    onTestFinished(() => void taken.close());
    await once(taken, 'listening');
    const { port } = taken.address() as AddressInfo;
    const config = { ...simulationConfig, dataDirectory: 'data', central: { transport: 'simulated', port } };
    writeFileSync(join(folder, 'kiosk.json'), JSON.stringify(config));
    writeFileSync(join(folder, 'version.txt'), '1.2.3');
    for (const [args, said] of [
      [['central', '--port', `${port}`, '--delivery-port', '0'], `borne: --port ${port}: listen EADDRINUSE`],
      [
        ['central', '--port', '0', '--delivery-port', `${port}`],
        `borne: --delivery-port ${port}: listen EADDRINUSE`,
      ],
      [['central', '--port', '99999'], 'expected a port, 0 to 65535'],
      [['start', '--port', 'abc'], 'expected a port, 0 to 65535'],
      [['start', '--config', 'kiosk.json'], `borne: central.port: ${port} cannot be had: listen EADDRINUSE`],
      [
        ['publish', 'software', 'version.txt', '--central-file', 'kiosk.json'],
        'borne: kiosk.json: file is not',
      ],
      [['printer', '--render', 'nope'], 'borne: --render nope: expected a file: ENOENT'],
    ] as const) {
      const { code, printed } = await borneIn(folder, args);
      expect(code).not.toBe(0);
      expect(printed).toContain(said);
      expect(printed.trim()).not.toContain('\n');
    }
  });

  it('publish says what it was given that cannot be', async () => {
    const folder = temporaryFolder('borne-publish');
    await centreAt(join(folder, 'var/central/central.db'));
    writeFileSync(join(folder, 'version.txt'), '1.2.3');
    for (const [args, said] of [
      [['version.txt', '--kiosk', 'borne-never'], 'this centre knows no kiosk "borne-never"'],
      [['version.txt', '--kiosk', 'borne-never', '--withdraw'], '--withdraw: expected no file'],
      [['--withdraw'], '--withdraw: expected --kiosk'],
    ] as const)
      expect(await borneIn(folder, ['publish', 'software', ...args])).toMatchObject({
        code: 2,
        printed: expect.stringContaining(said),
      });
  });

  it('enrol says where no centre answers, and which key says so', async () => {
    const folder = temporaryFolder('borne-enrol-nowhere');
    await centreAt(join(folder, 'central.db'));
    expect((await borneIn(folder, ['central', '--enrol', 'essai-1', '--file', 'central.db'])).code).toBe(0);
    const url = 'https://127.0.0.1:1';
    const config = {
      ...simulationConfig,
      kiosk: { ...simulationConfig.kiosk, id: 'essai-1' },
      dataDirectory: 'data',
      central: { transport: 'https', url, authorityFile: 'fleet-authority.pem' },
    };
    writeFileSync(join(folder, 'kiosk.json'), JSON.stringify(config));
    const enrol = ['enrol', '--config', 'kiosk.json', '--code', '1234-5678'];
    expect(await borneIn(folder, enrol)).toMatchObject({
      code: 2,
      printed: expect.stringContaining(`borne: central.url: no centre to enrol with at ${url}: `),
    });
  });

  it('enrol says what is wrong with a code before it asks anybody', async () => {
    expect(await borne('enrol', '--config', 'kiosk.json', '--code', '12345678')).toMatchObject({
      code: 2,
      printed: expect.stringContaining('expected one such as 1234-5678'),
    });
  });

  it.each([[[]], [['--offline']]])(
    'demo %s plays a visit, checks it and leaves paper and transcript',
    async (options) => {
      const { code, printed, folder } = await borne('demo', ...options);
      expect(printed).not.toContain('NO ');
      expect(code).toBe(0);
      const left = (name: string) => readFileSync(join(folder, 'var', 'demo', name));
      expect(left('attestation.png').subarray(1, 4).toString()).toBe('PNG');
      expect(left('attestation.txt').toString()).toContain('ATTESTATION DE DROITS');
      expect(left('transcript.txt').toString()).toMatch(/card +→ 00 A4.*printer +→ .*http +PUT /s);
    },
  );

  it('demo fails when the visit does not end as it should', async () => {
    const unknownToTheCentre = await borne('demo', '--card', 'paul-lambert');
    expect(unknownToTheCentre).toMatchObject({
      code: 1,
      printed: expect.stringContaining('the visit ended with "L’attestation ne peut pas être faite'),
    });
  });
});
