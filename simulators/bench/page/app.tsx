import { FlaskConical, PlugZap, TriangleAlert } from 'lucide-react';
import { useEffect, useState, useSyncExternalStore } from 'react';
import type { BenchLink, Gesture, Make } from './bench-link.ts';
import { CentrePanel } from './centre-panel.tsx';
import { Desk } from './desk.tsx';
import { Machine } from './machine.tsx';
import { PrinterPanel } from './printer-panel.tsx';
import { ReaderPanel } from './reader-panel.tsx';
import { Shelf } from './shelf.tsx';

const refusalShownFor = 6_000;

/** The kiosk, and everything around it that a test or a demonstration needs to touch. */
export function App({ link }: { link: BenchLink }) {
  const bench = useSyncExternalStore(link.subscribe, link.current);
  const [refusal, make] = useGestures(link);
  const card = bench?.cards.find(({ id }) => id === bench.state.reader.card);
  return (
    <>
      <header className="top">
        <img src="/bench/mark.svg" alt="" width="34" height="34" />
        <h1>Banc d’essai de la borne</h1>
        <p className="top-notice">
          <FlaskConical aria-hidden="true" />
          <span>
            <strong>Tout est simulé</strong> : appareils, cartes et centre. Les personnes sont fictives, les
            documents sans valeur.
          </span>
        </p>
        <a className="top-link" href="api/openapi.json">
          API du banc
        </a>
      </header>
      <div role="status" className="notes">
        {refusal !== undefined && (
          <p className="note">
            <TriangleAlert aria-hidden="true" />
            <span>Impossible : {refusal}</span>
          </p>
        )}
      </div>
      <main className="bench">
        {bench ? (
          <>
            <Shelf cards={bench.cards} reader={bench.state.reader} make={make} />
            <Machine state={bench.state} card={card} make={make} />
            <Desk papers={bench.state.papers} />
            <div className="panels">
              <ReaderPanel reader={bench.state.reader} make={make} />
              <PrinterPanel printer={bench.state.printer} make={make} />
              <CentrePanel state={bench.state} make={make} />
            </div>
          </>
        ) : (
          <p className="away">
            <PlugZap aria-hidden="true" />
            <span>
              La borne ne répond pas.
              <br />
              Le banc revient dès qu’elle est relancée.
            </span>
          </p>
        )}
      </main>
    </>
  );
}

/** Makes gestures, and tells for a while why the last one could not be made. */
function useGestures(link: BenchLink): [string | undefined, Make] {
  const [refusal, setRefusal] = useState<string>();
  useEffect(() => {
    if (refusal === undefined) return;
    const timer = setTimeout(() => setRefusal(undefined), refusalShownFor);
    return () => clearTimeout(timer);
  }, [refusal]);
  const make = async (gesture: Gesture) => setRefusal(await link.make(gesture));
  return [refusal, (gesture) => void make(gesture)];
}
