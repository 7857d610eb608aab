#!/usr/bin/env node
// Builds the three bundles with Vite: the host (dist/host), the kiosk's screens (dist/ui) and the bench's page
// (dist/bench). Skipped when nothing changed since the last time.
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'vite';

// A suite that builds would hand its own down, and React would be bundled for development.
process.env.NODE_ENV = 'production';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const stampFile = join(root, 'dist', '.built-from');
const sources = [
  'domain',
  'documents',
  'device-drivers',
  'sync',
  'state-machines',
  'simulators',
  'kiosk-host',
  'kiosk-ui',
  'benchmarks',
  'packaging',
  'package-lock.json',
];

const newest = String(Math.max(...sources.map((name) => newestChange(join(root, name)))));
if (existsSync(stampFile) && readFileSync(stampFile, 'utf8') === newest) process.exit(0);

for (const configFile of [
  'kiosk-host/vite.config.ts',
  'kiosk-ui/vite.config.ts',
  'simulators/bench/page/vite.config.ts',
]) {
  await build({ configFile: join(root, configFile), logLevel: 'warn' });
}
mkdirSync(dirname(stampFile), { recursive: true });
writeFileSync(stampFile, newest);
console.log('set-up: built dist/');

/** Newest modification under `path`, in epoch milliseconds; a removed file changes its folder's. */
function newestChange(path) {
  const stat = statSync(path);
  if (!stat.isDirectory()) return stat.mtimeMs;
  const entries = readdirSync(path).filter((name) => name !== 'node_modules');
  return Math.max(stat.mtimeMs, ...entries.map((name) => newestChange(join(path, name))));
}
