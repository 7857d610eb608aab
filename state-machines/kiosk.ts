import type { CardReaderState } from '@borne/device-drivers/card-reader/port';
import type { PrinterState } from '@borne/device-drivers/receipt-printer/port';
import type { Timers } from '@borne/domain/time';
import type { Instructions } from '@borne/sync/downlink/port';
import type { Backlog } from '@borne/sync/journal/port';
import {
  type AnyActorRef,
  type AnyMachineSnapshot,
  createActor,
  type InspectionEvent,
  type StateValue,
} from 'xstate';
import { type Delays, defaultDelays } from './delays.ts';
import { type KioskEvent, kioskMachine } from './kiosk.machine.ts';
import { observed } from './observed-ports.ts';
import type { KioskPorts, KioskSettings as Settings } from './ports.ts';
import { nameScreens } from './screen-names.ts';
import type { SyncContext } from './sync.machine.ts';
import { fr } from './texts/fr.ts';
import { createTexts, type Say } from './texts/texts.ts';
import { allows, type IntentMessage, type View } from './view.ts';
import { kioskPage } from './views/kiosk.ts';
import type { Page, Surroundings } from './views/page.ts';
import { staleBanner } from './views/reference.ts';

export type { KioskPorts } from './ports.ts';

export interface KioskSettings extends Settings {
  /** Replaces some of the waits. */
  readonly delays?: Partial<Delays>;
}

/** How the kiosk is, for logs and the bench. Holds nothing personal. */
export interface KioskStatus {
  /** Path of states, outermost first, such as `visiting > open.stage.menu+attention.watching`. */
  readonly state: string;
  readonly inService: boolean;
  readonly reader: CardReaderState;
  readonly printer: PrinterState;
  readonly network: SyncContext['network'];
  readonly journalUsable: boolean;
  readonly backlog: Backlog;
  readonly lastDelivery: SyncContext['last'];
  /** A batch of the journal is on its way. */
  readonly delivering: boolean;
}

/** A machine reached another state. Holds nothing personal. */
export interface Transition {
  readonly machine: string;
  readonly event: string;
  readonly state: string;
}

export interface Kiosk {
  /** What the screen shows now. */
  view(): View;
  /** Calls `listener` with each new view, once things have settled. Returns the unsubscription. */
  subscribe(listener: (view: View) => void): () => void;
  /** Takes an intent from a screen if the view offers it now, and says why if not. */
  send(message: IntentMessage): 'accepted' | { readonly refused: string };
  status(): KioskStatus;
  /** Tells what somebody else saw of the network: the heartbeat talks to the centre when nothing else does. */
  networkSeen(reachable: boolean): void;
  onTransition(listener: (transition: Transition) => void): () => void;
  /** Stops every machine. A print under way is given up; its operation stays in doubt. */
  stop(): void;
}

/** XState counts on these when it is given none: the real ones. */
const realTimers: Timers = {
  setTimeout: (callback, delay) => setTimeout(callback, delay),
  clearTimeout: (id) => clearTimeout(id as ReturnType<typeof setTimeout>),
};

/**
 * Starts the kiosk on `ports`. `timers` counts every wait of the machines; a test gives an XState
 * `SimulatedClock`. Nothing is read from the environment, and nothing is written but through the ports. `inspect` is
 * for a developer's tools and for tests: it sees all that the machines hold, personal data included.
 */
