import { type PointerEvent as ReactPointerEvent, useRef, useState } from 'react';
import type { ShelfCard } from '../contract.ts';

/** How far a pointer moves before a press becomes a drag, in pixels. */
const threshold = 6;

interface Dragged {
  readonly card: ShelfCard;
  /** To be put on what follows the pointer. */
  readonly place: (element: HTMLElement | null) => void;
}

/**
 * Drags cards with any pointer. Let go over the machine (`data-takes-cards`), or pressed without being moved, a card
 * is inserted; anywhere else it goes back to the shelf. The browser's own drag and drop would stop at the kiosk's frame.
 */
export function useCardDrag(insert: (id: string) => void) {
  const [dragged, setDragged] = useState<Dragged>();
  const follower = useRef<HTMLElement | null>(null);

  const grab = (
    { currentTarget: button, pointerId, clientX, clientY, button: which }: ReactPointerEvent<HTMLElement>,
    card: ShelfCard,
  ) => {
    if (which !== 0) return;
    let moving = false;
    let at = { x: clientX, y: clientY };
    const follow = () => {
      follower.current?.style.setProperty('translate', `${at.x}px ${at.y}px`);
    };
    const place = (element: HTMLElement | null) => {
      follower.current = element;
      follow();
    };
    const move = (event: PointerEvent) => {
      at = { x: event.clientX, y: event.clientY };
      if (!moving && Math.hypot(at.x - clientX, at.y - clientY) > threshold) {
        moving = true;
        setDragged({ card, place });
      }
      highlight(moving && machineAt(at));
      follow();
    };
    const end = (inserted: boolean) => {
      listening.abort();
      highlight(undefined);
      setDragged(undefined);
      if (inserted) insert(card.id);
    };
    const listening = new AbortController();
    const { signal } = listening;
    button.setPointerCapture(pointerId);
    button.addEventListener('pointermove', move, { signal });
    button.addEventListener('pointerup', () => end(!moving || machineAt(at) !== undefined), { signal });
    button.addEventListener('pointercancel', () => end(false), { signal });
  };
  return { dragged, grab };
}

const machines = () => [...document.querySelectorAll<HTMLElement>('[data-takes-cards]')];

function machineAt({ x, y }: { x: number; y: number }): HTMLElement | undefined {
  return machines().find((machine) => {
    const { left, right, top, bottom } = machine.getBoundingClientRect();
    return x >= left && x <= right && y >= top && y <= bottom;
  });
}

function highlight(machine: HTMLElement | undefined | false): void {
  for (const one of machines()) one.toggleAttribute('data-under-card', one === machine);
}
