import type { Action, Intent } from '@borne/state-machines/view';
import './actions.css';
import { IntentIcon } from './icon.tsx';
import { PressButton } from './press-button.tsx';

interface ActionsProps {
  readonly actions: readonly Action[];
  readonly press: (intent: Intent) => void;
}

/** The screen's buttons, at the bottom: what most people want first and widest, the rest side by side under it. */
export function Actions({ actions, press }: ActionsProps) {
  const primary = actions.filter(({ role }) => role === 'primary');
  const others = actions.filter(({ role }) => role !== 'primary');
  if (actions.length === 0) return null;
  return (
    <div className="actions">
      {[...primary, ...others].map((action) => (
        <PressButton
          className="action"
          data-role={action.role}
          intent={action.intent}
          press={press}
          unavailable={action.unavailable}
          key={JSON.stringify(action.intent)}
        >
          <IntentIcon intent={action.intent} />
          <span>
            {action.label}
            {action.unavailable !== undefined && <small className="reason">{action.unavailable}</small>}
          </span>
        </PressButton>
      ))}
    </div>
  );
}
