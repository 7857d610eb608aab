/** What the printer counts while it works. */
export type Tally = 'bytes' | 'rows' | 'commands' | 'cuts';

interface Appointment {
  readonly tally: Tally;
  readonly at: number;
  readonly action: () => void;
}

/** Things that happen once the printer has taken so many bytes, printed so many rows, and so on. */
export class Schedule {
  readonly #counts: Record<Tally, number> = { bytes: 0, rows: 0, commands: 0, cuts: 0 };
  #appointments: Appointment[] = [];

  /** Runs `action` as soon as `tally` has gone up by `count` from now. */
  after(tally: Tally, count: number, action: () => void): void {
    this.#appointments.push({ tally, at: this.#counts[tally] + count, action });
  }

  count(tally: Tally, by: number): void {
    this.#counts[tally] += by;
  }

  /** How much `tally` may go up before something is due. */
  until(tally: Tally): number {
    let least = Number.POSITIVE_INFINITY;
    for (const { tally: of, at } of this.#appointments)
      if (of === tally) least = Math.min(least, at - this.#counts[tally]);
    return least;
  }

  /** Runs what is due, in the order it was asked for. */
  run(): void {
    if (this.#appointments.length === 0) return;
    const isDue = ({ tally, at }: Appointment) => at <= this.#counts[tally];
    const due = this.#appointments.filter(isDue);
    this.#appointments = this.#appointments.filter((appointment) => !isDue(appointment));
    for (const { action } of due) action();
  }
}
