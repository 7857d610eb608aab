#!/usr/bin/env node
// Runs at once all that is checked without running the product; says what each had to say as it ends.
import { spawn } from 'node:child_process';
import { once } from 'node:events';

const checks = ['lint', 'types', 'directions', 'unused'];

const failed = await Promise.all(
  checks.map(async (name) => {
    const npm = spawn('npm', ['run', '--silent', name]);
    let said = '';
    for (const output of [npm.stdout, npm.stderr]) output.on('data', (text) => (said += text));
    const [status] = await once(npm, 'close');
    console.log(`check: ${name} ${status === 0 ? 'passed' : 'failed'}`);
    process.stdout.write(said);
    return status !== 0;
  }),
);
if (failed.includes(true)) process.exitCode = 1;
