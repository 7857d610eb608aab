import type { Intent } from '@borne/state-machines/view';
import { Delete } from 'lucide-react';
import { useEffect } from 'react';
import './keypad.css';
import { PressButton } from './press-button.tsx';

interface KeypadProps {
  readonly enabled: boolean;
  readonly canAdd: boolean;
  readonly canErase: boolean;
  readonly eraseLabel: string;
  readonly press: (intent: Intent) => void;
}

const digits = ['1', '2', '3', '4', '5', '6', '7', '8', '9', '0'];

/**
 * Digits in the order of a telephone, always left to right and never shuffled: people who do not see it know it by
 * heart. A keyboard's digits and Backspace do the same.
 */
export function Keypad({ enabled, canAdd, canErase, eraseLabel, press }: KeypadProps) {
  useEffect(() => {
    const type = ({ key, repeat, ctrlKey, altKey, metaKey }: KeyboardEvent) => {
      if (!enabled || repeat || ctrlKey || altKey || metaKey) return;
      if (canAdd && digits.includes(key)) press({ type: 'digit', digit: key });
      if (canErase && key === 'Backspace') press({ type: 'erase' });
    };
    window.addEventListener('keydown', type);
    return () => window.removeEventListener('keydown', type);
  }, [enabled, canAdd, canErase, press]);

  const unless = (usable: boolean) => (enabled && usable ? undefined : '');
  return (
    <div className="keypad" dir="ltr">
      {digits.map((digit) => (
        <PressButton
          className="key"
          intent={{ type: 'digit', digit }}
          press={press}
          unavailable={unless(canAdd)}
          key={digit}
        >
          {digit}
        </PressButton>
      ))}
      <PressButton
        className="key key-erase"
        intent={{ type: 'erase' }}
        press={press}
        unavailable={unless(canErase)}
      >
        <Delete aria-hidden="true" />
        <span>{eraseLabel}</span>
      </PressButton>
    </div>
  );
}
