import { dotsPerMillimetre, type PrinterModel } from './models.ts';
import type { Sensors } from './status-bytes.ts';

/** A new roll, and what the near-end sensor feels as little, in millimetres. */
const newRoll = 80_000;
const nearEndOfRoll = 3_000;

/** An error that stays until the printer is told to go on, once its cause is gone. */
export type LatchedError = 'cutter' | 'mechanical' | 'unrecoverable';

/** What eyes see of the moving parts. */
export interface MechanismState {
  readonly paper: 'ok' | 'near-end' | 'out';
  readonly cover: 'open' | 'closed';
  readonly cutter: 'ok' | 'jammed';
  /** Something, beside paper, cover and cutter, that keeps it from printing. */
  readonly error: 'none' | 'mechanical' | 'unrecoverable' | 'overheated';
  readonly millimetresLeft: number;
}

/** The moving and feeling parts of a printer: roll, cover, cutter, head, feed button. */
export class Mechanism {
  readonly #dotsPerMillimetre: number;
  #millimetresLeft = newRoll;
  #coverOpen = false;
  #feedKey = false;
  #overheated = false;
  /** Errors that the printer is in, and whether what caused each is still there. */
  readonly #errors = new Map<LatchedError, { caused: boolean }>();

  constructor(model: PrinterModel) {
    this.#dotsPerMillimetre = dotsPerMillimetre(model);
  }

  /** Whether something keeps it from printing. */
  get isOffline(): boolean {
    return (
      this.#millimetresLeft <= 0 ||
      this.#coverOpen ||
      this.#feedKey ||
      this.#overheated ||
      this.#errors.size > 0
    );
  }

  state(): MechanismState {
    const { paperOut, nearEnd, coverOpen, cutterJammed } = this.sensors();
    return {
      paper: paperOut ? 'out' : nearEnd ? 'near-end' : 'ok',
      cover: coverOpen ? 'open' : 'closed',
      cutter: cutterJammed ? 'jammed' : 'ok',
      error: this.#error(),
      millimetresLeft: this.#millimetresLeft,
    };
  }

  #error(): MechanismState['error'] {
    if (this.#errors.has('unrecoverable')) return 'unrecoverable';
    if (this.#errors.has('mechanical')) return 'mechanical';
    return this.#overheated ? 'overheated' : 'none';
  }

  /** How long a feed of `rows` dots is, in millimetres. */
  lengthOf(rows: number): number {
    return rows / this.#dotsPerMillimetre;
  }

  sensors(): Sensors {
    return {
      paperOut: this.#millimetresLeft <= 0,
      nearEnd: this.#millimetresLeft < nearEndOfRoll,
      coverOpen: this.#coverOpen,
      cutterJammed: this.#errors.has('cutter'),
      mechanicalJam: this.#errors.has('mechanical'),
      unrecoverable: this.#errors.has('unrecoverable'),
      overheated: this.#overheated,
      feedKey: this.#feedKey,
      awaitingRecovery: [...this.#errors.values()].some(({ caused }) => !caused),
    };
  }

  /** The paper moves by `rows` dots. */
  feed(rows: number): void {
    this.#millimetresLeft = Math.max(0, this.#millimetresLeft - this.lengthOf(rows));
  }

  setRoll(millimetres: number): void {
    this.#millimetresLeft = millimetres;
  }

  refill(): void {
    this.setRoll(newRoll);
  }

  runLow(): void {
    this.setRoll(Math.min(this.#millimetresLeft, nearEndOfRoll - 1));
  }

  setCover(open: boolean): void {
    this.#coverOpen = open;
    if (!open) this.recover();
  }

  holdFeedKey(held: boolean): void {
    this.#feedKey = held;
  }

  setOverheated(overheated: boolean): void {
    this.#overheated = overheated;
  }

  /** Something is wrong from now on. */
  cause(error: LatchedError): void {
    this.#errors.set(error, { caused: true });
  }

  /** What was wrong no longer is; the printer does not know yet. */
  free(error: LatchedError): void {
    if (this.#errors.has(error)) this.#errors.set(error, { caused: false });
  }

  /** The printer tries again: errors whose cause is gone are over, but for those that only power-off ends. */
  recover(): void {
    for (const [error, { caused }] of this.#errors)
      if (!caused && error !== 'unrecoverable') this.#errors.delete(error);
  }

  /** Power off and on. */
  restart(): void {
    for (const [error, { caused }] of this.#errors) if (!caused) this.#errors.delete(error);
  }
}
