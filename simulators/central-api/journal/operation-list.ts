import type { Kysely } from 'kysely';
import type { CentralOperation } from '../../bench/contract.ts';
import type { OperationsPage } from '../routes.ts';
import type { Tables } from '../store/tables.ts';

/** What was read in the records so far, oldest first: of one kiosk or all; of one, a page. */
export async function listOperations(
  db: Kysely<Tables>,
  kiosk?: string,
  page?: OperationsPage,
): Promise<CentralOperation[]> {
  const rows = await db
    .selectFrom('operation')
    .leftJoin('card_update', (join) =>
      join
        .onRef('card_update.relay', '=', 'operation.relay')
        .onRef('card_update.kiosk', '=', 'operation.kiosk'),
    )
    .select(['operation.id', 'operation.kind', 'operation.outcome', 'document_number', 'records'])
    .select('card_update.on_card')
    .$if(kiosk !== undefined, (query) => query.where('operation.kiosk', '=', kiosk ?? ''))
    .$if(page?.after !== undefined, (query) =>
      query.where('operation.position', '>', (select) =>
        select
          .selectFrom('operation as last')
          .select('last.position')
          .where('last.kiosk', '=', kiosk ?? '')
          .where('last.id', '=', page?.after ?? ''),
      ),
    )
    .$if(page !== undefined, (query) => query.limit(page?.most ?? 0))
    .orderBy('operation.position')
    .execute();
  return rows.map(({ id, kind, outcome, document_number, records, on_card }) => ({
    operationId: id,
    kind,
    outcome,
    ...(document_number === null ? {} : { documentNumber: document_number }),
    ...(on_card === null ? {} : { onCard: on_card }),
    records,
  }));
}
