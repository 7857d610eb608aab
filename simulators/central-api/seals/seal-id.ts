/** No zero: some readers take zeros at the end of an identifier for padding. */
const digits = '123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ';

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
