import type { Branded } from './brand.ts';

/** An amount in euro cents: a whole number, negative for what is taken back. */
export type Cents = Branded<number, 'Cents'>;

/** A whole number of cents. Throws a `RangeError` on a fraction or on more than a number holds exactly: a bug of the caller. */
export function cents(amount: number): Cents {
  if (!Number.isSafeInteger(amount))
    throw new RangeError(`${amount} is not an amount in cents: expected a whole number`);
  return (amount === 0 ? 0 : amount) as Cents;
}

export const sum = (amounts: readonly Cents[]): Cents =>
  cents(amounts.reduce((total: number, amount) => total + amount, 0));

const nbsp = '\u00a0';

/** `1 234,56 €`, as French writes an amount, with spaces that never break. */
export function formatEuros(amount: Cents): string {
  const digits = String(Math.abs(amount)).padStart(3, '0');
  const euros = digits.slice(0, -2).replaceAll(/\B(?=(\d{3})+$)/g, nbsp);
  return `${amount < 0 ? '-' : ''}${euros},${digits.slice(-2)}${nbsp}€`;
}
