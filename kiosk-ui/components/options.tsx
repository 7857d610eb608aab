import type { Intent, Option } from '@borne/state-machines/view';
import { Check, ChevronRight } from 'lucide-react';
import './options.css';
import { Pictogram } from './icon.tsx';
import { PressButton } from './press-button.tsx';

type Selectable = Option & { readonly selected?: boolean };

interface OptionsProps {
  readonly options: readonly Selectable[];
  readonly press: (intent: Intent) => void;
}

/** A list of large buttons: one to choose from, or, when they carry `selected`, boxes to tick. */
export function Options({ options, press }: OptionsProps) {
  return (
    <ul className="options">
      {options.map((option) => (
        <li key={option.id}>
          <OptionButton option={option} press={press} />
        </li>
      ))}
    </ul>
  );
}

function OptionButton({ option, press }: { option: Selectable; press: OptionsProps['press'] }) {
  const { label, hint, icon, intent, unavailable, selected } = option;
  const ticks = selected === undefined ? {} : { role: 'checkbox' as const, 'aria-checked': selected };
  return (
    <PressButton className="option" intent={intent} press={press} unavailable={unavailable} {...ticks}>
      {selected !== undefined && <span className="tick">{selected && <Check aria-hidden="true" />}</span>}
      {icon !== undefined && (
        <span className="option-icon">
          <Pictogram icon={icon} />
        </span>
      )}
      <span className="option-words">
        <span className="option-label">{label}</span>
        {hint !== undefined && <span className="option-hint">{hint}</span>}
        {unavailable !== undefined && <span className="option-reason">{unavailable}</span>}
      </span>
      {selected === undefined && unavailable === undefined && (
        <ChevronRight aria-hidden="true" className="points-along" />
      )}
    </PressButton>
  );
}
