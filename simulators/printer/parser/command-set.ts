import { escapeCommands } from './escape-commands.ts';
import { fileSeparatorCommands } from './file-separator-commands.ts';
import { groupSeparatorCommands } from './group-separator-commands.ts';
import type { CommandShape } from './lengths.ts';
import { dataLinkCommands, panelCommands, singleByteCommands } from './other-commands.ts';

/** Every command that is told apart, by its name in Epson's reference. */
export const commandSet = {
  ...escapeCommands,
  ...groupSeparatorCommands,
  ...fileSeparatorCommands,
  ...dataLinkCommands,
  ...panelCommands,
  ...singleByteCommands,
} as const satisfies Record<string, CommandShape>;

export type CommandName = keyof typeof commandSet;
