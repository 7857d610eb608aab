import { fullStatus } from './custom-status.ts';
import type { ReportRequest } from './effect.ts';
import type { Mechanism } from './mechanism.ts';
import type { PrinterModel } from './models.ts';
import type { Sheets } from './sheets.ts';
import { automaticStatus, paperStatus, realTimeStatus } from './status-bytes.ts';

/** The answer to Custom's `GS e 6`: its form is invented. */
const presenterStatus = { none: 0, empty: 0, held: 1, presented: 2 };

/** What the printer tells of itself, when asked and by itself. */
export class StatusReports {
  readonly #model: PrinterModel;
  readonly #mechanism: Mechanism;
  readonly #sheets: Sheets;
  readonly #answer: (bytes: Uint8Array) => void;
  #automaticMask = 0;
  #automaticFullStatus = false;

  constructor(
    model: PrinterModel,
    mechanism: Mechanism,
    sheets: Sheets,
    answer: (bytes: Uint8Array) => void,
  ) {
    this.#model = model;
    this.#mechanism = mechanism;
    this.#sheets = sheets;
    this.#answer = answer;
  }

  /** `DLE EOT n`. */
  answerRealTime(n: number): void {
    if (n !== 20) this.#answer(Uint8Array.of(realTimeStatus(n, this.#mechanism.sensors())));
    else if (this.#model.status === 'custom') this.#answer(this.#fullStatus());
  }

  /** Answers a request, or notes that the host wants to be told from now on. */
  run(request: ReportRequest): void {
    if (request === 'paper') this.#answer(Uint8Array.of(paperStatus(this.#mechanism.sensors())));
    else if (request === 'presenter') this.#answer(Uint8Array.of(presenterStatus[this.#sheets.presenter]));
    else if (request === 'paper-left') {
      const { millimetresLeft } = this.#mechanism.state();
      this.#answer(Buffer.from(`${Math.floor(millimetresLeft / 10)}cm`));
    } else {
      if ('automatic' in request) this.#automaticMask = request.automatic;
      else this.#automaticFullStatus = request.automaticFull;
      this.#report();
    }
  }

  /** Nothing more by itself, as after power-on. */
  reset(): void {
    this.#automaticMask = 0;
    this.#automaticFullStatus = false;
  }

  #report(): void {
    if (this.#automaticMask !== 0) this.#answer(automaticStatus(this.#mechanism.sensors()));
    if (this.#automaticFullStatus) this.#answer(this.#fullStatus());
  }

  /** Reports if `change` changes anything that a status tells. */
  around(change: () => void): void {
    const before = this.#told();
    change();
    if (this.#told() !== before) this.#report();
  }

  #fullStatus(): Uint8Array {
    return fullStatus(this.#mechanism.sensors(), this.#sheets.presenter === 'presented');
  }

  /** Everything that a status tells, as one number. */
  #told(): number {
    let told = this.#sheets.presenter === 'presented' ? 1 : 0;
    for (const on of Object.values(this.#mechanism.sensors())) told = 2 * told + (on ? 1 : 0);
    return told;
  }
}
