/** Something measured that has no floor to be a share of, in words and with its units. */
export interface Measurement {
  readonly subject: string;
  readonly result: string;
}

/** The value below which `share` of `values` lie. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(Math.floor(sorted.length * share), sorted.length - 1)] ?? Number.NaN;
}

/** The middle of `values`, and how far they lie apart. */
export function spread(values: readonly number[]): { median: number; least: number; most: number } {
  return { median: quantile(values, 0.5), least: quantile(values, 0), most: quantile(values, 1) };
}
