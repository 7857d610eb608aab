import type { LucideIcon } from 'lucide-react';

interface SwitchProps {
  readonly icon: LucideIcon;
  readonly name: string;
  readonly on: boolean;
  /** What it says when on, and when off. */
  readonly words: readonly [string, string];
  readonly turn: (on: boolean) => void;
}

/** A two-way switch whose state is also written out. */
export function Switch({ icon: Icon, name, on, words, turn }: SwitchProps) {
  return (
    <button type="button" className="switch" role="switch" aria-checked={on} onClick={() => turn(!on)}>
      <span className="row-name">
        <Icon className="panel-sign" aria-hidden="true" /> {name}
      </span>
      <span className="switch-state">{words[on ? 0 : 1]}</span>
      <span className="switch-track" aria-hidden="true" />
    </button>
  );
}
