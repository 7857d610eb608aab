import { closeSync, fstatSync, fsyncSync, openSync, writeSync } from 'node:fs';
import { hasPlentyOfRoom } from './ballast.ts';

const zeros = Buffer.alloc(4096);

/**
 * Gives a write-ahead log that was just emptied its full length, in zeros: to SQLite they are no frames, and it writes over them. A
 * commit that lengthens the file waits for the file system to find blocks and to flush where they are, a sixth of its time again. Left
 * as it is where there is not plenty of room.
 */
export function lengthenLog(path: string, bytes: number): void {
  if (bytes === 0) return;
  try {
    if (!hasPlentyOfRoom(path, bytes)) return;
    const file = openSync(path, 'r+');
    try {
      const { size } = fstatSync(file);
      // Written, not stretched: what matters is that the blocks are found. Page by page: what Linux was given in one piece it keeps in
      // one, and looks through all of it at each flush.
      for (let at = size; at < bytes; at += zeros.length)
        writeSync(file, zeros, 0, Math.min(zeros.length, bytes - at), at);
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
  } catch {
    // A disk that fails, or has no log: whoever commits next will be told.
  }
}
