import {
  Ban,
  Building2,
  Cable,
  CircleCheck,
  CircleHelp,
  type LucideIcon,
  Monitor,
  Siren,
} from 'lucide-react';
import type { BenchState, CentralOperation } from '../contract.ts';
import type { Make } from './bench-link.ts';
import './panels.css';
import { Switch } from './switch.tsx';

/** The way from the kiosk's journal to the centre, and what the centre made of it. */
export function CentrePanel({ state, make }: { state: BenchState; make: Make }) {
  const { network, journal, central } = state;
  const { alarms } = central;
  const newestFirst = central.operations.toReversed();
  return (
    <section className="panel panel-tall" aria-labelledby="centre-title">
      <h2 id="centre-title">
        <Building2 className="panel-sign" aria-hidden="true" /> Réseau et centre
      </h2>
      <Switch
        icon={Cable}
        name="Câble du réseau"
        on={network.up}
        words={['branché', 'coupé']}
        turn={(up) => make({ type: 'switch-network', up })}
      />
      <div className="way" data-up={network.up}>
        <dl className="way-end">
          <Monitor className="way-sign" aria-hidden="true" />
          <Count name="à transmettre" value={journal.unacknowledged} />
          <Count name="en doute" value={journal.inDoubt} />
        </dl>
        <span className="way-cable" aria-hidden="true" />
        <dl className="way-end">
          <Building2 className="way-sign" aria-hidden="true" />
          <Count name={central.records > 1 ? 'reçus' : 'reçu'} value={central.records} />
          <Count
            name={central.operations.length > 1 ? 'opérations' : 'opération'}
            value={central.operations.length}
          />
        </dl>
      </div>
      {alarms.length > 0 && (
        <p className="alarms">
          <Siren className="panel-sign" aria-hidden="true" />
          <span>
            {alarms.length > 1 ? `${alarms.length} alertes` : 'Une alerte'} ; la dernière : {alarms.at(-1)}
          </span>
        </p>
      )}
      <h3 id="operations-title">Ce que le centre sait</h3>
      {newestFirst.length === 0 ? (
        <p className="operations-none">Rien encore.</p>
      ) : (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keyboard (WCAG 2.1.1)
        <ul className="operations" aria-labelledby="operations-title" tabIndex={0}>
          {newestFirst.map((operation) => (
            <Operation operation={operation} key={operation.operationId} />
          ))}
        </ul>
      )}
    </section>
  );
}

function Count({ name, value }: { name: string; value: number }) {
  return (
    <div data-some={value > 0}>
      <dt>{name}</dt>
      <dd>{value}</dd>
    </div>
  );
}

function Operation({
  operation: { operationId, kind, outcome, documentNumber, onCard, records },
}: {
  operation: CentralOperation;
}) {
  const { icon: Icon, words, note }: Outcome = outcomes[outcome] ?? { icon: CircleHelp, words: outcome };
  const told = onCard === undefined ? note : (settlements[onCard] ?? onCard);
  return (
    <li className="operation" data-outcome={outcome}>
      <Icon className="operation-sign" aria-hidden="true" />
      <strong>{kinds[kind] ?? kind}</strong>
      <span className="operation-outcome">{words}</span>
      <span className="operation-number">{documentNumber ?? operationId}</span>
      <span className="operation-records">
        {records} enregistrement{records > 1 && 's'}
      </span>
      {told !== undefined && <span className="operation-note">{told}</span>}
    </li>
  );
}

const kinds: Record<string, string> = {
  'attestation-droits': 'Attestation de droits',
  'card-update': 'Mise à jour de la carte',
  maintenance: 'Maintenance',
};

/** What the card told of its update, at once or at a later presentation; never over what the kiosk said. */
const settlements: Record<string, string> = {
  applied: 'La carte dit : écrite en entier.',
  partly: 'La carte dit : écrite en partie, complétée depuis.',
  'not-applied': 'La carte dit : rien n’a été écrit.',
};

interface Outcome {
  readonly icon: LucideIcon;
  readonly words: string;
  readonly note?: string;
}

const outcomes: Record<string, Outcome> = {
  done: { icon: CircleCheck, words: 'fait' },
  'in-doubt': { icon: CircleHelp, words: 'en doute', note: 'Sans preuve de sa fin, ne compte pas.' },
  'not-done': { icon: Ban, words: 'pas fait' },
};
