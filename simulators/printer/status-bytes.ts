/** What the simulated printer's sensors feel. */
export interface Sensors {
  readonly paperOut: boolean;
  readonly nearEnd: boolean;
  readonly coverOpen: boolean;
  readonly cutterJammed: boolean;
}

const bits = (...set: readonly (readonly [bit: number, on: boolean])[]) =>
  set.reduce((byte, [bit, on]) => (on ? byte | (1 << bit) : byte), 0);

export const isOffline = ({ paperOut, coverOpen, cutterJammed }: Sensors) =>
  paperOut || coverOpen || cutterJammed;

/** The answer to `DLE EOT n` (Epson's reference): bits 1 and 4 are always set. */
export function realTimeStatus(n: number, sensors: Sensors): number {
  const { paperOut, nearEnd, coverOpen, cutterJammed } = sensors;
  const fixed = 0b0001_0010;
  switch (n) {
    case 1:
      return fixed | bits([3, isOffline(sensors)]);
    case 2:
      return fixed | bits([2, coverOpen], [5, paperOut], [6, cutterJammed]);
    case 3:
      return fixed | bits([3, cutterJammed]);
    default:
      return fixed | bits([2, nearEnd], [3, nearEnd], [5, paperOut], [6, paperOut]);
  }
}

/** The four bytes of automatic status (`GS a`, Epson's reference). */
export function automaticStatus(sensors: Sensors): Uint8Array {
  const { paperOut, nearEnd, coverOpen, cutterJammed } = sensors;
  return Uint8Array.of(
    0b0001_0000 | bits([3, isOffline(sensors)], [5, coverOpen]),
    bits([3, cutterJammed]),
    paperStatus({ paperOut, nearEnd }),
    0,
  );
}

/** The answer to `GS r 1`. */
export const paperStatus = ({ paperOut, nearEnd }: Pick<Sensors, 'paperOut' | 'nearEnd'>) =>
  bits([0, nearEnd], [1, nearEnd], [2, paperOut], [3, paperOut]);
