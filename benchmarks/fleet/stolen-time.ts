import { readFileSync } from 'node:fs';

/** Time of this machine's processors that their host gave to others, which no program here can help: the eighth count of proc(5)'s `cpu`. */
export class StolenTime {
  #before = read();

  /** Its share of all time since this was last asked, in words. */
  lately(): string {
    const now = read();
    const [stolen, all] = [now.stolen - this.#before.stolen, now.all - this.#before.all];
    this.#before = now;
    return `${all > 0 ? Math.round((100 * stolen) / all) : 0} % of the processors were taken away`;
  }
}

function read(): { readonly stolen: number; readonly all: number } {
  if (process.platform !== 'linux') return { stolen: 0, all: 0 };
  const [first = ''] = readFileSync('/proc/stat', 'latin1').split('\n', 1);
  // user nice system idle iowait irq softirq steal: what guests use is in the first two already.
  const counts = first.split(/ +/).slice(1, 9).map(Number);
  return { stolen: counts[7] ?? 0, all: counts.reduce((sum, count) => sum + count, 0) };
}
