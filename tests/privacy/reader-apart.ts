import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { type AddressInfo, createServer, type Server } from 'node:net';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { calendarDateAt } from '@borne/domain/calendar-date';
import { createShelf, type ShelvedCard } from '@borne/simulators/card/shelf';
import { VpcdReader } from '@borne/simulators/card-reader/vpcd-reader';
import { temporaryFolder } from '../temporary-folder.ts';

const OWN_MOUNTS = ['--mount', '--propagation', 'private'];
const DAEMON = '/usr/sbin/pcscd';
const DRIVER = '/usr/lib/pcsc/drivers/serial/libifdvpcd.so';
/** Between two looks for the socket of a pcscd that starts, in milliseconds, and how many. */
const LOOK_AGAIN = 50;
const LOOKS = 200;

/**
 * A card reader outside the kiosk's process, as one in an office is: a pcscd of our own, which no other suite stops, with vsmartcard's
 * virtual reader, and the hands that put a card in it.
 */
export class ReaderApart {
  readonly #shelf: readonly ShelvedCard[] = createShelf(calendarDateAt(Date.now()));

  private constructor(
    private readonly daemon: ChildProcess,
    private readonly reader: VpcdReader,
    /** Of the process that is to see this reader and no other. */
    readonly environment: { readonly PCSCLITE_CSOCK_NAME: string },
  ) {}

  static async start(): Promise<ReaderApart> {
    const folder = temporaryFolder('borne-pcscd');
    const port = await freePorts();
    const configuration = join(folder, 'reader.conf');
    const channel = `0x${port.toString(16)}`;
    writeFileSync(
      configuration,
      `FRIENDLYNAME "Virtual PCD"\nDEVICENAME /dev/null:${channel}\nLIBPATH ${DRIVER}\nCHANNELID ${channel}\n`,
    );
    const run = join(folder, 'run');
    mkdirSync(run);
    // Of the mounts that it has a copy of, it lets go of disks that other suites cut the power of: they could not be restored.
    const letGo = `for disk in $(grep -o '[^ ]*/borne-power-[^ ]*/disk' /proc/mounts); do umount -l "$disk"; done`;
    // pcscd has its socket where it was told when it was compiled: for this one alone, that is our folder.
    const script = `${letGo}; mount --bind "${run}" /run/pcscd && exec "${DAEMON}" --foreground --config "${configuration}"`;
    const daemon = spawn('unshare', [...OWN_MOUNTS, 'sh', '-c', script], {
      stdio: 'ignore',
    });
    const socket = join(run, 'pcscd.comm');
    for (let look = 0; !existsSync(socket); look += 1) {
      if (look === LOOKS || daemon.exitCode !== null) throw new Error('no pcscd of our own could be started');
      await delay(LOOK_AGAIN);
    }
    const service = { start: async () => {}, stop: async () => {} };
    const reader = new VpcdReader(service, { port });
    return new ReaderApart(daemon, reader, { PCSCLITE_CSOCK_NAME: socket });
  }

  async insertCard(id: string): Promise<void> {
    const shelved = this.#shelf.find((one) => one.id === id);
    if (!shelved) throw new Error(`no card "${id}" on the shelf`);
    await this.reader.insert(shelved.card);
  }

  removeCard(): Promise<void> {
    return this.reader.remove();
  }

  pullAfter(apdus: number): void {
    this.reader.pullAfter(apdus);
  }

  async stop(): Promise<void> {
    await this.reader.remove();
    if (this.daemon.exitCode !== null) return;
    const ended = once(this.daemon, 'exit');
    this.daemon.kill('SIGTERM');
    await ended;
  }
}

/** Why there can be no such reader here; undefined when there can. */
export function noReaderApart(): string | undefined {
  const missing = [DAEMON, DRIVER].filter((file) => !existsSync(file));
  const reason =
    missing.length > 0
      ? `${missing.join(', ')} is missing (Debian packages pcscd, vsmartcard-vpcd)`
      : process.getuid?.() === 0
        ? undefined
        : 'only root may start a pcscd of its own';
  if (reason !== undefined && process.env.CI === 'true') throw new Error(reason);
  // Many containers do not, and cannot be helped.
  const may = reason === undefined && spawnSync('unshare', [...OWN_MOUNTS, 'true']).status === 0;
  return reason ?? (may ? undefined : 'this machine lets no process have mounts of its own');
}

/** The first of two that are free: vpcd has two slots, and a port for each. */
async function freePorts(): Promise<number> {
  for (;;) {
    const first = await listening(0);
    const { port } = first.address() as AddressInfo;
    const second = await listening(port + 1).catch(() => undefined);
    for (const server of [first, second]) if (server) await new Promise((resolve) => server.close(resolve));
    if (second) return port;
  }
}

async function listening(port: number): Promise<Server> {
  const server = createServer().listen(port);
  await once(server, 'listening');
  return server;
}
