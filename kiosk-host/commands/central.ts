import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { calendarDateAt } from '@borne/domain/calendar-date';
import type { CentralApi } from '@borne/simulators/central-api/central-api';
import type { KioskRegistry } from '@borne/simulators/central-api/identity/kiosk-registry';
import type { Purpose } from '@borne/simulators/central-api/identity/signing-keys';
import type { Store } from '@borne/simulators/central-api/store/store';
import { KIOSK_NAME_FORM, KioskName } from '@borne/sync/contract/identifiers';
import { Command, Option } from 'commander';
import { Value } from 'typebox/value';
import { centralReports } from '../central-reports-thread.ts';
import { systemClock } from '../clock.ts';
import { openCentreStore } from './centre-store.ts';
import { fail } from './fail.ts';
import { portNumber } from './port-number.ts';

interface Options {
  readonly port: number;
  readonly deliveryPort: number;
  readonly publicPort: number;
  readonly host: string;
  readonly name: readonly string[];
  readonly file: string;
  readonly keys: string;
  readonly operatorSecret: string;
  readonly recordsPerSecond?: number;
  readonly seed?: number;
  readonly enrol?: string;
  readonly revoke?: string;
  readonly rotate?: Purpose | 'recipient';
}

export const centralCommand = new Command('central')
  .description('Run the reference central API on its own, over a registry of fictional people')
  .option('--port <number>', 'port for kiosks (TLS 1.3, each with its certificate)', portNumber, 8090)
  .option(
    '--delivery-port <number>',
    'port at which kiosks deliver their journals, as the first one tells them',
    portNumber,
    8092,
  )
  .option(
    '--public-port <number>',
    'port for people: the page that checks documents, in clear',
    portNumber,
    8091,
  )
  .option('--host <address>', 'address to listen on', '127.0.0.1')
  .option('--name <names...>', 'names and addresses by which kiosks reach it, in its certificate', [
    'localhost',
    '127.0.0.1',
    '::1',
  ])
  .option(
    '--file <path>',
    'SQLite file of what it received; the database at DATABASE_URL (postgres://…) when that is set',
    'var/central/central.db',
  )
  .option(
    '--keys <path>',
    'JSON file of the key pairs that open what kiosks record; made when missing',
    'var/central/recipient-keys.json',
  )
  .option(
    '--operator-secret <path>',
    'file of the secret that opens /fleet and /metrics; made when missing',
    'var/central/operator-secret',
  )
  .option(
    '--records-per-second <number>',
    'records that the whole fleet may deliver in a second, so that a day’s backlog hinders nobody (default: 10000)',
    positiveNumber,
  )
  .option(
    '--seed <people>',
    'fictional insured people that the registry is to have, up to 1000000',
    wholeNumber,
  )
  .option('--enrol <kiosk>', 'draw a one-time code for a kiosk, and stop; the centre may be running')
  .addOption(
    new Option(
      '--revoke <kiosk>',
      'take a kiosk out of the fleet, and stop; the centre may be running',
    ).conflicts('enrol'),
  )
  .addOption(
    new Option(
      '--rotate <key>',
      'make the next key that kiosks trust for watermarks or manifests, or that they seal their records to, and stop; the centre may be running',
    )
      .choices(['watermark', 'manifest', 'recipient'])
      .conflicts(['enrol', 'revoke']),
  )
  .action(async (options: Options) => {
    const { port, publicPort, host, enrol, revoke, rotate } = options;
    if (enrol !== undefined) return drawCode(options, enrol);
    if (revoke !== undefined) return takeOut(options, revoke);
    if (rotate !== undefined) return nextKey(options, rotate);
    const api = await open(options).catch((cause: Error) => fail(cause.message));
    api.subscribe((event) => {
      if (event.event === 'unopened')
        console.error(
          `borne: ${event.kiosk}: nothing is read from record ${event.seq} on: it is sealed to key ${event.key}, which is not in ${options.keys}`,
        );
    });
    const authorityFile = writeAuthority(options, api.kiosks);
    const url = await api.listen(port, host).catch(notHeard('--port', port));
    console.log(`central API   ${url}/  (described at ${url}/openapi.json)`);
    console.log(`deliveries    ${api.deliveryUrl}/`);
    const people = await api.listenForPeople(publicPort, host).catch(notHeard('--public-port', publicPort));
    console.log(`verification  ${people}/verifier`);
    console.log(
      `fleet         ${people}/fleet  (any name, password in ${options.operatorSecret}; metrics at /metrics)`,
    );
    console.log(`authority     ${authorityFile}  (central.authorityFile in the configuration of kiosks)`);
    console.log('kiosks        borne central --enrol <kiosk> draws a code for one');
    const stop = async () => {
      await api.close();
      process.exit(0);
    };
    process.once('SIGINT', stop);
    process.once('SIGTERM', stop);
  });

