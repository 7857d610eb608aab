/** Something measured that has no floor to be a share of, in words and with its units. */
export interface Measurement {
  readonly subject: string;
  readonly result: string;
}

/** The middle of `values`, and how far they lie apart. */
export function spread(values: readonly number[]): { median: number; least: number; most: number } {
  const sorted = [...values].sort((a, b) => a - b);
  const at = (share: number) =>
    sorted[Math.min(Math.floor(sorted.length * share), sorted.length - 1)] ?? Number.NaN;
  return { median: at(0.5), least: at(0), most: at(1) };
}
