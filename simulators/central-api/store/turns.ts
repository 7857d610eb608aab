import type { Transaction } from 'kysely';
import type { Tables } from './tables.ts';

/**
 * Waits for whoever has the turn of that `name`, in this process or another, and has it until the transaction ends: what is read after this
 * is still true when the transaction is committed, as far as everybody who changes it takes the same turn.
 */
export async function takeTurn(trx: Transaction<Tables>, name: string): Promise<void> {
  await trx
    .insertInto('turn')
    .values({ name })
    .onConflict((conflict) => conflict.column('name').doUpdateSet({ name }))
    .execute();
}
