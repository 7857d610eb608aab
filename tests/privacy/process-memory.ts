import { closeSync, openSync, readFileSync, readSync } from 'node:fs';

/** A page of memory, in bytes. */
const PAGE = 4096;
const PIECE = 256 * PAGE;

/**
 * All that process `pid` can write to, as a core file has it: heaps, stacks, buffers, one after the other. What it can only read was
 * there before anybody came. Pages of zeros are left out.
 */
export function memoryOf(pid: number): Buffer {
  const file = openSync(`/proc/${pid}/mem`, 'r');
  try {
    return Buffer.concat(writableRegions(pid).flatMap((region) => [...pagesOf(file, region)]));
  } finally {
    closeSync(file);
  }
}

/** From an address to another. */
interface Region {
  readonly from: number;
  readonly to: number;
}

function writableRegions(pid: number): Region[] {
  return [...readFileSync(`/proc/${pid}/maps`, 'utf8').matchAll(/^([0-9a-f]+)-([0-9a-f]+) rw/gm)].map(
    ([, from = '', to = '']) => ({ from: Number.parseInt(from, 16), to: Number.parseInt(to, 16) }),
  );
}

const zeros = Buffer.alloc(PAGE);

function* pagesOf(file: number, { from, to }: Region): Generator<Buffer> {
  for (let at = from; at < to; at += PIECE) {
    const piece = Buffer.alloc(Math.min(PIECE, to - at));
    try {
      readSync(file, piece, 0, piece.length, at);
    } catch {
      // Given back since the list was made.
      continue;
    }
    for (let page = 0; page < piece.length; page += PAGE) {
      const bytes = piece.subarray(page, page + PAGE);
      if (!bytes.equals(zeros)) yield bytes;
    }
  }
}
