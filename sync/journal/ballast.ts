import { closeSync, fsyncSync, openSync, rmSync, statfsSync, statSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';

/** Room for some hundred records, a purge and a checkpoint. */
export const DEFAULT_BALLAST_BYTES = 2 * 1024 * 1024;

/** So many times its size must be free before it is made again: what its end and a checkpoint freed is no sign of room. */
const ROOM_TO_RETURN = 4;

/**
 * A file that only takes up room, to be given up when the file system is full. SQLite needs room even to delete: without any, the
 * journal could not end what was begun, nor purge what the centre has, and would stay full.
 */
export interface Ballast {
  /** Gives the room away. False when there was none to give. */
  giveUp(): boolean;
  /** Whether it is there, made again if need be and if there is plenty of room. */
  restore(): boolean;
}

/** Whether the disk of `path` has room for so many bytes several times over. Throws when it cannot be asked. */
export function hasPlentyOfRoom(path: string, bytes: number): boolean {
  const { bavail, bsize } = statfsSync(dirname(path));
  return bavail * bsize >= bytes * ROOM_TO_RETURN;
}

/** Keeps `bytes` in `path`; none are kept, and none are missed, when that is 0. */
export function ballastIn(path: string, bytes: number): Ballast {
  const isWhole = () => (statSync(path, { throwIfNoEntry: false })?.size ?? 0) >= bytes;

  function make() {
    const file = openSync(path, 'w', 0o600);
    try {
      // Written, not stretched: a file with holes keeps nothing for later.
      writeSync(file, Buffer.alloc(bytes, 0xba));
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
  }

  function remove(): boolean {
    try {
      rmSync(path);
      return true;
    } catch {
      return false;
    }
  }

  return {
    giveUp: () => bytes > 0 && remove(),
    restore() {
      try {
        if (bytes === 0 || isWhole()) return true;
        if (!hasPlentyOfRoom(path, bytes)) return false;
        make();
        return true;
      } catch {
        // Not a disk with room: whoever asked will ask again.
        remove();
        return false;
      }
    },
  };
}
