import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import pino from 'pino';

/**
 * Everything the host may write in its log: an allow-list, event by event and field by field. A field that is not
 * here cannot be logged, so that no name, NIR or health datum ends there by way of an error text or an object.
 */
const catalogue = {
  'host.started': ['version', 'kiosk', 'cardReader', 'printer', 'central', 'leftInDoubt'],
  'host.stopping': ['signal'],
  'host.failed': ['error'],
  'journal.set-aside': ['files'],
  'journal.refused': ['code'],
  'kiosk.transition': ['machine', 'event', 'state'],
  'intent.refused': ['intent', 'reason'],
  'intent.malformed': ['problem'],
  'screen.connected': ['screens'],
  'screen.disconnected': ['screens'],
} as const;

type Catalogue = typeof catalogue;
export type LogEvent = keyof Catalogue;
type Fields<E extends LogEvent> = { readonly [F in Catalogue[E][number]]?: string | number | boolean };

export interface Log {
  write<E extends LogEvent>(event: E, fields?: Fields<E>): void;
  close(): void;
}

const levels: Partial<Record<LogEvent, 'warn' | 'error'>> = {
  'intent.refused': 'warn',
  'intent.malformed': 'warn',
  'journal.set-aside': 'error',
  'journal.refused': 'error',
  'host.failed': 'error',
};

/** A run of digits this long could be a NIR, however it got into an allowed field. */
const couldIdentify = /\d{13}|\d(?:\s?\d){12}/;

const safe = (value: unknown) =>
  typeof value === 'string' && couldIdentify.test(value) ? '[withheld]' : String(value).slice(0, 200);

/** Writes one JSON object a line to `file`, created with its folder when missing; at once, to survive a crash. */
export function openLog(file: string): Log {
  mkdirSync(dirname(file), { recursive: true });
  const destination = pino.destination({ dest: file, sync: true });
  const logger = pino({ base: null, timestamp: pino.stdTimeFunctions.isoTime }, destination);
  return {
    write(event, fields = {}) {
      const allowed: readonly string[] = catalogue[event];
      const given = Object.entries(fields).filter(
        ([field, value]) => allowed.includes(field) && value !== undefined,
      );
      const checked = given.map(([field, value]) => [field, typeof value === 'string' ? safe(value) : value]);
      logger[levels[event] ?? 'info']({ event, ...Object.fromEntries(checked) });
    },
    close: () => destination.flushSync(),
  };
}

/** For tests and the demo, which look elsewhere. */
export const silentLog: Log = { write: () => {}, close: () => {} };
