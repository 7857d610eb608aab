import { randomInt } from 'node:crypto';

/** No zero: some readers take zeros at the end of an identifier for padding. */
const digits = '123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ';

/**
 * The place of a centre's first certificate. All reference centres have one authority's name: from 1 in each, the seals of one would be
 * taken for forged by another, where the certificate that they name is not even known.
 */
export const drawFirstPlace = (): number => randomInt(1, Math.floor(digits.length ** 4 / 2));

/** The identifier of the certificate issued in that place, from 1: four digits of base 35, `1112` and up. */
export function sealIdAt(position: number): string {
  if (!Number.isInteger(position) || position < 1 || position >= digits.length ** 4)
    throw new RangeError(
      `${position}: four digits name the certificates from 1 to ${digits.length ** 4 - 1}`,
    );
  return [3, 2, 1, 0]
    .map((place) => digits.charAt(Math.floor(position / digits.length ** place) % digits.length))
    .join('');
}
