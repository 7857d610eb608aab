import type { DeviceError } from '@borne/domain/device-error';
import type { Result } from '@borne/domain/result';
import type { JournalError } from '@borne/sync/journal/port';
import type { KioskEvent } from './kiosk.machine.ts';
import type { KioskPorts } from './ports.ts';

/**
 * The same ports, and `notice` told in passing what they teach: that a record was written or refused, and whether
 * the centre answers. So no machine has to tell another.
 */
export function observed(ports: KioskPorts, notice: (event: KioskEvent) => void): KioskPorts {
  const { journal, central, cardUpdates } = ports;
  const written = async <T>(write: Promise<Result<T, JournalError>>) => {
    const result = await write;
    if (result.ok) notice({ type: 'journal.written' });
    else if (isFailure(result.error)) notice({ type: 'journal.failed' });
    return result;
  };
  const answered = async <T>(question: Promise<Result<T, DeviceError>>) => {
    const result = await question;
    if (result.ok || result.error.code === 'not-found') notice({ type: 'network.seen', reachable: true });
    else if (result.error.code === 'unreachable' || result.error.code === 'timeout')
      notice({ type: 'network.seen', reachable: false });
    return result;
  };
  return {
    ...ports,
    journal: {
      begin: (operation) => written(journal.begin(operation)),
      settle: (id, outcome, reason) =>
        written(reason === undefined ? journal.settle(id, outcome) : journal.settle(id, outcome, reason)),
      record: (occurrence) => written(journal.record(occurrence)),
      recordLater: (occurrence) => journal.recordLater(occurrence),
      backlog: () => journal.backlog(),
      health: () => journal.health(),
    },
    central: { rightsOf: (...question) => answered(central.rightsOf(...question)) },
    cardUpdates: {
      flag: (...question) => answered(cardUpdates.flag(...question)),
      open: (...question) => answered(cardUpdates.open(...question)),
      next: (...question) => answered(cardUpdates.next(...question)),
    },
  };
}

/** A call that the journal answered with "you may not" is a mistake of the caller, not a broken journal. */
const isFailure = ({ code }: JournalError) => code !== 'unknown-operation' && code !== 'already-settled';
