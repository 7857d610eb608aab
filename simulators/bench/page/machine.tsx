import { useState } from 'react';
import type { BenchState, Paper, ShelfCard } from '../contract.ts';
import type { Make } from './bench-link.ts';
import { CardDrawing } from './card-drawing.tsx';
import './machine.css';
import { sheetImage } from './sheet-image.ts';

interface MachineProps {
  readonly state: BenchState;
  readonly card: ShelfCard | undefined;
  readonly make: Make;
}

/** The kiosk as a person stands before it, to scale: its screen, its card slot, and where paper comes out. */
export function Machine({ state, card, make }: MachineProps) {
  return (
    <section className="machine" aria-label="La borne" data-takes-cards={card ? undefined : ''}>
      <div className="machine-head">
        <iframe className="machine-screen" src="/" title="Écran de la borne" />
      </div>
      <div className="machine-front">
        <CardSlot card={card} pull={() => make({ type: 'pull-card' })} />
        <PaperMouth papers={state.papers} powered={state.printer.plugged} />
      </div>
      <div className="machine-foot" />
    </section>
  );
}

function CardSlot({ card, pull }: { card: ShelfCard | undefined; pull: () => void }) {
  return (
    <div className="slot" data-full={card !== undefined}>
      <div className="slot-plate">
        <div className="slot-hole" />
      </div>
      {card ? (
        <button type="button" className="slot-card" onClick={pull}>
          <CardDrawing kind={card.kind} />
          <span className="slot-pull">Retirer</span>
          <span className="unseen"> la carte : {card.label}</span>
        </button>
      ) : (
        <span className="slot-name">Carte</span>
      )}
    </div>
  );
}

/** Shows the newest sheet hanging until somebody takes it. Upside down, as paper that comes out downwards is. */
function PaperMouth({ papers, powered }: { papers: readonly Paper[]; powered: boolean }) {
  const [taken, setTaken] = useState(0);
  const newest = papers.at(-1);
  const hanging = newest && newest.id > taken ? newest : undefined;
  return (
    <div className="mouth" data-powered={powered}>
      <div className="mouth-plate">
        <div className="mouth-hole" />
      </div>
      {hanging ? (
        <button type="button" className="mouth-paper" onClick={() => setTaken(hanging.id)}>
          <img src={sheetImage(hanging)} alt={`Prendre la feuille ${hanging.id}`} />
        </button>
      ) : (
        <span className="slot-name">Document</span>
      )}
      <div className="mouth-tray" />
    </div>
  );
}