export function createKiosk(
  ports: KioskPorts,
  settings: KioskSettings,
  timers: Timers = realTimers,
  inspect: (inspected: InspectionEvent) => void = () => {},
): Kiosk {
  let say: Say = () => '';
  let texts: object | undefined;
  const viewListeners = new Set<(view: View) => void>();
  const transitionListeners = new Set<(transition: Transition) => void>();
  const states = new Map<string, string>();
  const named = nameScreens(ports.random);
  let stopped = false;
  let settlingSoon = false;
  let outdated = true;
  let current: View | undefined;
  let shown = '';

  const notice = (event: KioskEvent) => {
    if (!stopped) root.send(event);
  };
  const root = createActor(
    kioskMachine(observed(ports, notice), settings, { ...defaultDelays, ...settings.delays }),
    {
      id: 'kiosk',
      systemId: 'kiosk',
      clock: timers,
      inspect: (inspected) => {
        inspect(inspected);
        if (inspected.type !== '@xstate.snapshot') return;
        outdated = true;
        tellSoon();
        const { id } = inspected.actorRef as AnyActorRef;
        const { value } = inspected.snapshot as Partial<AnyMachineSnapshot>;
        if (value !== undefined) tellTransition(id, inspected.event.type, stateText(value));
      },
    },
  );

  function tellTransition(machine: string, event: string, state: string): void {
    if (states.get(machine) === state) return;
    states.set(machine, state);
    for (const listener of transitionListeners) listener({ machine, event, state });
  }

  /** One event may move several machines, one after the other: listeners hear of the last state only. */
  function tellSoon(): void {
    if (settlingSoon) return;
    settlingSoon = true;
    queueMicrotask(() => {
      settlingSoon = false;
      if (stopped) return;
      const view = viewNow();
      const text = JSON.stringify(view);
      if (text === shown) return;
      shown = text;
      for (const listener of viewListeners) listener(view);
    });
  }

  /** In the words of the catalogue, but for those that the centre replaced. */
  function sayNow(instructions: Instructions): Say {
    if (texts !== instructions.texts) {
      texts = instructions.texts;
      say = createTexts(settings.language, fr, instructions.texts);
    }
    return say;
  }

  function surroundings(): Surroundings {
    const { context, children } = root.getSnapshot();
    const instructions = ports.downlink.current();
    const sync = children.sync?.getSnapshot().context;
    return {
      say: sayNow(instructions),
      settings,
      reader: context.reader,
      printer: context.printer,
      network: sync?.network ?? 'unknown',
      lastDelivery: sync?.last ?? null,
      journalUsable: context.journalUsable,
      identity: ports.identity.state(),
      instructions,
      journalHealth: ports.journal.health(),
      backlog: ports.journal.backlog(),
      now: ports.clock.now(),
    };
  }

  function viewNow(): View {
    if (!outdated && current) return current;
    outdated = false;
    const around = surroundings();
    const page = kioskPage(root.getSnapshot(), around);
    current = dressed(page, named(page.key), around);
    return current;
  }

  root.start();
  const unsubscribeDownlink = ports.downlink.subscribe(() => {
    outdated = true;
    tellSoon();
  });

  return {
    view: viewNow,
    subscribe: (listener) => {
      viewListeners.add(listener);
      return () => viewListeners.delete(listener);
    },
    send: (message) => {
      if (stopped) return { refused: 'the kiosk has stopped' };
      const view = viewNow();
      if (message.screen !== view.screen)
        return { refused: `made for another screen than ${view.screen} (${view.kind}), which is shown` };
      if (!allows(view, message))
        return { refused: `${message.intent.type} is not offered by screen ${view.screen} (${view.kind})` };
      root.send({ type: 'intent', intent: message.intent });
      return 'accepted';
    },
    status: () => {
      const { reader, printer, network, journalUsable, backlog, lastDelivery } = surroundings();
      const snapshot = root.getSnapshot();
      return {
        state: statePath(snapshot),
        inService: !snapshot.matches('outOfService') && !snapshot.matches('starting'),
        reader,
        printer,
        network,
        journalUsable,
        backlog,
        lastDelivery,
        delivering: snapshot.children.sync?.getSnapshot().matches('delivering') ?? false,
      };
    },
    networkSeen: (reachable) => notice({ type: 'network.seen', reachable }),
    onTransition: (listener) => {
      transitionListeners.add(listener);
      return () => transitionListeners.delete(listener);
    },
    stop: () => {
      stopped = true;
      unsubscribeDownlink();
      root.stop();
    },
  };
}

/** The page with what every screen has: its name, its language, what is true of the whole kiosk. */
function dressed(page: Page, screen: string, around: Surroundings): View {
  const { say, settings, network } = around;
  return {
    ...page.screen,
    screen,
    lang: settings.language,
    dir: 'ltr',
    ...(page.holder === undefined ? {} : { holder: page.holder }),
    banners: [
      ...(settings.specimen ? [{ tone: 'neutral' as const, text: say('banner.specimen') }] : []),
      ...(network === 'down' ? [{ tone: 'attention' as const, text: say('banner.offline') }] : []),
      ...staleBanner(around),
    ],
    actions: page.actions,
  };
}

/** `a.b` for nested states, `a+b` for parallel ones. */
function stateText(value: StateValue): string {
  if (typeof value === 'string') return value;
  return Object.entries(value)
    .map(([name, inner]) => (inner === undefined ? name : `${name}.${stateText(inner)}`))
    .join('+');
}

/** The machines that a person's doing goes through; at most one of them runs in each. */
const onTheWay = ['session', 'maintenance', 'service', 'admission', 'issue'];

function statePath({ value, children }: AnyMachineSnapshot): string {
  const next = onTheWay.map((name) => children[name]).find((child) => child !== undefined);
  return [stateText(value), ...(next ? [statePath(next.getSnapshot())] : [])].join(' > ');
}
