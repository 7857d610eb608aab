const number = new Intl.NumberFormat('fr-FR');

/** "0 borne", "1 borne", "3 000 bornes": French counts nothing in the singular. `noun` takes an s. */
export const countText = (count: number, noun: string): string =>
  `${number.format(count)}\u00a0${noun}${count < 2 ? '' : 's'}`;
