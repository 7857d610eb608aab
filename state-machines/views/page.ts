import type { CardReaderState } from '@borne/device-drivers/card-reader/port';
import type { PrinterState } from '@borne/device-drivers/receipt-printer/port';
import type { Person } from '@borne/domain/rights';
import type { Instructions } from '@borne/sync/downlink/port';
import type { IdentityState } from '@borne/sync/identity/port';
import type { Backlog, JournalHealth } from '@borne/sync/journal/port';
import type { KioskSettings } from '../ports.ts';
import type { SyncContext } from '../sync.machine.ts';
import type { MessageKey } from '../texts/fr.ts';
import type { Say } from '../texts/texts.ts';
import type { Action, Intent, Screen, Step } from '../view.ts';

/** A view without what is the same on every screen. */
export interface Page {
  /** The same for as long as it is the same question to the same person. */
  readonly key: string;
  readonly screen: Screen;
  readonly actions: readonly Action[];
  readonly holder?: string;
}

/** What a page may show besides its machine's own state. Nothing personal. */
export interface Surroundings {
  readonly say: Say;
  readonly settings: KioskSettings;
  readonly reader: CardReaderState;
  readonly printer: PrinterState;
  readonly network: SyncContext['network'];
  readonly lastDelivery: SyncContext['last'];
  readonly journalUsable: boolean;
  readonly identity: IdentityState;
  /** What the centre sent down. */
  readonly instructions: Instructions;
  readonly journalHealth: JournalHealth;
  readonly backlog: Backlog;
  /** Wall clock, epoch milliseconds. */
  readonly now: number;
}

export const button = (
  label: string,
  intent: Intent,
  role: Action['role'] = 'primary',
  unavailable?: string,
): Action => ({ label, intent, role, ...(unavailable === undefined ? {} : { unavailable }) });

/** The ways on when nothing is left to do here; `role` is how strongly the end of the visit is offered. */
export const partingActions = (say: Say, role: 'primary' | 'secondary' = 'primary'): readonly Action[] => [
  button(say('action.leave'), { type: 'leave' }, role),
  button(say('action.back-to-menu'), { type: 'back' }, 'quiet'),
];

/** As on the card: given names, then the family name. */
export const nameOf = ({ givenNames, familyName }: Person) => `${givenNames} ${familyName}`.trim();

/** `labels` in order, those before `current` done. */
export const steps = (labels: readonly string[], current: number): readonly Step[] =>
  labels.map((label, index) => ({
    label,
    state: index < current ? 'done' : index === current ? 'current' : 'waiting',
  }));

/** Why nothing can be printed now; undefined when it can. */
export function printingUnavailable(printer: PrinterState, say: Say): string | undefined {
  const reason = reasonAgainst(printer);
  return reason && say(reason);
}

function reasonAgainst(printer: PrinterState) {
  if (printer.printer === 'disconnected') return 'printer.unavailable.disconnected' satisfies MessageKey;
  if (printer.printer === 'write-only') return undefined;
  if (printer.cover === 'open') return 'printer.unavailable.cover' satisfies MessageKey;
  if (printer.paper === 'out') return 'printer.unavailable.paper' satisfies MessageKey;
  if (printer.fault === 'overheated' || printer.fault === 'offline')
    return 'printer.unavailable.pause' satisfies MessageKey;
  if (printer.fault) return 'printer.unavailable.fault' satisfies MessageKey;
  return undefined;
}
