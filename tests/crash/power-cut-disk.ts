import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

const MEGABYTES = 48;

/** Milliseconds. */
const LET_GO_WITHIN = 30_000;

/** A disk whose power can be cut: an ext4 file system in a file. What was not flushed when it is cut is gone, as on a real one. */
export class PowerCutDisk {
  private constructor(
    private readonly folder: string,
    /** Where it is mounted. */
    readonly path: string,
  ) {}

  private get image() {
    return join(this.folder, 'image');
  }

  /** Of `megabytes`, which take no room before they are written. */
  static async create(megabytes: number = MEGABYTES): Promise<PowerCutDisk> {
    const folder = await mkdtemp(join(tmpdir(), 'borne-power-'));
    const disk = new PowerCutDisk(folder, join(folder, 'disk'));
    await mkdir(disk.path);
    await writeFile(disk.image, '');
    await truncate(disk.image, megabytes * 1024 * 1024);
    try {
      await run('mkfs.ext4', ['-q', '-F', disk.image]);
      await disk.mount();
    } catch (cause) {
      await rm(folder, { recursive: true });
      throw cause;
    }
    return disk;
  }

  private async mount(how: 'writable' | 'read-only' = 'writable') {
    await run('mount', ['-o', how === 'writable' ? 'loop' : 'loop,ro', this.image, this.path]);
  }

  /** The power goes: the file system stops where it is, without flushing even its own log. Nobody can write on it any more. */
  async cut(): Promise<void> {
    await run('xfs_io', ['-x', '-c', 'shutdown', this.path]);
  }

  /** The power comes back. Nobody may hold a file of it open. */
  async restore(): Promise<void> {
    const deadline = Date.now() + LET_GO_WITHIN;
    do {
      if (Date.now() > deadline)
        throw new Error(`${this.path}: expected nobody to hold the disk that was cut, and somebody does`);
      await run('umount', [this.path]);
      await this.mount();
    } while (await this.isStillCut());
  }

  /** Whoever copies the mounts of this machine for itself keeps a disk that was cut as it is, until it lets go of them. */
  private async isStillCut(): Promise<boolean> {
    const mounts = await readFile('/proc/mounts', 'utf8');
    const own = mounts.split('\n').find((line) => line.split(' ')[1] === this.path);
    return own?.split(' ')[3]?.split(',').includes('shutdown') ?? false;
  }

  /** The file of the kernel that has this file system meet an error. */
  private async trigger(): Promise<string> {
    const { stdout } = await run('findmnt', ['-no', 'SOURCE', this.path]);
    return `/sys/fs/ext4/${basename(stdout.trim())}/trigger_fs_error`;
  }

  /** What ext4 does by itself after an error, files open or not; a remount by hand is refused while one is open to be written. */
  async failIntoReadOnly(): Promise<void> {
    await run('mount', ['-o', 'remount,errors=remount-ro', this.path]);
    await writeFile(await this.trigger(), 'as if the disk had failed');
  }

  /** Mounted so that nothing can be written. Nobody may hold a file of it open. */
  async turnReadOnly(): Promise<void> {
    await run('umount', [this.path]);
    await this.mount('read-only');
  }

  /** The disk is repaired and mounted again. Nobody may hold a file of it open. */
  async turnWritable(): Promise<void> {
    await run('umount', [this.path]);
    // 1: errors were corrected.
    await run('e2fsck', ['-fy', this.image]).catch((ended: { code?: number }) => {
      if (ended.code !== 1) throw ended;
    });
    await this.mount();
  }

  /** Every byte of it, those of deleted files and of free pages included. Nobody may hold a file of it open. */
  async bytes(): Promise<Buffer> {
    await this.restore();
    return readFile(this.image);
  }

  async remove(): Promise<void> {
    await run('umount', [this.path]);
    await rm(this.folder, { recursive: true });
  }
}

const programs = ['/usr/sbin/xfs_io', '/usr/sbin/mkfs.ext4'];

/** Tried once a process. */
let tried: Promise<string | undefined> | undefined;

/**
 * Why no power can be cut, or no disk made to fail, here; undefined when both can. A machine that lacks a Debian package, or root's
 * rights, says so, except in CI, where it must have them; one that lets nobody mount a file system or write to /sys, as many
 * containers do, cannot be helped.
 */
export const noPowerCut = (): Promise<string | undefined> => {
  tried ??= tryOut();
  return tried;
};

async function tryOut(): Promise<string | undefined> {
  const lacking = lackingHere();
  if (lacking !== undefined && process.env.CI === 'true') throw new Error(lacking);
  if (lacking !== undefined) return lacking;
  if (!existsSync('/dev/loop-control')) return 'this machine has no loop devices';
  let disk: PowerCutDisk | undefined;
  try {
    disk = await PowerCutDisk.create();
    await disk.cut();
    await disk.restore();
    await disk.failIntoReadOnly();
    await disk.turnWritable();
    return undefined;
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message.split('\n').slice(0, 2).join(' ') : String(cause);
    if (MAY_NOT.test(reason)) return reason;
    throw cause;
  } finally {
    await disk?.remove();
  }
}

/** What a machine says that keeps others from its file systems. */
const MAY_NOT =
  /not permitted|permission denied|read-only file system|failed to setup loop|\bE(ROFS|ACCES|PERM)\b|ENOENT.*\/sys\//i;

function lackingHere(): string | undefined {
  const missing = programs.filter((program) => !existsSync(program));
  if (missing.length > 0) return `${missing.join(', ')} is missing (Debian packages xfsprogs, e2fsprogs)`;
  return process.getuid?.() === 0 ? undefined : 'only root may mount a file system';
}
