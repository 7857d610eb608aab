import { barcodeCommands } from './barcode-commands.ts';
import { characterCommands } from './character-commands.ts';
import { counterCommands } from './counter-commands.ts';
import { feedCommands } from './feed-commands.ts';
import { graphicsCommands } from './graphics-commands.ts';
import type { Handlers } from './handler.ts';
import { imageCommands } from './image-commands.ts';
import { kanjiCommands } from './kanji-commands.ts';
import { mechanismCommands } from './mechanism-commands.ts';
import { pageModeCommands } from './page-mode-commands.ts';
import { positionCommands } from './position-commands.ts';
import { statusCommands } from './status-commands.ts';
import { symbolCommands } from './symbol-commands.ts';

/** What each command of the set does: the compiler sees to it that none is missing. */
export const handlers: Handlers = {
  ...characterCommands,
  ...kanjiCommands,
  ...positionCommands,
  ...feedCommands,
  ...pageModeCommands,
  ...imageCommands,
  ...graphicsCommands,
  ...barcodeCommands,
  ...symbolCommands,
  ...counterCommands,
  ...statusCommands,
  ...mechanismCommands,
};
