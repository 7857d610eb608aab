import type { ScreenKind, View } from '@borne/state-machines/view';
import type { ComponentType } from 'react';
import { Attract } from './attract.tsx';
import { Choice } from './choice.tsx';
import { Entry } from './entry.tsx';
import { Information } from './information.tsx';
import { Maintenance } from './maintenance.tsx';
import { OutOfService } from './out-of-service.tsx';
import { Preview } from './preview.tsx';
import { Progress } from './progress.tsx';
import { Result } from './result.tsx';
import type { ScreenNeeds, ScreenProps } from './screen-props.ts';
import { Take } from './take.tsx';
import { Warning } from './warning.tsx';

/** Every kind has its screen: one added to the View is a type error here until it is drawn. */
const screens: { readonly [Kind in ScreenKind]: ComponentType<ScreenProps<Kind>> } = {
  attract: Attract,
  choice: Choice,
  selection: Choice,
  entry: Entry,
  preview: Preview,
  progress: Progress,
  result: Result,
  information: Information,
  take: Take,
  warning: Warning,
  'out-of-service': OutOfService,
  maintenance: Maintenance,
};

/** The screen of `view`. */
export function drawScreen(view: View, needs: ScreenNeeds) {
  // TypeScript cannot see that the component and the view come from the same kind; the table's type says so.
  const Screen = screens[view.kind] as ComponentType<ScreenProps>;
  return <Screen view={view} {...needs} />;
}
