import { bits, type Sensors } from './status-bytes.ts';

/**
 * Custom's FULL STATUS, the answer to `DLE EOT 20`: `10 0F`, then paper, user, recoverable and unrecoverable errors
 * (manuals of the KPM and VKP families; the polarity of some bits differs between them).
 *
 * @param ticketInMouth a ticket waits in the presenter.
 */
export function fullStatus(sensors: Sensors, ticketInMouth: boolean): Uint8Array {
  const { paperOut, nearEnd, coverOpen, feedKey, overheated, mechanicalJam, cutterJammed, unrecoverable } =
    sensors;
  return Uint8Array.of(
    0x10,
    0x0f,
    bits([0, paperOut], [2, nearEnd], [5, ticketInMouth]),
    bits([0, coverOpen], [1, coverOpen], [5, feedKey]),
    // Bit 6, "paper jam", is of the newer printers of the family.
    bits([0, overheated], [6, mechanicalJam]),
    bits([0, cutterJammed], [2, unrecoverable]),
  );
}
