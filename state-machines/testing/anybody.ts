import type { CardKind } from '@borne/device-drivers/card-reader/port';
import type { PrinterState } from '@borne/device-drivers/receipt-printer/port';
import { err, ok } from '@borne/domain/result';
import type { Operation } from '@borne/sync/journal/port';
import { offeredIntents } from '../view.ts';
import {
  closedBroken,
  closedRefused,
  closedUpdated,
  closedUpToDate,
  nextIsWriting,
  openedRelay,
  rightsEnd,
  toCheck,
} from './card-update-answers.ts';
import { failure, readyPrinter, startOfDay } from './fake-ports.ts';
import { KioskBench } from './kiosk-bench.ts';
import {
  family,
  familyRights,
  single,
  singleRights,
  singleUnfinished,
  singleWithoutRights,
} from './people.ts';

/** A generator of numbers in [0, 1) that a seed makes repeatable (mulberry32). */
export function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Somebody who does anything that can be done to a kiosk, in any order. */
export class Anybody {
  readonly bench = new KioskBench();
  /** Kinds of screen come by. */
  readonly screens = new Set<string>();
  /** Jobs that the printer said it printed. */
  printed = 0;
  /** Relays that the centre may have closed with the proof that the card is updated. */
  updated = 0;

  constructor(private readonly random: () => number) {}

  #oneOf<T>(choices: readonly [T, ...T[]]): T {
    return choices[Math.floor(this.random() * choices.length)] ?? choices[0];
  }

  /** One of `acts`, as often as its weight says. */
  #weighed(acts: readonly (readonly [weight: number, act: () => unknown])[]): () => unknown {
    let left = this.random() * acts.reduce((sum, [weight]) => sum + weight, 0);
    const chosen = acts.find(([weight]) => {
      left -= weight;
      return left < 0;
    });
    return chosen?.[1] ?? (() => {});
  }

  done(kind: Operation['kind']): number {
    const operations = [...this.bench.ports.journal.operations.values()];
    return operations.filter(({ operation, outcome }) => operation.kind === kind && outcome === 'done')
      .length;
  }

  async act(): Promise<void> {
    const { bench } = this;
    const { cardReader, printer, journal, uplink } = bench.ports;
    const isEmpty = cardReader.state().reader !== 'occupied';
    await this.#weighed([
      [isEmpty ? 8 : 0.2, () => cardReader.insert(this.#someCard())],
      [isEmpty ? 0 : 1, () => cardReader.pull()],
      [0.2, () => cardReader.lose()],
      [1, () => printer.set(this.#somePrinter())],
      [
        1,
        () =>
          printer.progress(
            this.#oneOf(['printing', 'waiting-for-paper', 'waiting-for-cover', 'waiting-for-ticket']),
          ),
      ],
      [
        0.5,
        () => {
          journal.refuses = this.random() < 0.2 ? { code: 'full', detail: 'fake' } : undefined;
        },
      ],
      [
        0.5,
        () => {
          const up = this.random() < 0.5;
          uplink.deliveries.rule = () =>
            up
              ? { delivery: 'acknowledged', records: 1, more: false }
              : { delivery: 'postponed', error: failure('central-api', 'unreachable') };
        },
      ],
      [1, () => bench.wait(this.#oneOf([100, 5_000, 15_000, 30_000, 60_000, 180_000]))],
      [5, () => this.#answerReader()],
      [8, () => this.#answerUpdate()],
      [4, () => this.#answerCentre()],
      [3, () => this.#answerPrinter()],
      [10, () => this.#touch()],
      [bench.view.kind === 'entry' ? 5 : 0, () => this.#enterPin()],
    ])();
    await bench.settle();
    this.screens.add(bench.view.kind);
  }

  #someCard(): CardKind {
    const ours = ['vitale-2', 'technician'] as const;
    const others = ['mute', 'bank', 'unknown', 'professional', 'vitale-1'] as const;
    return this.#oneOf<CardKind>([...ours, ...ours, ...ours, ...others]);
  }

  #somePrinter(): PrinterState {
    return this.#oneOf<PrinterState>([
      readyPrinter,
      readyPrinter,
      { ...readyPrinter, paper: 'out' },
      { ...readyPrinter, cover: 'open' },
      { ...readyPrinter, fault: 'overheated' },
      { ...readyPrinter, presenter: 'ticket' },
      { printer: 'disconnected' },
      { printer: 'write-only' },
    ]);
  }

  #answerReader(): void {
    const content = this.#oneOf([family, single, singleWithoutRights, singleUnfinished, undefined]);
    this.bench.ports.cardReader.reads.pending
      .shift()
      ?.answer(content ? ok(content) : err(failure('card-reader', 'protocol')));
  }

  #answerCentre(): void {
    const question = this.bench.ports.central.asked.pending.shift();
    const answer = this.#oneOf([
      familyRights,
      singleRights,
      'not-found',
      'unreachable',
      'refused',
      'bug',
    ] as const);
    if (answer === 'bug') question?.fail(new Error('a bug'));
    else question?.answer(typeof answer === 'string' ? err(failure('central-api', answer)) : ok(answer));
  }

  /** The centre answers, or the relay with the card goes on or ends. */
  #answerUpdate(): void {
    const { cardUpdates } = this.bench.ports;
    const error = failure('central-api', this.#oneOf(['unreachable', 'not-found', 'refused']));
    cardUpdates.flags.pending
      .shift()
      ?.answer(
        this.#oneOf([
          toCheck,
          toCheck,
          toCheck,
          ok({ flag: 'up-to-date', rights: rightsEnd }),
          ok({ flag: 'unavailable', organisme: rightsEnd.organisme, reopensAt: startOfDay + 90_000_000 }),
          ok({ flag: 'opposed' }),
          err(error),
        ]),
      );
    cardUpdates.openings.pending
      .shift()
      ?.answer(this.#oneOf([ok(openedRelay), ok(openedRelay), ok(openedRelay), err(error)]));
    const closing = this.#oneOf([closedUpdated, closedUpdated, closedUpToDate, closedBroken, closedRefused]);
    const exchange = cardUpdates.exchanges.pending.shift();
    if (exchange && closing === closedUpdated) this.updated += 1;
    exchange?.answer(this.#oneOf([ok(nextIsWriting), ok(nextIsWriting), ok(closing), err(error)]));
  }

  #answerPrinter(): void {
    const error = failure('receipt-printer', 'disconnected');
    const outcome = this.#oneOf(['printed', 'not-printed', 'in-doubt'] as const);
    const job = this.bench.ports.printer.jobs.pending.shift();
    if (job && outcome === 'printed') this.printed += 1;
    job?.answer(outcome === 'printed' ? { outcome } : { outcome, error });
  }

  #touch(): void {
    const [first, ...others] = offeredIntents(this.bench.view);
    if (first === undefined) return;
    this.bench.kiosk.send({ screen: this.bench.view.screen, intent: this.#oneOf([first, ...others]) });
  }

  async #enterPin(): Promise<void> {
    while (this.bench.offers('erase')) await this.bench.touch({ type: 'erase' });
    for (const digit of '2580') await this.bench.touch({ type: 'digit', digit });
    await this.bench.touch({ type: 'confirm' });
  }
}
