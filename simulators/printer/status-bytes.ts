/** What the simulated printer's sensors feel, and the errors it is in. */
export interface Sensors {
  readonly paperOut: boolean;
  readonly nearEnd: boolean;
  readonly coverOpen: boolean;
  readonly cutterJammed: boolean;
  /** Paper jammed under the head: recoverable, as the cutter is. */
  readonly mechanicalJam: boolean;
  readonly unrecoverable: boolean;
  /** Head too hot: goes away by itself. */
  readonly overheated: boolean;
  /** Somebody holds the feed button, which keeps the printer offline. */
  readonly feedKey: boolean;
  /** The cause of an error is gone; the printer waits to be told (`DLE ENQ`), or for its cover to be closed. */
  readonly awaitingRecovery: boolean;
}

/** One byte, of the bits that are on. */
export const bits = (...set: readonly (readonly [bit: number, on: boolean])[]) =>
  set.reduce((byte, [bit, on]) => (on ? byte | (1 << bit) : byte), 0);

export const inError = ({ cutterJammed, mechanicalJam, unrecoverable, overheated }: Sensors) =>
  cutterJammed || mechanicalJam || unrecoverable || overheated;

const isOffline = (sensors: Sensors) =>
  sensors.paperOut || sensors.coverOpen || sensors.feedKey || inError(sensors);

/** The answer to `DLE EOT n` (Epson's reference): bits 1 and 4 are always set. */
export function realTimeStatus(n: number, sensors: Sensors): number {
  const { paperOut, nearEnd, coverOpen, feedKey } = sensors;
  const fixed = 0b0001_0010;
  switch (n) {
    case 1:
      return fixed | bits([3, isOffline(sensors)], [5, sensors.awaitingRecovery], [6, feedKey]);
    case 2:
      return fixed | bits([2, coverOpen], [3, feedKey], [5, paperOut], [6, inError(sensors)]);
    case 3:
      return fixed | errorBits(sensors);
    default:
      return fixed | bits([2, nearEnd], [3, nearEnd], [5, paperOut], [6, paperOut]);
  }
}

/** The four bytes of automatic status (`GS a`, Epson's reference). */
export function automaticStatus(sensors: Sensors): Uint8Array {
  const { coverOpen, feedKey } = sensors;
  return Uint8Array.of(
    0b0001_0000 | bits([3, isOffline(sensors)], [5, coverOpen], [6, feedKey]),
    errorBits(sensors),
    paperStatus(sensors),
    0,
  );
}

const errorBits = ({ mechanicalJam, cutterJammed, unrecoverable, overheated }: Sensors) =>
  bits([2, mechanicalJam], [3, cutterJammed], [5, unrecoverable], [6, overheated]);

/** The answer to `GS r 1`. */
export const paperStatus = ({ paperOut, nearEnd }: Pick<Sensors, 'paperOut' | 'nearEnd'>) =>
  bits([0, nearEnd], [1, nearEnd], [2, paperOut], [3, paperOut]);
