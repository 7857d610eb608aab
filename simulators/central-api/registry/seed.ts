import type { CalendarDate } from '@borne/domain/calendar-date';
import type { Store } from '../store/store.ts';
import { inventedCardSerial, inventedInsured, MOST_INVENTED } from './invented-people.ts';
import { addInsured } from './registry.ts';

/** Cards in one statement: the values of their people stay within what an engine takes. */
const IN_A_STATEMENT = 250;
/** Statements in one transaction: flushed rarely, and never much in memory. */
const IN_A_TRANSACTION = 40;

/**
 * Brings the registry to `count` invented cards, from 100 to a million: always the same for a year. What is there stays, so that one
 * that was interrupted goes on, and a larger number adds. `told` hears how many there are. Returns how many were added.
 */
export async function seedRegistry(
  store: Store,
  count: number,
  today: CalendarDate,
  told: (cards: number) => void = () => undefined,
): Promise<number> {
  if (!Number.isInteger(count) || count < 0 || count > MOST_INVENTED)
    throw new RangeError(`expected at most ${MOST_INVENTED} people, not ${count}`);
  const before = await invented(store);
  let cards = before;
  while (cards < count) {
    const from = cards;
    const until = Math.min(count, from + IN_A_STATEMENT * IN_A_TRANSACTION);
    await store.transact(async (trx) => {
      for (let at = from; at < until; at += IN_A_STATEMENT) {
        const length = Math.min(IN_A_STATEMENT, until - at);
        await addInsured(
          trx,
          Array.from({ length }, (_, index) => inventedInsured(at + index, today)),
        );
      }
    });
    cards = until;
    told(cards);
  }
  return cards - before;
}

/** How many invented cards the registry has: they are added in order, so a search by halves finds the last. */
async function invented({ db }: Store): Promise<number> {
  let [low, high] = [0, MOST_INVENTED];
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    const found = await db
      .selectFrom('insured_card')
      .select('serial')
      .where('serial', '=', inventedCardSerial(middle))
      .executeTakeFirst();
    if (found) low = middle + 1;
    else high = middle;
  }
  return low;
}
