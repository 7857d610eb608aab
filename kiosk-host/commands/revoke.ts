import type { SealRegistry } from '@borne/simulators/central-api/seals/seal-registry';
import { Command, Option } from 'commander';
import { systemClock } from '../clock.ts';
import { openCentreStore } from './centre-store.ts';
import { fail } from './fail.ts';

interface Options {
  readonly document?: string;
  readonly certificate?: string;
  readonly returnToService?: string;
  readonly reason: 'key-compromise' | 'superseded' | 'cessation';
  readonly store: string;
}

export const revokeCommand = new Command('revoke')
  .description(
    'Have the reference central API revoke a printed document, or the certificate of a kiosk’s seals',
  )
  .option('-d, --document <number>', 'number of a document, as printed on it')
  .option(
    '-c, --certificate <id>',
    'identifier of a certificate: the last four characters that `borne verify` names it by',
  )
  .addOption(
    new Option(
      '-r, --reason <reason>',
      'of the revocation of a certificate: after key-compromise, nothing it ever sealed is believed; cessation puts the kiosk out of service; after superseded, it gets another',
    )
      .choices(['key-compromise', 'superseded', 'cessation'])
      .default('key-compromise'),
  )
  .option(
    '--return-to-service <kiosk>',
    'let a kiosk have certificates again after cessation; what was revoked stays so',
  )
  .option(
    '-s, --store <file>',
    'SQLite file of the centre, which may be running; the database at DATABASE_URL when that is set',
    'var/kiosk/simulated-central/central.db',
  )
  .action(async (options: Options) => {
    const { document, certificate, returnToService, store } = options;
    if ([document, certificate, returnToService].filter((given) => given !== undefined).length !== 1)
      fail('give a --document, a --certificate or a kiosk to --return-to-service');
    const { SealRegistry } = await import('@borne/simulators/central-api/seals/seal-registry');
    const centre = await openCentreStore(store);
    try {
      const seals = await SealRegistry.open(centre.db, systemClock);
      for (const line of await carryOut(seals, options)) console.log(line);
    } finally {
      await centre.close();
    }
  });

async function carryOut(
  seals: SealRegistry,
  { document, certificate, returnToService, reason }: Options,
): Promise<readonly string[]> {
  if (document !== undefined) return revokeDocument(seals, document);
  if (certificate !== undefined) return revokeCertificate(seals, certificate, reason);
  const kiosk = returnToService ?? '';
  if (!(await seals.returnToService(kiosk))) fail(`${kiosk}: no kiosk of that name is out of service`);
  return [`returned  kiosk ${kiosk}: it gets a certificate when it next asks`];
}

async function revokeDocument(seals: SealRegistry, typed: string): Promise<readonly string[]> {
  const revoked = await seals.revokeDocument(typed);
  if (!revoked.ok) fail(revoked.error);
  const { number, reported } = revoked.value;
  return [
    `revoked  document ${number}`,
    ...(reported
      ? []
      : ['         no kiosk has reported a document of that number: check that it is the right one']),
  ];
}

async function revokeCertificate(
  seals: SealRegistry,
  typed: string,
  reason: Options['reason'],
): Promise<readonly string[]> {
  const id = typed.trim().toUpperCase();
  const revoked = await seals.revokeCertificate(id, reason);
  if (!revoked.ok) fail(revoked.error);
  const { kiosk, live, reason: kept } = revoked.value;
  return [
    `revoked  certificate ${id} of kiosk ${kiosk} (${kept})`,
    ...(live.length > 0 ? [`         the kiosk has others that are valid: ${live.join(', ')}`] : []),
  ];
}
