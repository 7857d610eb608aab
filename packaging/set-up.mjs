#!/usr/bin/env node
// Makes a fresh clone ready for `npm start` or `npm test`, and does nothing when it already is.
// Plain JavaScript without dependencies: it runs before any is installed.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { missingDebianPackages, suitePackages, toolchainPackages } from './debian-packages.mjs';

const purpose = process.argv[2];
if (purpose !== 'start' && purpose !== 'test') {
  console.error(`usage: set-up.mjs start|test (got "${purpose ?? ''}")`);
  process.exit(2);
}

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const stampFile = join(root, 'node_modules', '.borne-set-up.json');
const say = (text) => console.log(`set-up: ${text}`);

requireNode();
if (purpose === 'test') installDebianPackages(suitePackages);
installNodePackages();
run(process.execPath, [join(root, 'packaging', 'build.mjs')]);

/** What the packages run on: Node 20 from 20.19, 22 from 22.12, and newer ones. */
function requireNode() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  if ((major === 20 && minor >= 19) || (major === 22 && minor >= 12) || major >= 24) return;
  console.error(
    `set-up: Node ${process.versions.node} will not do: Borne needs 20.19, 22.12 or 24, or newer`,
  );
  process.exit(1);
}

/** Only as root on Debian; elsewhere the suites that need them say what they miss and are skipped. */
function installDebianPackages(packages) {
  const missing = missingDebianPackages(packages);
  if (missing.length === 0) return;
  const root = process.getuid?.() === 0;
  if (!root || spawnSync('apt-get', ['--version']).status !== 0) {
    say(`not installed, their suites will be skipped: ${missing.join(' ')} (needs root on Debian)`);
    return;
  }
  say(`installing Debian packages: ${missing.join(' ')}`);
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  spawnSync('apt-get', ['update', '-q'], { stdio: 'ignore', env });
  const apt = spawnSync('apt-get', ['install', '-qy', '--no-install-recommends', ...missing], {
    stdio: ['ignore', 'ignore', 'inherit'],
    env,
  });
  if (apt.status !== 0) say('apt-get failed; suites that need what is missing will say so');
}

/**
 * When the lock file or Node changed, or PC/SC's headers arrived since. Not `npm ci`: it refuses a lock that lacks an
 * optional package made for another platform, which a registry's mirror may not carry. Versions are the lock's all the same.
 */
function installNodePackages() {
  const wanted = {
    lock: createHash('sha256')
      .update(readFileSync(join(root, 'package-lock.json')))
      .digest('hex'),
    nodeModulesVersion: process.versions.modules,
    pcscHeaders: existsSync('/usr/include/PCSC/winscard.h'),
  };
  const have = existsSync(stampFile) ? JSON.parse(readFileSync(stampFile, 'utf8')) : {};
  const upToDate = have.lock === wanted.lock && have.nodeModulesVersion === wanted.nodeModulesVersion;
  if (upToDate && have.pcscHeaders === wanted.pcscHeaders) return;
  say(
    upToDate
      ? 'building the PC/SC binding'
      : 'installing npm packages (native ones are compiled: a minute or two)',
  );
  const args = ['install', '--no-save', '--no-audit', '--no-fund', '--loglevel=error'];
  if (npm(args) !== 0) {
    say('npm failed; trying once more with a C++ toolchain');
    installDebianPackages(toolchainPackages);
    if (npm(args) !== 0) process.exit(1);
  }
  mkdirSync(dirname(stampFile), { recursive: true });
  writeFileSync(stampFile, JSON.stringify(wanted));
}

function npm(args) {
  const options = { cwd: root, stdio: 'inherit' };
  const cli = process.env.npm_execpath;
  return cli
    ? spawnSync(process.execPath, [cli, ...args], options).status
    : spawnSync('npm', args, options).status;
}

function run(command, args) {
  const { status } = spawnSync(command, args, { cwd: root, stdio: 'inherit' });
  if (status !== 0) process.exit(status ?? 1);
}
