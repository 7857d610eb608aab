import type { OperationBegun } from '@borne/sync/contract/record';
import type { Outcome } from '@borne/sync/journal/port';
import type { Insertable, Transaction } from 'kysely';
import type { Engine } from '../store/engine.ts';
import type { Tables } from '../store/tables.ts';
import type { ReadRecord } from './reading.ts';

/** A record that makes no sense, and why. */
export interface Odd {
  readonly seq: number;
  readonly reason: string;
}

type Operation = Insertable<Tables['operation']>;

const operationOf = (kiosk: string, { id, operation }: OperationBegun): Operation => ({
  kiosk,
  id,
  kind: operation.kind,
  document_number: operation.kind === 'attestation-droits' ? operation.documentNumber : null,
  relay: operation.kind === 'card-update' ? operation.relay : null,
  outcome: 'in-doubt',
  settled: 0,
  records: 1,
});

/** What some records change: operations to add, in order, and outcomes of those that were there. */
interface Changes {
  readonly added: Operation[];
  readonly settled: ReadonlyMap<Outcome, string[]>;
  readonly odd: Odd[];
}

/** What `records`, in order, make of the operations of `kiosk`, of which `known` are there: by id, whether they are settled. */
function changesBy(
  kiosk: string,
  known: ReadonlyMap<string, boolean>,
  records: readonly ReadRecord[],
): Changes {
  const added = new Map<string, Operation>();
  const ended = new Set([...known].flatMap(([id, isSettled]) => (isSettled ? [id] : [])));
  const settled = new Map<Outcome, string[]>();
  const odd: Odd[] = [];
  for (const { seq, said } of records) {
    if (said.said === 'nonsense') odd.push({ seq, reason: said.oddity });
    if (said.said === 'begun') {
      const { id } = said.begun;
      if (known.has(id) || added.has(id)) odd.push({ seq, reason: 'the operation was begun before' });
      else added.set(id, operationOf(kiosk, said.begun));
    }
    if (said.said === 'settled') {
      const { id, outcome } = said.settled;
      const here = added.get(id);
      if (ended.has(id) || !(here || known.has(id)))
        odd.push({ seq, reason: 'no operation was waiting for this outcome' });
      else if (here) added.set(id, { ...here, outcome, settled: 1, records: 2 });
      else settled.set(outcome, [...(settled.get(outcome) ?? []), id]);
      if (here || known.has(id)) ended.add(id);
    }
  }
  return { added: [...added.values()], settled, odd };
}

const idOf = ({ said }: ReadRecord) =>
  said.said === 'begun' ? [said.begun.id] : said.said === 'settled' ? [said.settled.id] : [];

/**
 * Writes what `records` of one kiosk say, in order, into its operations, in few statements however many they are; returns those that
 * make no sense. Two processes that read two epochs of one kiosk wait for each other's rows, or begin again (`retried`).
 */
export async function writeOperations(
  trx: Transaction<Tables>,
  engine: Engine,
  kiosk: string,
  records: readonly ReadRecord[],
): Promise<readonly Odd[]> {
  const ids = [...new Set(records.flatMap(idOf))];
  const known =
    ids.length === 0
      ? []
      : await trx
          .selectFrom('operation')
          .select(['id', 'settled'])
          .where('kiosk', '=', kiosk)
          .where('id', 'in', ids)
          .orderBy('id')
          .$if(engine === 'postgres', (query) => query.forUpdate())
          .execute();
  const { added, settled, odd } = changesBy(
    kiosk,
    new Map(known.map((operation) => [operation.id, operation.settled === 1])),
    records,
  );
  if (added.length > 0) await trx.insertInto('operation').values(added).execute();
  for (const [outcome, ids] of settled)
    await trx
      .updateTable('operation')
      .set((eb) => ({ outcome, settled: 1, records: eb('records', '+', 1) }))
      .where('kiosk', '=', kiosk)
      .where('id', 'in', ids)
      .execute();
  return odd;
}
