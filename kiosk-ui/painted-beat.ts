/** Between two words to the host that the page still paints, in milliseconds. */
const beatEvery = 10_000;

/**
 * Calls `tell` after a frame was painted, now and every ten seconds. `nextFrame` is the browser's `requestAnimationFrame`: it does not
 * come while the page is hidden, frozen or not composed, and then neither does the beat.
 */
export function beatWhilePainting(
  tell: () => void,
  nextFrame: (act: () => void) => void,
  after: (milliseconds: number, act: () => void) => void,
): void {
  // A callback runs before its own frame is painted, the next one after.
  nextFrame(() =>
    nextFrame(() => {
      tell();
      after(beatEvery, () => beatWhilePainting(tell, nextFrame, after));
    }),
  );
}
