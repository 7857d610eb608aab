import type { MessageKey } from '../texts/fr.ts';
import type { Icon } from '../view.ts';

/** A service as the menu offers it. */
export interface Service {
  readonly id: string;
  readonly label: MessageKey;
  readonly hint: MessageKey;
  readonly icon: Icon;
  /** What must work for the service to be offered. */
  readonly needs: readonly ('printer' | 'network')[];
}

/** The menu, in order: what most people come for is first. */
export const catalogue = [
  {
    id: 'mise-a-jour',
    label: 'service.update.label',
    hint: 'service.update.hint',
    icon: 'card',
    needs: ['network'],
  },
  {
    id: 'attestation-droits',
    label: 'service.attestation.label',
    hint: 'service.attestation.hint',
    icon: 'attestation',
    needs: ['printer'],
  },
] as const satisfies readonly Service[];

export type ServiceId = (typeof catalogue)[number]['id'];
