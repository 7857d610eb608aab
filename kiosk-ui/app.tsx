import { useEffect, useSyncExternalStore } from 'react';
import type { Connection } from './connection.ts';
import { Frame } from './frame.tsx';
import { Waiting } from './screens/waiting.tsx';

/** The page: the host's View, or the waiting screen when there is none. */
export function App({ connection }: { connection: Connection }) {
  const connected = useSyncExternalStore(connection.subscribe, connection.current);
  const view = connected.status === 'live' ? connected.view : undefined;
  const language = view?.lang ?? 'fr';
  const direction = view?.dir ?? 'ltr';
  useEffect(() => {
    document.documentElement.lang = language;
    document.documentElement.dir = direction;
  }, [language, direction]);
  const screen = view?.screen;
  useEffect(() => {
    connection.stands(screen);
    return () => connection.stands(undefined);
  }, [connection, screen]);
  return view ? <Frame view={view} press={connection.press} now={Date.now} /> : <Waiting />;
}