/** Says why nobody can be listened to: a port that another program has, an address that is not this machine's. */
const notHeard = (option: string, port: number) => (cause: Error) =>
  fail(
    `${option} ${port}: ${cause.message}; expected a port that is free, on an address of this machine (--host)`,
  );

const storeOf = ({ file }: Options): Promise<Store> => openCentreStore(file);

/** Writes the certificate that kiosks are to be given, and says where. */
function writeAuthority({ file }: Options, { authority }: KioskRegistry): string {
  const authorityFile = join(dirname(file), 'fleet-authority.pem');
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(authorityFile, authority.toString());
  return authorityFile;
}

async function open(options: Options): Promise<CentralApi> {
  const { keys, name, seed, operatorSecret, recordsPerSecond, deliveryPort, host } = options;
  const { createCentralApi } = await import('@borne/simulators/central-api/central-api');
  const { ServiceWindows, simulatedOutages } = await import(
    '@borne/simulators/central-api/card-updates/service-windows'
  );
  const { personas } = await import('@borne/simulators/personas/personas');
  const { openRecipientPairs } = await import('@borne/simulators/central-api/recipients');
  const { openOperatorSecret } = await import('@borne/simulators/central-api/fleet/operator-secret');
  const { openStore } = await import('@borne/simulators/central-api/store/open-store');
  mkdirSync(dirname(options.file), { recursive: true });
  const { DATABASE_URL: url } = process.env;
  const address = url ?? options.file;
  const openReports = centralReports(address, { port: deliveryPort, host });
  const store = await openStore(address).catch((cause: Error) =>
    fail(`${url === undefined ? options.file : 'DATABASE_URL'}: ${cause.message}`),
  );
  if (seed !== undefined) await invent(store, seed);
  return createCentralApi({
    store,
    reports:
      openReports &&
      ((...started) => openReports(...started).catch(notHeard('--delivery-port', deliveryPort))),
    clock: systemClock,
    recipients: openRecipientPairs(keys),
    names: name,
    operatorSecret: openOperatorSecret(operatorSecret),
    recordsPerSecond,
    personas: personas(calendarDateAt(systemClock.now())),
    cards: { windows: new ServiceWindows(simulatedOutages(systemClock.now())) },
  });
}

async function invent(store: Store, people: number): Promise<void> {
  const { seedRegistry } = await import('@borne/simulators/central-api/registry/seed');
  const today = calendarDateAt(systemClock.now());
  const begun = performance.now();
  const added = await seedRegistry(store, people, today, (cards) => {
    if (process.stderr.isTTY) process.stderr.write(`\rregistry      ${cards} cards`);
  }).catch((cause: Error) => fail(`--seed: ${cause.message}`));
  if (process.stderr.isTTY) process.stderr.write('\r');
  console.log(`registry      ${added} cards added in ${Math.round((performance.now() - begun) / 1000)} s`);
}

function positiveNumber(text: string): number {
  const number = wholeNumber(text);
  if (number === 0) fail('expected a whole number from 1 on, not "0"');
  return number;
}

