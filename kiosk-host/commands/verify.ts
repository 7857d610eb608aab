import { readFileSync, statSync } from 'node:fs';
import { PREFIX } from '@borne/documents/seal/sealed-text';
import { type FindTrust, type Verdict, verifySeal } from '@borne/documents/seal/verdict';
import { err, ok, type Result } from '@borne/domain/result';
import { codeInPicture, LARGEST_PICTURE } from '@borne/sync/sealing/code-in-picture';
import { readTrustBundle, type TrustBook, trustFromCentre } from '@borne/sync/sealing/trust';
import { Command } from 'commander';
import { systemClock } from '../clock.ts';
import { fail } from './fail.ts';
import { printVerdict } from './verify-report.ts';

interface Options {
  readonly central?: string;
  readonly trust?: string;
  readonly store: string;
  readonly json?: true;
}

/** Where the simulation that `npm start` runs keeps its centre. */
const simulatedCentre = 'var/kiosk/simulated-central/central.db';

/** The exit status of each verdict. 2 is for a command that could not be carried out, as everywhere. */
const exitCodes: Readonly<Record<Verdict['verdict'], number>> = {
  genuine: 0,
  altered: 1,
  expired: 3,
  revoked: 4,
  'unknown-authority': 5,
  unreadable: 6,
  foreign: 7,
  unconfirmed: 8,
};

export const verifyCommand = new Command('verify')
  .description('Check the seal of a printed document')
  .argument(
    '<seal>',
    'the text of the code, a picture of it (PNG, JPEG), a file with the text, or - for standard input',
  )
  .option('-c, --central <url>', 'ask this centre for certificates and revocations')
  .option(
    '-t, --trust <file>',
    'without a network: what GET /v1/seal/trust gave; with --central: believe its authorities only',
  )
  .option('-s, --store <file>', 'without either: the SQLite file of a reference central API', simulatedCentre)
  .option('--json', 'the verdict as JSON')
  .addHelpText(
    'after',
    `
Exit status: 0 genuine, 1 altered, 3 expired, 4 revoked, 5 unknown authority, 6 unreadable, 7 not a seal,
8 not known whether it was revoked, 2 when the check could not be made.`,
  )
  .action(async (what: string, options: Options) => {
    const read = await readSeal(what);
    const verdict: Result<Verdict, string> = read.ok
      ? await verifySeal(read.value, await trustSource(options), systemClock.now())
      : ok({ verdict: 'unreadable', detail: read.error });
    if (!verdict.ok) fail(`the centre could not be asked: ${verdict.error}`);
    printVerdict(verdict.value, options.json ?? false);
    process.exitCode = exitCodes[verdict.value.verdict];
  });

/** The text of the code: as given, out of a file, or out of a picture. The error says, in French, why a picture has none. */
async function readSeal(what: string): Promise<Result<string, string>> {
  if (what.startsWith(PREFIX)) return ok(what);
  const bytes = what === '-' ? await readInput() : readFile(what);
  if (!bytes) return ok(what);
  const isText = Buffer.from(bytes.subarray(0, PREFIX.length)).toString('latin1') === PREFIX;
  if (isText) return ok(Buffer.from(bytes).toString('utf8'));
  const found = await codeInPicture(bytes, PREFIX);
  if (found.ok) return found;
  if (found.error === 'not-a-picture') return ok(Buffer.from(bytes.subarray(0, 4096)).toString('utf8'));
  return err(found.error === 'too-large' ? 'image trop grande' : 'aucun code sur cette image');
}

/** A file's bytes; nothing when `path` is no file and does not look like one. */
function readFile(path: string): Uint8Array | undefined {
  const found = statSync(path, { throwIfNoEntry: false });
  if (!found) {
    if (/\.(png|jpe?g|txt)$/i.test(path)) fail(`${path}: no such file`);
    return undefined;
  }
  if (!found.isFile()) fail(`${path}: expected a file`);
  if (found.size > LARGEST_PICTURE) fail(`${path}: ${found.size} bytes; at most ${LARGEST_PICTURE} are read`);
  return readFileSync(path);
}

async function readInput(): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of process.stdin) {
    size += chunk.length;
    if (size > LARGEST_PICTURE) fail(`standard input: more than ${LARGEST_PICTURE} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

async function trustSource({ central, trust, store }: Options): Promise<FindTrust> {
  const book = trust === undefined ? undefined : readBundle(trust);
  if (central !== undefined) {
    if (!/^https?:$/.test(URL.canParse(central) ? new URL(central).protocol : ''))
      fail(`--central: "${central}" is not an address such as https://central.example`);
    return trustFromCentre({ url: central, fetch, timers: globalThis }, book?.authorities);
  }
  if (book) return async (authority, certificate) => ok(book.trustOf(authority, certificate));
  if (!statSync(store, { throwIfNoEntry: false })?.isFile())
    fail(`${store}: no centre has kept anything there; give --central, --trust or --store`);
  const { trustInStore } = await import('@borne/simulators/central-api/seals/store');
  return trustInStore(store, systemClock);
}

function readBundle(file: string): TrustBook {
  let json: unknown;
  try {
    json = JSON.parse(readFileSync(file, 'utf8'));
  } catch (cause) {
    fail(`${file}: ${cause instanceof Error ? cause.message : cause}`);
  }
  const book = readTrustBundle(json);
  return book.ok ? book.value : fail(`${file}: ${book.error}`);
}
