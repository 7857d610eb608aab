import { CreditCard, Landmark } from 'lucide-react';
import { useState } from 'react';
import type { BenchState } from '../contract.ts';
import type { Make } from './bench-link.ts';
import './panels.css';
import { Switch } from './switch.tsx';

/** About the middle of what is written in an update of everything, counted from the question. */
const midUpdate = 30;

/** The card that is in: pulled at a given APDU, and whether its caisse updates cards. */
export function ReaderPanel({ reader, make }: { reader: BenchState['reader']; make: Make }) {
  const [apdus, setApdus] = useState(midUpdate);
  const { transport, card, caisse } = reader;
  return (
    <section className="panel" aria-labelledby="reader-title">
      <h2 id="reader-title">
        <CreditCard className="panel-sign" aria-hidden="true" /> Carte insérée
      </h2>
      {transport === 'simulated' ? (
        <form
          className="pull-after"
          onSubmit={(event) => {
            event.preventDefault();
            make({ type: 'pull-after', apdus });
          }}
        >
          <label htmlFor="apdus">Arracher après</label>
          <input
            id="apdus"
            type="number"
            min={0}
            max={1000}
            value={apdus}
            onChange={({ target }) => setApdus(target.valueAsNumber || 0)}
          />
          <span>APDU</span>
          <button type="submit" className="button" disabled={card === null}>
            Armer
          </button>
        </form>
      ) : (
        <p>Le lecteur est un vrai ({transport}) : le banc ne le touche pas.</p>
      )}
      {caisse && (
        <Switch
          icon={Landmark}
          name={`Caisse ${caisse.code}`}
          on={caisse.open}
          words={['met les cartes à jour', 'fermée']}
          turn={(open) => make({ type: 'switch-caisse', open })}
        />
      )}
    </section>
  );
}
