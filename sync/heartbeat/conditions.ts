import type { AlarmCode, Heartbeat } from '../contract/heartbeat.ts';
import { CLOCK_TOLERANCE } from '../identity/trusted-time.ts';
import type { Debounce } from './alarm-board.ts';

/** What is known of a kiosk at one said. */
export interface Moment {
  /** What a heartbeat says of it, beside the alarms. */
  readonly said: Omit<Heartbeat, 'alarms' | 'sent'>;
  readonly unsaid: Unsaid;
}

/** What is said by its alarms alone. */
interface Unsaid {
  /** What was sent down is out of date. */
  readonly referenceExpired: boolean;
  /** The centre would not take the last batch of the journal. */
  readonly deliveryRefused: boolean;
  /** A damaged journal was put out of the way since the host started. */
  readonly journalSetAside: boolean;
  /** The software that the centre wants here; absent: it did not say. */
  readonly wantedSoftware?: string;
}

/** A screen says what it drew every 10 s. */
const FRAME_LATE = 60;
const DISK_FULL = 0.95;
const DISK_FILLING = 0.8;
/** A day without the centre having anything new. */
const BACKLOG_OLD = 24 * 3600;
const CERTIFICATE_ENDING = 15 * 24 * 3600;

/** Everything that is wrong at one said. */
export function conditions({ said, unsaid }: Moment): readonly AlarmCode[] {
  const { printer, journal, reference, frame, disk, clockOffset = 0, certificate } = said;
  const { wantedSoftware } = unsaid;
  const so: readonly (readonly [AlarmCode, boolean])[] = [
    ['reader-lost', said.reader === 'absent'],
    ['printer-lost', printer.state === 'disconnected'],
    ['paper-out', printer.paper === 'out'],
    ['paper-low', printer.paper === 'near-end'],
    ['printer-open', printer.cover === 'open'],
    ['printer-jammed', printer.fault === 'cutter' || printer.fault === 'mechanical'],
    ['printer-broken', printer.fault === 'unrecoverable'],
    ['screen-frozen', frame === undefined || frame > FRAME_LATE],
    ['journal-unusable', !journal.usable],
    ['journal-refused', unsaid.deliveryRefused],
    ['journal-set-aside', unsaid.journalSetAside],
    ['backlog-old', (journal.oldest ?? 0) > BACKLOG_OLD],
    ['disk-full', disk !== undefined && disk.used >= DISK_FULL],
    ['disk-filling', disk !== undefined && disk.used >= DISK_FILLING && disk.used < DISK_FULL],
    ['clock-off', Math.abs(clockOffset) > CLOCK_TOLERANCE],
    ['reference-expired', unsaid.referenceExpired],
    ['reference-refused', reference.refused],
    ['software-other', wantedSoftware !== undefined && wantedSoftware !== said.software],
    ['certificate-ending', certificate !== undefined && certificate < CERTIFICATE_ENDING],
  ];
  return so.filter(([, isSo]) => isSo).map(([code]) => code);
}

const seconds = (value: number) => value * 1000;

/** Somebody who changes the roll opens the cover; a screen is started after its host: neither is worth a journey. */
export function debounceOf(code: AlarmCode): Debounce {
  switch (code) {
    case 'printer-open':
    case 'paper-out':
    case 'screen-frozen':
      return { after: seconds(120), clearAfter: seconds(60) };
    case 'journal-unusable':
    case 'journal-set-aside':
    case 'disk-full':
      return { after: 0, clearAfter: seconds(60) };
    case 'paper-low':
    case 'disk-filling':
      return { after: seconds(60), clearAfter: seconds(600) };
    default:
      return { after: seconds(30), clearAfter: seconds(60) };
  }
}
