import { readFileSync } from 'node:fs';
import { replaceFile } from '../replace-file.ts';

/** The time (epoch milliseconds) that was kept in `file`; 0 when there is none that makes sense. */
export function readTime(file: string): number {
  try {
    const time = Number(readFileSync(file, 'utf8'));
    return Number.isSafeInteger(time) && time > 0 ? time : 0;
  } catch {
    return 0;
  }
}

/** Keeps a time that the centre signed. On a disk that refuses, the next start knows less: nothing else is lost. */
export function keepTime(file: string, time: number): void {
  try {
    replaceFile(file, `${time}\n`);
  } catch {}
}
