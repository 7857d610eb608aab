import { Command, Option } from 'commander';
import { systemClock } from '../clock.ts';

interface Options {
  readonly document?: string;
  readonly certificate?: string;
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
      'of the revocation of a certificate; after key-compromise, nothing it ever sealed is believed',
    )
      .choices(['key-compromise', 'superseded', 'cessation'])
      .default('key-compromise'),
  )
  .option(
    '-s, --store <file>',
    'SQLite file of the centre, which may be running',
    'var/kiosk/simulated-central/central.db',
  )
  .action(async ({ document, certificate, reason, store }: Options) => {
    if ((document === undefined) === (certificate === undefined))
      fail('give a --document or a --certificate');
    const { openSealStore } = await import('@borne/simulators/central-api/seals/store');
    const opened = await openSealStore(store, systemClock, { readonly: false });
    if (!opened.ok) fail(`${store}: ${opened.error}`);
    const { seals, close } = opened.value;
    try {
      if (document !== undefined) {
        await seals.revokeDocument(document);
        console.log(`revoked  document ${document}`);
      }
      if (certificate !== undefined) {
        if (!(await seals.revokeCertificate(certificate, reason)))
          fail(`${certificate}: no such certificate`);
        console.log(`revoked  certificate ${certificate} (${reason})`);
      }
    } finally {
      await close();
    }
  });

function fail(problem: string): never {
  console.error(`borne: ${problem}`);
  process.exit(2);
}
