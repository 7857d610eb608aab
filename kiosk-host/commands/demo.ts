import { mkdirSync, rmSync } from 'node:fs';
import { Command } from 'commander';
import { playDemo } from '../demo/demo.ts';
import { builtAssets } from '../web/built-assets.ts';

/** Where the demo leaves the sheet and the transcript. */
const folder = 'var/demo';

export const demoCommand = new Command('demo')
  .description('Play one visit without a browser: transcript, paper, and a check of what the centre holds')
  .option('--offline', 'with the network cut until the person has left')
  .option('--card <id>', 'card of the bench’s shelf to insert', 'nathalie-durand')
  .action(async ({ offline = false, card }: { offline?: boolean; card: string }) => {
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(folder, { recursive: true });
    const problems = await playDemo({ offline, card, folder, assets: builtAssets(), print: console.log });
    for (const problem of problems) console.error(`demo: ${problem}`);
    process.exit(problems.length === 0 ? 0 : 1);
  });
