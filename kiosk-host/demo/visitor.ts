import { type Intent, offeredIntents, type View } from '@borne/state-machines/view';
import { WebSocket } from 'ws';
import type { ToScreen } from '../web/ui-channel.ts';

/** How long a visitor waits for a screen before giving up, in milliseconds. */
const patience = 60_000;

/**
 * Somebody at the screen, without a browser: sees each View and presses what it offers, over the same WebSocket
 * as the real screen. For the demo and for tests.
 */
export class Visitor {
  #view: View | undefined;
  #refusals: string[] = [];
  #watchers = new Set<() => void>();

  private constructor(private readonly socket: WebSocket) {
    socket.on('message', (data) => {
      const message = JSON.parse(String(data)) as ToScreen;
      if (message.type === 'view') this.#view = message.view;
      else this.#refusals.push(message.reason);
      for (const watcher of [...this.#watchers]) watcher();
    });
  }

  /** `url` is the kiosk's address, such as `http://127.0.0.1:8080`. Resolves with the first View shown. */
  static async arrive(url: string, onView: (view: View) => void = () => {}): Promise<Visitor> {
    const visitor = new Visitor(new WebSocket(`${url.replace(/^http/, 'ws')}/ui`, { origin: url }));
    visitor.#watchers.add(() => visitor.#view && onView(visitor.#view));
    visitor.socket.on('error', () => {});
    await visitor.sees('the first screen', () => true);
    return visitor;
  }

  get view(): View {
    if (!this.#view) throw new Error('no screen yet');
    return this.#view;
  }

  /** Reasons the host gave for refusing an intent, in order. */
  get refusals(): readonly string[] {
    return this.#refusals;
  }

  /** Waits until the screen is as `wanted` says; fails with what it shows instead. */
  sees(what: string, wanted: (view: View) => boolean): Promise<View> {
    return new Promise((resolve, reject) => {
      const settle = (outcome: () => void) => {
        clearTimeout(timer);
        this.#watchers.delete(look);
        this.socket.off('close', closed);
        outcome();
      };
      const look = () => {
        const view = this.#view;
        if (view && wanted(view)) settle(() => resolve(view));
      };
      const closed = () =>
        settle(() => reject(new Error(`the host went away before the visitor saw ${what}`)));
      const shown = () =>
        this.#view ? `${this.#view.kind} "${'title' in this.#view ? this.#view.title : ''}"` : 'nothing';
      const timer = setTimeout(
        () => settle(() => reject(new Error(`the visitor never saw ${what}; the screen shows ${shown()}`))),
        patience,
      );
      this.#watchers.add(look);
      this.socket.once('close', closed);
      look();
    });
  }

  /** Waits for a screen of `kind`. */
  seesKind(kind: View['kind']): Promise<View> {
    return this.sees(`a screen of kind ${kind}`, (view) => view.kind === kind);
  }

  /** Presses something the screen offers; fails if it does not offer it. */
  press(intent: Intent): void {
    if (!offers(this.view, intent))
      throw new Error(
        `the screen ${this.view.screen} (${this.view.kind}) does not offer ${JSON.stringify(intent)}`,
      );
    this.send(intent, this.view.screen);
  }

  /**
   * Presses `intent` until the screen is as `wanted` says. What was offered a moment ago may be refused, as when a printer drops out
   * between two looks at it: people press again once it is offered again.
   */
  async pressesUntil(intent: Intent, what: string, wanted: (view: View) => boolean): Promise<View> {
    for (;;) {
      const canPress = (view: View) => offers(view, intent);
      await this.sees(`a screen that offers ${intent.type}`, (view) => wanted(view) || canPress(view));
      if (wanted(this.view)) return this.view;
      const refusals = this.#refusals.length;
      this.press(intent);
      await this.sees(what, (view) => wanted(view) || this.#refusals.length > refusals);
      if (wanted(this.view)) return this.view;
    }
  }

  /** Sends an intent whether or not the screen offers it. */
  send(intent: Intent, screen: string): void {
    this.socket.send(JSON.stringify({ type: 'intent', screen, intent }));
  }

  leave(): void {
    this.socket.close();
  }
}

function offers(view: View, intent: Intent): boolean {
  const wanted = JSON.stringify(intent);
  return offeredIntents(view).some((offered) => JSON.stringify(offered) === wanted);
}
