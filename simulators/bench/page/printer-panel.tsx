import { PackageOpen, Plug, Printer, Scissors, Scroll } from 'lucide-react';
import type { BenchState, PrinterSwitch } from '../contract.ts';
import type { Make } from './bench-link.ts';
import './panels.css';
import { Switch } from './switch.tsx';

/** A new roll, in millimetres: what the gauge is full at. */
const fullRoll = 80_000;

/** The printer's roll, cover and cable. */
export function PrinterPanel({ printer, make }: { printer: BenchState['printer']; make: Make }) {
  const to = (position: PrinterSwitch) => () => make({ type: 'switch-printer', to: position });
  const { plugged, paper, cover, cutter, mouth, millimetresLeft, transport } = printer;
  return (
    <section className="panel" aria-labelledby="printer-title">
      <h2 id="printer-title">
        <Printer className="panel-sign" aria-hidden="true" /> Imprimante
      </h2>
      {transport === 'simulated' ? (
        <>
          <div className="roll">
            <p className="row-name">
              <Scroll className="panel-sign" aria-hidden="true" /> Rouleau
              <strong className="roll-state" data-paper={paper}>
                {rolls[paper] ?? paper}
              </strong>
            </p>
            <meter
              className="roll-gauge"
              max={fullRoll}
              low={fullRoll / 10}
              value={millimetresLeft}
              aria-label="Papier restant"
            />
            <span className="roll-length">{metres(millimetresLeft)}</span>
            <div className="roll-buttons">
              <button type="button" className="button" disabled={paper === 'out'} onClick={to('paper-out')}>
                Vider
              </button>
              <button
                type="button"
                className="button"
                disabled={paper === 'near-end'}
                onClick={to('paper-near-end')}
              >
                Bientôt fini
              </button>
              <button type="button" className="button" onClick={to('refill')}>
                Changer
              </button>
            </div>
          </div>
          <Switch
            icon={PackageOpen}
            name="Capot"
            on={cover === 'closed'}
            words={['fermé', 'ouvert']}
            turn={(closed) => to(closed ? 'cover-close' : 'cover-open')()}
          />
          <Switch
            icon={Scissors}
            name="Massicot"
            on={cutter === 'ok'}
            words={['libre', 'bloqué']}
            turn={(free) => to(free ? 'cutter-free' : 'cutter-jam')()}
          />
          {mouth !== 'none' && (
            <button type="button" className="button" disabled={mouth !== 'presented'} onClick={to('take')}>
              Prendre le document présenté
            </button>
          )}
          <Switch
            icon={Plug}
            name="Alimentation et câble"
            on={plugged}
            words={['branchés', 'débranchés']}
            turn={(plug) => to(plug ? 'plug' : 'unplug')()}
          />
        </>
      ) : (
        <p>L’imprimante est une vraie ({transport}) : le banc ne la touche pas.</p>
      )}
    </section>
  );
}

const rolls: Record<string, string> = { ok: 'en place', 'near-end': 'bientôt fini', out: 'vide' };

/** Under a metre in centimetres, as that is when each sheet counts. */
function metres(millimetres: number): string {
  if (millimetres < 1_000) return `${Math.round(millimetres / 10)} cm`;
  return `${(millimetres / 1_000).toLocaleString('fr', { maximumFractionDigits: 1 })} m`;
}
