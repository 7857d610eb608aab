import type { Tone, View } from '@borne/state-machines/view';
import { UserRound } from 'lucide-react';
import './frame.css';
import { ToneIcon } from './components/icon.tsx';
import { Mark } from './components/mark.tsx';
import { drawScreen } from './screens/by-kind.tsx';
import type { ScreenNeeds } from './screens/screen-props.ts';

/** What surrounds every screen: its banners, whose visit it is, and the screen itself. */
export function Frame({ view, ...needs }: { view: View } & ScreenNeeds) {
  return (
    <div className="stage" data-kind={view.kind} lang={view.lang} dir={view.dir}>
      <header className="header">
        {view.banners.length > 0 && <Banners banners={view.banners} />}
        <div className="header-line">
          <Mark />
          {view.holder !== undefined && (
            <p className="holder">
              <UserRound aria-hidden="true" />
              <span>{view.holder}</span>
            </p>
          )}
        </div>
      </header>
      <main className="main" key={view.screen}>
        {drawScreen(view, needs)}
      </main>
    </div>
  );
}

function Banners({ banners }: { banners: View['banners'] }) {
  return (
    <div role="status">
      <ul>
        {banners.map(({ tone, text }: { tone: Tone; text: string }) => (
          <li className="banner" data-tone={tone} key={text}>
            <ToneIcon tone={tone} />
            <span>{text}</span>
          </li>
        ))}
      </ul>
    </div>
  );
}
