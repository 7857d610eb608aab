import { Command } from 'commander';
import { version } from './version.ts';

// What a kiosk writes is for its own account only: journal, log, and the centre of a simulation.
process.umask(0o077);

/** Each in a file of its own, which brings all that the command needs: a start takes as long as what is started. */
const commands: Readonly<Record<string, () => Promise<Command>>> = {
  start: async () => (await import('./commands/start.ts')).startCommand,
  demo: async () => (await import('./commands/demo.ts')).demoCommand,
  central: async () => (await import('./commands/central.ts')).centralCommand,
  enrol: async () => (await import('./commands/enrol.ts')).enrolCommand,
  card: async () => (await import('./commands/card.ts')).cardCommand,
  devices: async () => (await import('./commands/devices.ts')).devicesCommand,
  journal: async () => (await import('./commands/journal.ts')).journalCommand,
  printer: async () => (await import('./commands/printer.ts')).printerCommand,
  gallery: async () => (await import('./commands/gallery.ts')).galleryCommand,
  verify: async () => (await import('./commands/verify.ts')).verifyCommand,
  publish: async () => (await import('./commands/publish.ts')).publishCommand,
  revoke: async () => (await import('./commands/revoke.ts')).revokeCommand,
  bench: async () => (await import('./commands/bench.ts')).benchCommand,
};

/** The one command-line program of the product; `npm start`, `npm run demo`… call it. */
const program = new Command('borne')
  .description('Software of a self-service kiosk in a French health-insurance office')
  .version(version);

// Help, and a name that is none, want all of them.
const [, , name = ''] = process.argv;
const named = Object.hasOwn(commands, name) ? commands[name] : undefined;
for (const load of named ? [named] : Object.values(commands)) program.addCommand(await load());

await program.parseAsync();
