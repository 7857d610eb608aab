import type { MessageKey } from '../texts/fr.ts';
import type { Icon } from '../view.ts';

/** A service as the menu offers it. */
export interface Service {
  readonly id: string;
  readonly label: MessageKey;
  readonly hint: MessageKey;
  readonly icon: Icon;
  /** What must work for the service to be offered. */
  readonly needs: readonly 'printer'[];
}

/** The menu, in order. `id` names the state of the session that runs the service. */
export const catalogue = [
  {
    id: 'attestation-droits',
    label: 'service.attestation.label',
    hint: 'service.attestation.hint',
    icon: 'attestation',
    needs: ['printer'],
  },
] as const satisfies readonly Service[];
