/**
 * The few words that the page says on its own, because no View carries them: what it shows before and between
 * Views, and the names of controls that act on the screen alone.
 */
export interface Words {
  readonly waitTitle: string;
  readonly waitBody: string;
  readonly erase: string;
  readonly scrollUp: string;
  readonly scrollDown: string;
  readonly paper: string;
  readonly digitsEntered: (filled: number, most: number) => string;
  readonly secondsLeft: string;
  readonly stepState: Readonly<Record<'done' | 'current' | 'waiting' | 'failed', string>>;
}

const french: Words = {
  waitTitle: 'Un instant…',
  waitBody: 'La borne revient dans quelques secondes.',
  erase: 'Effacer',
  scrollUp: 'Haut',
  scrollDown: 'Bas',
  paper: 'Aperçu du document',
  digitsEntered: (filled, most) => `${filled} sur ${most} chiffres`,
  secondsLeft: 'secondes',
  stepState: { done: 'fait', current: 'en cours', waiting: 'à venir', failed: 'échoué' },
};

const english: Words = {
  waitTitle: 'One moment…',
  waitBody: 'The kiosk will be back in a few seconds.',
  erase: 'Delete',
  scrollUp: 'Up',
  scrollDown: 'Down',
  paper: 'Preview of the document',
  digitsEntered: (filled, most) => `${filled} of ${most} digits`,
  secondsLeft: 'seconds',
  stepState: { done: 'done', current: 'in progress', waiting: 'to come', failed: 'failed' },
};

const catalogue: Readonly<Record<string, Words>> = { fr: french, en: english };

/** Words in the language of a BCP 47 tag; in French for a language that is not here. */
export function wordsIn(language: string): Words {
  return catalogue[language.split('-')[0] ?? ''] ?? french;
}
