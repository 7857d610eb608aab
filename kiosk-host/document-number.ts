/** Crockford's Base32: no I, L, O, U, so that a number read aloud or typed from paper is not misread. */
const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

/** A new number such as `AD-7K3M-9QXT-2B`: 50 random bits, printed on the sheet and recorded in the journal. */
export function newDocumentNumber(randomBytes: (length: number) => Uint8Array): string {
  const letters = [...randomBytes(10)].map((byte) => alphabet[byte % 32]).join('');
  return `AD-${letters.slice(0, 4)}-${letters.slice(4, 8)}-${letters.slice(8)}`;
}
