import type { PrinterProfile } from '../profile.ts';
import { generic58 } from './generic-58.ts';
import { k80 } from './k80.ts';
import { tmM30 } from './tm-m30.ts';
import { tmT20iii } from './tm-t20iii.ts';
import { tmT88vi } from './tm-t88vi.ts';
import { tmT88vii } from './tm-t88vii.ts';
import { vkp80iii } from './vkp80iii.ts';

/** The printers that the driver knows, by the names that a configuration gives them. */
export const printerProfiles = {
  'tm-t20iii': tmT20iii,
  'tm-t88vi': tmT88vi,
  'tm-t88vii': tmT88vii,
  'tm-m30': tmM30,
  k80,
  vkp80iii,
  'generic-58': generic58,
} as const satisfies Record<string, PrinterProfile>;

export type PrinterProfileName = keyof typeof printerProfiles;
