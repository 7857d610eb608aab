import { FileText, Image as ImageIcon, Maximize2, X } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import type { Paper } from '../contract.ts';
import './desk.css';
import { sheetImage } from './sheet-image.ts';

/** What came out of the printer: the newest sheet large enough to read, the others in a pile. */
export function Desk({ papers }: { papers: readonly Paper[] }) {
  const [read, setRead] = useState<number>();
  const newest = papers.at(-1);
  const pile = papers.slice(0, -1).reverse();
  const reading = papers.find(({ id }) => id === read);
  return (
    <section className="desk" aria-labelledby="desk-title">
      <div className="desk-top">
        <h2 id="desk-title">Papier sorti de l’imprimante</h2>
        {newest && <SheetState paper={newest} />}
      </div>
      {newest ? (
        <button type="button" className="desk-sheet" onClick={() => setRead(newest.id)}>
          <img src={sheetImage(newest)} alt={`Agrandir la feuille ${newest.id}`} />
          <span className="desk-open" aria-hidden="true">
            <Maximize2 /> Agrandir
          </span>
        </button>
      ) : (
        <p className="desk-empty">
          Rien n’est encore sorti. L’image de chaque feuille apparaîtra ici, point par point.
        </p>
      )}
      {pile.length > 0 && (
        <div className="pile">
          <h3>Feuilles précédentes</h3>
          <ul>
            {pile.map((paper) => (
              <li key={paper.id}>
                <button type="button" className="pile-sheet" onClick={() => setRead(paper.id)}>
                  <img src={sheetImage(paper)} alt={`Agrandir la feuille ${paper.id}`} />
                  <span data-complete={paper.complete}>n° {paper.id}</span>
                </button>
              </li>
            ))}
          </ul>
        </div>
      )}
      {reading && <Reading paper={reading} close={() => setRead(undefined)} />}
    </section>
  );
}

function SheetState({ paper }: { paper: Paper }) {
  return (
    <span className="sheet-state" data-complete={paper.complete}>
      n° {paper.id} · {paper.complete ? 'entière' : 'inachevée'}
    </span>
  );
}

/** One sheet over the page: as an image, or as the text that the printer received. */
function Reading({ paper, close }: { paper: Paper; close: () => void }) {
  const [asText, setAsText] = useState(false);
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => dialog.current?.showModal(), []);
  return (
    <dialog className="reading" ref={dialog} onClose={close} aria-labelledby="reading-title">
      <div className="reading-top">
        <h2 id="reading-title">Feuille n° {paper.id}</h2>
        <SheetState paper={paper} />
        <button type="button" className="button" aria-pressed={asText} onClick={() => setAsText(!asText)}>
          {asText ? <ImageIcon aria-hidden="true" /> : <FileText aria-hidden="true" />}
          {asText ? 'Voir l’image' : 'Voir le texte'}
        </button>
        <button type="button" className="button" onClick={close}>
          <X aria-hidden="true" /> Fermer
        </button>
      </div>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keyboard (WCAG 2.1.1) */}
      <section className="reading-sheet" tabIndex={0} aria-label="La feuille">
        {asText ? <pre>{paper.text}</pre> : <img src={sheetImage(paper)} alt={paper.text} />}
      </section>
    </dialog>
  );
}
