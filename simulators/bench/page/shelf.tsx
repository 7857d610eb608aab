import { Hand } from 'lucide-react';
import type { BenchState, ShelfCard } from '../contract.ts';
import type { Make } from './bench-link.ts';
import { useCardDrag } from './card-drag.ts';
import { CardDrawing } from './card-drawing.tsx';
import './shelf.css';

interface ShelfProps {
  readonly cards: readonly ShelfCard[];
  readonly reader: BenchState['reader'];
  readonly make: Make;
}

/** Cards to try: dragged into the machine, or pressed. */
export function Shelf({ cards, reader, make }: ShelfProps) {
  const insert = (id: string) => make({ type: 'insert-card', id });
  const { dragged, grab } = useCardDrag(insert);
  const simulated = reader.transport === 'simulated';
  const inserted = cards.find(({ id }) => id === reader.card);
  return (
    <section className="shelf" aria-labelledby="shelf-title">
      <h2 id="shelf-title">Cartes</h2>
      <p className="shelf-help">
        <Hand aria-hidden="true" />
        <span>{help(simulated, inserted)}</span>
      </p>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keyboard (WCAG 2.1.1) */}
      <ul className="shelf-cards" tabIndex={0} aria-label="Les cartes de l’étagère">
        {cards.map((card) => (
          <li key={card.id}>
            <button
              type="button"
              className="shelf-card"
              data-inserted={card === inserted}
              data-dragged={dragged?.card.id === card.id}
              disabled={!simulated || inserted !== undefined}
              onPointerDown={(event) => grab(event, card)}
              onClick={({ detail }) => {
                // A press of the keyboard; those of a pointer end in `grab`.
                if (detail === 0) insert(card.id);
              }}
            >
              <span className="shelf-drawing">
                <CardDrawing kind={card.kind} />
              </span>
              <span className="shelf-words">
                <strong>{card.label}</strong>
                <span>{card === inserted ? 'Dans la borne' : card.story}</span>
              </span>
            </button>
          </li>
        ))}
      </ul>
      {dragged && (
        <div className="dragged-card" ref={dragged.place} aria-hidden="true">
          <CardDrawing kind={dragged.card.kind} />
        </div>
      )}
    </section>
  );
}

function help(simulated: boolean, inserted: ShelfCard | undefined): string {
  if (!simulated) return 'Le lecteur est un vrai : insérez une carte à la main.';
  if (inserted) return 'Retirez la carte de la borne pour en essayer une autre.';
  return 'Glissez une carte jusqu’à la borne, ou cliquez dessus.';
}
