import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { connect } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import type { PcscService } from '@borne/simulators/card-reader/vpcd-reader';

const SOCKET = '/run/pcscd/pcscd.comm';
const VPCD_DRIVERS = ['/etc/reader.conf.d/vpcd', '/usr/lib/pcsc/drivers/serial/libifdvpcd.so'];
const START_ATTEMPTS = 100;

/** Why the real pcscd with its virtual reader cannot be had here; nothing when it can. */
export async function whyNoPcscd(): Promise<string | undefined> {
  if (spawnSync('pcscd', ['--version']).error) return 'pcscd is not installed (apt install pcscd)';
  if (!VPCD_DRIVERS.some((path) => existsSync(path))) {
    return 'the virtual reader is not installed (apt install vsmartcard-vpcd)';
  }
  try {
    await import('pcsclite');
  } catch {
    return 'npm pcsclite is not installed (apt install libpcsclite-dev, then npm install)';
  }
  if (await answers()) return 'another pcscd runs: the suite stops and starts its own';
  if (process.getuid?.() !== 0) return 'pcscd can be started by root only';
  return undefined;
}

/** A pcscd of our own, which we may stop and start. */
export class OwnPcscd implements PcscService {
  #process: ChildProcess | undefined;

  async start(): Promise<void> {
    if (this.#process) return;
    this.#process = spawn('pcscd', ['--foreground'], { stdio: 'ignore' });
    // pcscd tells nobody when it is ready: its socket does, once it takes a connection.
    for (let attempt = 0; attempt < START_ATTEMPTS; attempt += 1) {
      if (await answers()) return;
      await delay(50);
    }
    throw new Error('pcscd was started and does not answer');
  }

  async stop(): Promise<void> {
    const running = this.#process;
    this.#process = undefined;
    if (!running || running.exitCode !== null) return;
    const exit = once(running, 'exit');
    running.kill('SIGTERM');
    await exit;
  }
}

async function answers(): Promise<boolean> {
  const socket = connect(SOCKET);
  try {
    await once(socket, 'connect');
    return true;
  } catch {
    return false;
  } finally {
    socket.destroy();
  }
}
