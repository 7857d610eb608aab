import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

const MEGABYTES = 48;

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

  static async create(): Promise<PowerCutDisk> {
    const folder = await mkdtemp(join(tmpdir(), 'borne-power-'));
    const disk = new PowerCutDisk(folder, join(folder, 'disk'));
    await mkdir(disk.path);
    await writeFile(disk.image, '');
    await truncate(disk.image, MEGABYTES * 1024 * 1024);
    await run('mkfs.ext4', ['-q', '-F', disk.image]);
    await disk.mount();
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
    await run('umount', [this.path]);
    await this.mount();
  }

  /** What ext4 does by itself after an error, files open or not; a remount by hand is refused while one is open to be written. */
  async failIntoReadOnly(): Promise<void> {
    await run('mount', ['-o', 'remount,errors=remount-ro', this.path]);
    const { stdout } = await run('findmnt', ['-no', 'SOURCE', this.path]);
    await writeFile(`/sys/fs/ext4/${basename(stdout.trim())}/trigger_fs_error`, 'as if the disk had failed');
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

/**
 * Why no power can be cut here; undefined when it can. A machine without the Debian packages says so, except in CI where they must
 * be; one that lets nobody mount a file system, as many containers do, cannot be helped.
 */
export async function noPowerCut(): Promise<string | undefined> {
  const missing = programs.filter((program) => !existsSync(program));
  if (missing.length > 0 && process.env.CI !== 'true')
    return `${missing.join(', ')} is missing (Debian packages xfsprogs, e2fsprogs)`;
  if (process.getuid?.() !== 0) return 'only root may mount a file system';
  if (!existsSync('/dev/loop-control')) return 'this machine has no loop devices';
  try {
    const disk = await PowerCutDisk.create();
    await disk.cut();
    await disk.restore();
    await disk.remove();
    return undefined;
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message.split('\n').slice(0, 2).join(' ') : String(cause);
    if (/not permitted|permission denied|failed to setup loop/i.test(reason)) return reason;
    throw cause;
  }
}
