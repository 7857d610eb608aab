/** The ASCII characters that `ESC R n` replaces. */
const replaced = '#$@[\\]^`{|}~';

/** What each international set has in their place, in the order of n. */
const sets = [
  replaced,
  '#$à°ç§^`éùè¨',
  '#$§ÄÖÜ^`äöüß',
  '£$@[\\]^`{|}~',
  '#$@ÆØÅ^`æøå~',
  '#¤ÉÄÖÅÜéäöåü',
  '#$@°\\é^ùàòèì',
  '₧$@¡Ñ¿^`¨ñ}~',
  '#$@[¥]^`{|}~',
  '#¤ÉÆØÅÜéæøåü',
  '#$ÉÆØÅÜéæøåü',
  '#$á¡Ñ¿é`íñóú',
  '#$á¡Ñ¿éüíñóú',
  '#$@[₩]^`{|}~',
  '#$ŽŠĐĆČžšđćč',
  '#¥@[\\]^`{|}~',
];

const maps = sets.map(
  (set) => new Map([...set].map((character, index) => [replaced[index] ?? '', character])),
);

/** `character` as it prints in international set `set` (`ESC R`); sets that there are not change nothing. */
export const inInternationalSet = (character: string, set: number): string =>
  maps[set]?.get(character) ?? character;
