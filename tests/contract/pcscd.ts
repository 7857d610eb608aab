import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { connect } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { listReaders, loadPcsclite } from '@borne/device-drivers/card-reader/pcsc-transport';
import type { PcscService } from '@borne/simulators/card-reader/vpcd-reader';

export const VIRTUAL_READER = 'Virtual PCD 00 00';

const DAEMON = '/usr/sbin/pcscd';
const SOCKET = '/run/pcscd/pcscd.comm';
const VPCD_DRIVERS = ['/etc/reader.conf.d/vpcd', '/usr/lib/pcsc/drivers/serial/libifdvpcd.so'];
const START_ATTEMPTS = 100;

/** The real pcscd with a virtual reader in it, or why it cannot be had here. */
export type Pcscd =
  /** `ours`: we start it, and may stop it, which is how the reader is unplugged. */
  { readonly service: PcscService; readonly ours: boolean } | { readonly missing: string };

export async function findPcscd(): Promise<Pcscd> {
  const pcsclite = await loadPcsclite();
  if (!pcsclite.ok) return { missing: pcsclite.error.detail };
  if (await answers()) {
    const readers = await listReaders(globalThis);
    if (readers.ok && readers.value.includes(VIRTUAL_READER)) return { service: running, ours: false };
    return { missing: `a pcscd runs without the reader "${VIRTUAL_READER}", or refuses this user` };
  }
  if (!existsSync(DAEMON)) return { missing: `${DAEMON} is not installed (apt install pcscd)` };
  if (!VPCD_DRIVERS.some((path) => existsSync(path))) {
    return { missing: 'the virtual reader is not installed (apt install vsmartcard-vpcd)' };
  }
  if (process.getuid?.() !== 0) return { missing: 'no pcscd runs, and only root can start one' };
  return { service: new OwnPcscd(), ours: true };
}

/** One that was there before us stays as it is. */
const running: PcscService = { start: async () => {}, stop: async () => {} };

class OwnPcscd implements PcscService {
  #process: ChildProcess | undefined;

  async start(): Promise<void> {
    if (this.#process) return;
    this.#process = spawn(DAEMON, ['--foreground'], { stdio: 'ignore' });
    // pcscd tells nobody when it is ready: its socket does, once it takes a connection.
    for (let attempt = 0; attempt < START_ATTEMPTS; attempt += 1) {
      if (await answers()) return;
      await delay(50);
    }
    throw new Error('pcscd was started and does not answer');
  }

  async stop(): Promise<void> {
    const daemon = this.#process;
    this.#process = undefined;
    if (!daemon || daemon.exitCode !== null) return;
    const exit = once(daemon, 'exit');
    daemon.kill('SIGTERM');
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
