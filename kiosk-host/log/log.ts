import { mkdirSync, renameSync, statSync } from 'node:fs';
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
  'host.core-dumps-allowed': [],
  'host.freed-memory-kept': [],
  'journal.set-aside': ['files'],
  'journal.refused': ['code'],
  'identity.set-aside': ['detail'],
  'identity.unusable': ['detail'],
  'identity.enrolled': ['kiosk'],
  'identity.taken-up': [],
  'identity.renewed': ['until'],
  'identity.failed': ['problem'],
  'downlink.replaced': ['version', 'kept'],
  'downlink.failed': ['problem'],
  'downlink.refused': ['problem'],
  'sealing.key-made': ['detail'],
  'sealing.key-set-aside': ['detail'],
  'sealing.key-unusable': ['detail'],
  'sealing.certified': ['certificate', 'kept'],
  'sealing.revoked': ['certificate'],
  'sealing.failed': ['problem'],
  'kiosk.transition': ['machine', 'event', 'state'],
  'memory.erased': ['took'],
  'intent.refused': ['intent', 'reason'],
  'intent.malformed': ['problem'],
  'screen.connected': ['screens'],
  'screen.disconnected': ['screens'],
  'screen.refused': ['why'],
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
  'screen.refused': 'warn',
  'identity.set-aside': 'error',
  'identity.unusable': 'error',
  'identity.failed': 'warn',
  'downlink.failed': 'warn',
  'downlink.refused': 'error',
  'sealing.failed': 'warn',
  'sealing.key-set-aside': 'error',
  'sealing.key-unusable': 'error',
  'sealing.revoked': 'error',
  'journal.set-aside': 'error',
  'journal.refused': 'error',
  'host.failed': 'error',
};

/** The shape of a NIR, grouped or not, Corsican ones included, however it got into an allowed field. */
const couldIdentify = /\d(?:[\s.-]?[0-9AB]){12}/i;

/** A log never grows beyond twice this: one file being written and the one before. In bytes. */
const longestFile = 8 * 1024 * 1024;

const safe = (value: unknown) =>
  typeof value === 'string' && couldIdentify.test(value) ? '[withheld]' : String(value).slice(0, 200);

/**
 * Writes one JSON object a line to `file`, created with its folder when missing; at once, to survive a crash. A file
 * that has grown to `longest` bytes becomes `file.1` and a new one is begun: a log must not fill the journal's disk.
 */
export function openLog(file: string, longest: number = longestFile): Log {
  mkdirSync(dirname(file), { recursive: true });
  const destination = pino.destination({ dest: file, sync: true });
  let size = statSync(file, { throwIfNoEntry: false })?.size ?? 0;
  const bounded = {
    write(line: string) {
      if (size + line.length > longest) {
        renameSync(file, `${file}.1`);
        destination.reopen();
        size = 0;
      }
      size += Buffer.byteLength(line);
      destination.write(line);
    },
  };
  const logger = pino({ base: null, timestamp: pino.stdTimeFunctions.isoTime }, bounded);
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
