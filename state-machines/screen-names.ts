/**
 * Names the screens a kiosk shows. A name lasts as long as the page keeps its key and never comes back, so that a
 * tap made for one showing of a question cannot answer a later one. `random` tells one run of the kiosk from the
 * next: a screen that outlived a restart has a name of its own.
 */
export function nameScreens(random: () => number): (key: string) => string {
  const run = Math.floor(random() * 36 ** 6)
    .toString(36)
    .padStart(6, '0');
  let count = 0;
  let shown: string | undefined;
  return (key) => {
    if (key !== shown) count += 1;
    shown = key;
    return `${run}-${count}`;
  };
}
