import { Command } from 'commander';
import { benchCommand } from './commands/bench.ts';
import { cardCommand } from './commands/card.ts';
import { centralCommand } from './commands/central.ts';
import { demoCommand } from './commands/demo.ts';
import { devicesCommand } from './commands/devices.ts';
import { enrolCommand } from './commands/enrol.ts';
import { galleryCommand } from './commands/gallery.ts';
import { journalCommand } from './commands/journal.ts';
import { printerCommand } from './commands/printer.ts';
import { publishCommand } from './commands/publish.ts';
import { revokeCommand } from './commands/revoke.ts';
import { startCommand } from './commands/start.ts';
import { verifyCommand } from './commands/verify.ts';
import { version } from './version.ts';

// What a kiosk writes is for its own account only: journal, log, and the centre of a simulation.
process.umask(0o077);

/** The one command-line program of the product; `npm start`, `npm run demo`… call it. */
const program = new Command('borne')
  .description('Software of a self-service kiosk in a French health-insurance office')
  .version(version)
  .addCommand(startCommand)
  .addCommand(demoCommand)
  .addCommand(centralCommand)
  .addCommand(enrolCommand)
  .addCommand(cardCommand)
  .addCommand(devicesCommand)
  .addCommand(journalCommand)
  .addCommand(printerCommand)
  .addCommand(galleryCommand)
  .addCommand(verifyCommand)
  .addCommand(publishCommand)
  .addCommand(revokeCommand)
  .addCommand(benchCommand);

await program.parseAsync();
