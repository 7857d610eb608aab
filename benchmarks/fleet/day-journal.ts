import { err, ok } from '@borne/domain/result';
import type { JournalStream } from '@borne/sync/journal/stream';
import type { RecordedDay } from './recorded-day.ts';

/** The journal of a kiosk whose day was recorded beforehand: `write` is all that is left of recording. */
export class DayJournal implements JournalStream {
  /** The last record that there is so far, and the last that the centre has. */
  written = 0;
  acknowledged = 0;

  constructor(
    private readonly kiosk: string,
    private readonly day: RecordedDay,
  ) {}

  /** Adds up to `records` of the day; returns how many were left of it. */
  write(records: number): number {
    const added = Math.min(records, this.day.records - this.written);
    this.written += added;
    return added;
  }

  pending(limit: number): ReturnType<JournalStream['pending']> {
    const from = this.acknowledged + 1;
    const to = Math.min(this.acknowledged + limit, this.written);
    if (to < from) return ok(undefined);
    const records = Array.from({ length: to - from + 1 }, (_, index) => {
      const { header, body } = this.day.at(from + index);
      return { header, body: Buffer.from(body).toString('base64') };
    });
    const batch = { prev: this.day.headAt(from - 1), records, head: this.day.headAt(to) };
    return ok({ kiosk: this.kiosk, epoch: this.day.epoch, from, to, batch, more: to < this.written });
  }

  acknowledge({ epoch, seq, head }: Parameters<JournalStream['acknowledge']>[0]) {
    if (epoch !== this.day.epoch || seq > this.written || head !== this.day.headAt(seq))
      return err({ code: 'diverged' as const, detail: `the centre is at ${seq} of another journal` });
    this.acknowledged = seq;
    return ok(this.written - seq);
  }
}
