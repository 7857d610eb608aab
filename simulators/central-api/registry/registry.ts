import type { CalendarDate } from '@borne/domain/calendar-date';
import type { Beneficiary, CardSerial, RightsStatement } from '@borne/domain/rights';
import type { Insertable, Kysely, Selectable, Transaction } from 'kysely';
import type { Persona } from '../../personas/persona.ts';
import type { Decided } from '../card-updates/target.ts';
import type { Store } from '../store/store.ts';
import type { Tables } from '../store/tables.ts';

/** What a caisse knows of one card and its people. */
export interface Insured {
  readonly serial: CardSerial;
  readonly rights: Pick<RightsStatement, 'organisme' | 'beneficiaries'>;
  readonly decided?: Decided;
  /** The card was declared lost, stolen or invalid. */
  readonly opposed: boolean;
}

/** What a caisse knows of a card on one day; undefined when the card is unknown to it. */
export type FindInsured = (
  serial: string,
  today: CalendarDate,
) => Promise<(Insured & { readonly rights: RightsStatement }) | undefined>;

type PersonRow = Selectable<Tables['insured_person']>;

/** Looks the insured up in the store. */
export class Registry {
  readonly #db: Kysely<Tables>;

  constructor(db: Kysely<Tables>) {
    this.#db = db;
  }

  /** What is known of a card, true on `today`; undefined when it is unknown. */
  readonly find: FindInsured = async (serial, today) => {
    const [card, people] = await Promise.all([
      this.#db.selectFrom('insured_card').selectAll().where('serial', '=', serial).executeTakeFirst(),
      this.#db
        .selectFrom('insured_person')
        .selectAll()
        .where('serial', '=', serial)
        .orderBy('rang')
        .execute(),
    ]);
    const [assure, ...others] = people.map(beneficiaryOf);
    if (!card || !assure) return undefined;
    const { regime, caisse, centre, decided, opposed } = card;
    return {
      serial: serial as CardSerial,
      rights: {
        source: 'central',
        asOf: today,
        organisme: { regime, caisse, centre },
        beneficiaries: [assure, ...others],
      },
      ...(decided !== null && { decided: JSON.parse(decided) }),
      opposed: opposed === 1,
    };
  };

  /** Serials of the cards not to be served. */
  async opposed(): Promise<readonly CardSerial[]> {
    const rows = await this.#db
      .selectFrom('insured_card')
      .select('serial')
      .where('opposed', '=', 1)
      .execute();
    return rows.map(({ serial }) => serial as CardSerial);
  }
}

/** Puts those of `personas` whom a caisse knows in place of whatever was said of their cards. */
export function putPersonas(store: Store, personas: readonly Persona[]): Promise<void> {
  const known = personas.flatMap(({ card, registry, decided, opposed = false }) =>
    registry ? [{ serial: card.serial, rights: registry, ...(decided && { decided }), opposed }] : [],
  );
  const serials = known.map(({ serial }) => serial);
  if (serials.length === 0) return Promise.resolve();
  return store.transact(async (trx) => {
    for (const table of ['insured_person', 'insured_card'] as const)
      await trx.deleteFrom(table).where('serial', 'in', serials).execute();
    await addInsured(trx, known);
  });
}

/** Adds cards that are not there yet: a few hundred at most, an engine limits the values of one statement. */
export async function addInsured(trx: Transaction<Tables>, insured: readonly Insured[]): Promise<void> {
  await trx.insertInto('insured_card').values(insured.map(cardRow)).execute();
  await trx.insertInto('insured_person').values(insured.flatMap(personRows)).execute();
}

function cardRow({ serial, rights, decided, opposed }: Insured): Insertable<Tables['insured_card']> {
  const { regime, caisse, centre } = rights.organisme;
  return {
    ...{ serial, regime, caisse, centre, opposed: opposed ? 1 : 0 },
    decided: decided === undefined ? null : JSON.stringify(decided),
  };
}

function personRows({ serial, rights }: Insured): Insertable<Tables['insured_person']>[] {
  return rights.beneficiaries.map(
    ({ rang, familyName, givenNames, birth, nir, periods, doctorDeclared, c2s, exonerations }) => ({
      ...{ serial, rang, family_name: familyName, given_names: givenNames, birth, nir },
      periods: JSON.stringify(periods),
      doctor_declared: doctorDeclared ? 1 : 0,
      c2s: c2s === undefined ? null : JSON.stringify(c2s),
      exonerations: exonerations === undefined ? null : JSON.stringify(exonerations),
    }),
  );
}

/** What `personRows` wrote; nobody else writes there. */
function beneficiaryOf(row: PersonRow): Beneficiary {
  return {
    rang: row.rang as Beneficiary['rang'],
    familyName: row.family_name,
    givenNames: row.given_names,
    birth: row.birth as Beneficiary['birth'],
    nir: row.nir as Beneficiary['nir'],
    periods: JSON.parse(row.periods),
    doctorDeclared: row.doctor_declared === 1,
    ...(row.c2s !== null && { c2s: JSON.parse(row.c2s) }),
    ...(row.exonerations !== null && { exonerations: JSON.parse(row.exonerations) }),
  };
}