function wholeNumber(text: string): number {
  if (!/^\d+$/.test(text)) fail(`expected a whole number, not "${text}"`);
  return Number(text);
}

/** Does something with the kiosks of a centre, which goes on: nothing is published, nothing that it holds is read. */
async function withKiosks<T>(options: Options, act: (kiosks: KioskRegistry) => Promise<T>): Promise<T> {
  const { KioskRegistry } = await import('@borne/simulators/central-api/identity/kiosk-registry');
  const store = await storeOf(options);
  try {
    return await act(await KioskRegistry.open(store, systemClock));
  } finally {
    await store.close();
  }
}

async function drawCode(options: Options, kiosk: string): Promise<void> {
  if (!Value.Check(KioskName, kiosk)) fail(`--enrol: "${kiosk}": expected ${KIOSK_NAME_FORM}`);
  await withKiosks(options, async (kiosks) => {
    const authorityFile = writeAuthority(options, kiosks);
    const { code, expiresAt } = await kiosks.newCode(kiosk);
    console.log(
      `code       ${code}  for ${kiosk}, once, until ${new Date(expiresAt).toISOString().slice(0, 16).replace('T', ' ')} UTC`,
    );
    console.log(`authority  ${authorityFile}  (central.authorityFile in its configuration)`);
    console.log(`at the kiosk: borne enrol --config <file> --code ${code}`);
  });
}

async function takeOut(options: Options, kiosk: string): Promise<void> {
  const revoked = await withKiosks(options, (kiosks) => kiosks.revoke(kiosk));
  if (!revoked)
    fail(
      `--revoke: this store never knew a kiosk "${kiosk}"; one that it forgot with a backup is refused from now on`,
    );
  const { certificates } = revoked;
  console.log(`revoked  ${certificates} certificate${certificates === 1 ? '' : 's'} of ${kiosk}`);
}

async function nextKey(options: Options, which: Purpose | 'recipient'): Promise<void> {
  try {
    if (which === 'recipient') await nextRecipient(options);
    else await nextSigningKey(options, which);
  } catch (mistake) {
    fail(`--rotate: ${mistake instanceof Error ? mistake.message : mistake}`);
  }
}

async function nextRecipient(options: Options): Promise<void> {
  const { keys } = options;
  const { addRecipientPair, openRecipientPairs, ringOf } = await import(
    '@borne/simulators/central-api/recipients'
  );
  const { assertHolds } = await import('@borne/simulators/central-api/central-keys');
  // Made here, they would be others than those of the centre.
  if (!existsSync(keys)) throw new Error(`expected the centre's keys at ${keys}, found nothing`);
  const store = await storeOf(options);
  try {
    await assertHolds(ringOf(openRecipientPairs(keys)), store.db);
  } finally {
    await store.close();
  }
  addRecipientPair(keys);
  console.log(`recipient  ${openRecipientPairs(keys).length} key pairs in ${keys}: none may ever be lost`);
  console.log('kiosks seal to the newest once each process of the centre was started again');
}

async function nextSigningKey(options: Options, purpose: Purpose): Promise<void> {
  const { rotateSigningKey } = await import('@borne/simulators/central-api/central-keys');
  const { Publisher } = await import('@borne/simulators/central-api/downlink/publisher');
  const { SigningKeys } = await import('@borne/simulators/central-api/identity/signing-keys');
  const store = await storeOf(options);
  try {
    const signing = await SigningKeys.open(store, systemClock.now);
    const publisher = new Publisher(store, systemClock, () => signing.signer('manifest'));
    const rotated = await rotateSigningKey(publisher, signing, purpose);
    if (!rotated.ok)
      throw new Error(
        `kiosks are still to hear of the last key; expected no earlier than ${new Date(rotated.error.notBefore).toISOString()}`,
      );
    const [signs, next] = signing.publicKeys(purpose);
    console.log(`${purpose}  signed with ${signs}; announced to kiosks: ${next}`);
  } finally {
    await store.close();
  }
}
