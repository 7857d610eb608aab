import { customDialect } from './custom-status.ts';
import { epsonDialect } from './epson-status.ts';
import type { StatusDialect } from './status.ts';

/** The dialects of status that there are, by the names that profiles give them. */
export const statusDialects = {
  epson: epsonDialect,
  custom: customDialect,
} as const satisfies Record<string, StatusDialect>;

export type StatusDialectName = keyof typeof statusDialects;
