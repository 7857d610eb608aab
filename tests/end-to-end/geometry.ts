import type { Page } from 'playwright-core';

/** What `geometryFaults` measures, in millimetres of a panel 268 mm wide. */
const rules = { button: 15, key: 20, gap: 3, panelWidth: 268 };

/**
 * What a hand or an eye would stumble on and accessibility checkers do not see: buttons too small, too close, out of
 * reach or over each other; text cut or out of its place. Empty when all is well.
 */
export function geometryFaults(page: Page): Promise<string[]> {
  return page.evaluate(({ button: least, key: leastKey, gap: leastGap, panelWidth }) => {
    const { innerWidth: width, innerHeight: height } = window;
    const inMillimetres = (pixels: number) => (pixels * panelWidth) / width;
    const slack = 0.05;
    const faults: string[] = [];
    // Of what scrolls, only what shows whole is to be pressed; the rest comes by turning.
    const showsWhole = (element: Element) => {
      const area = element.closest('.scroll-area')?.getBoundingClientRect();
      const { top, bottom } = element.getBoundingClientRect();
      return area === undefined || (top >= area.top && bottom <= area.bottom);
    };
    const buttons = [...document.querySelectorAll<HTMLElement>('button')].filter(showsWhole);
    const boxes = buttons.map((element) => ({
      name: element.textContent.replaceAll(/\s+/g, ' '),
      box: element.getBoundingClientRect(),
      least: element.classList.contains('key') ? leastKey : least,
    }));
    for (const { name, box, least: minimum } of boxes) {
      const smallest = inMillimetres(Math.min(box.width, box.height));
      if (smallest < minimum - slack) faults.push(`"${name}" is ${smallest.toFixed(1)} mm, under ${minimum}`);
      if (box.top < height / 2 - 1) faults.push(`"${name}" begins in the upper half`);
      if (box.left < 0 || box.right > width + 1 || box.bottom > height + 1)
        faults.push(`"${name}" leaves the panel`);
    }
    for (const [index, one] of boxes.entries())
      for (const other of boxes.slice(index + 1)) {
        const apart = Math.max(
          other.box.left - one.box.right,
          one.box.left - other.box.right,
          other.box.top - one.box.bottom,
          one.box.top - other.box.bottom,
        );
        if (inMillimetres(apart) < leastGap - slack)
          faults.push(`"${one.name}" and "${other.name}" are ${inMillimetres(apart).toFixed(1)} mm apart`);
      }

    const unseen = (element: Element) => element.closest('.unseen, [aria-hidden="true"], .paper') !== null;
    const texts = [...document.querySelectorAll<HTMLElement>('h1, p, li, dt, dd, button')].filter(
      (element) => !unseen(element) && showsWhole(element) && element.textContent.trim() !== '',
    );
    for (const element of texts) {
      const name = `<${element.localName}> "${element.textContent.slice(0, 40)}"`;
      const box = element.getBoundingClientRect();
      if (element.scrollWidth > element.clientWidth + 1 && element.clientWidth > 0)
        faults.push(`${name} is wider than its place`);
      if (box.left < -1 || box.right > width + 1 || box.top < -1 || box.bottom > height + 1)
        faults.push(`${name} leaves the panel`);
      const size = inMillimetres(Number.parseFloat(getComputedStyle(element).fontSize));
      const dense = element.closest('[data-kind="maintenance"]') !== null;
      if (size < (dense ? 8 : 11) - slack) faults.push(`${name} is written in ${size.toFixed(1)} mm`);
    }
    for (const [index, one] of texts.entries())
      for (const other of texts.slice(index + 1)) {
        if (one.contains(other) || other.contains(one)) continue;
        const a = one.getBoundingClientRect();
        const b = other.getBoundingClientRect();
        const overlap =
          Math.min(a.right, b.right) - Math.max(a.left, b.left) > 1 &&
          Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > 1;
        if (overlap)
          faults.push(`"${one.textContent.slice(0, 30)}" lies over "${other.textContent.slice(0, 30)}"`);
      }
    return faults;
  }, rules);
}
