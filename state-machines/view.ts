/**
 * What a screen shows and what a person may do on it: the whole interface between the host and its screens.
 * The host pushes a `View`; the screen draws it and sends back one of the `Intent`s that the View offers.
 * Texts arrive ready, in the person's language, so that screen, narration and paper say the same words.
 */

/** What a person asks for. Everything a touch, a keypad or a test can send to the host. */
export type Intent =
  | { readonly type: 'choose'; readonly option: string }
  | { readonly type: 'toggle'; readonly option: string }
  | { readonly type: 'digit'; readonly digit: string }
  | { readonly type: 'erase' }
  | { readonly type: 'confirm' }
  | { readonly type: 'back' }
  /** Ends the visit. */
  | { readonly type: 'leave' }
  /** "I am still here". */
  | { readonly type: 'stay' }
  /** A maintenance action. */
  | { readonly type: 'run'; readonly action: string };

/** A button: what it says and exactly what it sends. */
export interface Action {
  readonly label: string;
  readonly intent: Intent;
  readonly role: 'primary' | 'secondary' | 'quiet';
  /** Why it cannot be used now; the button is then shown with this reason and sends nothing. */
  readonly unavailable?: string;
}

export interface Option {
  readonly id: string;
  readonly label: string;
  readonly hint?: string;
  /** Name of a pictogram of the screen's set; decorative, never the only carrier of meaning. */
  readonly icon?: Icon;
  readonly intent: Intent;
  readonly unavailable?: string;
}

export type Icon =
  | 'attestation'
  | 'card'
  | 'person'
  | 'printer'
  | 'network'
  | 'journal'
  | 'identity'
  | 'reader'
  | 'paper'
  | 'sync';

export interface Step {
  readonly label: string;
  readonly state: 'done' | 'current' | 'waiting' | 'failed';
}

/** One line of the paper, as printed (see `documents/layout`). */
export type PaperLine =
  | {
      readonly kind: 'text';
      readonly text: string;
      readonly align: 'left' | 'center' | 'right';
      readonly bold: boolean;
      readonly large: boolean;
    }
  | { readonly kind: 'rule' }
  | { readonly kind: 'blank' }
  /** A 2D code, centred: one string a row, `1` a dark module; `columns` is its width in characters, quiet zone apart. */
  | { readonly kind: 'symbol'; readonly rows: readonly string[]; readonly columns: number };

export interface DeviceRow {
  readonly icon: Icon;
  readonly name: string;
  readonly state: string;
  readonly tone: 'good' | 'attention' | 'bad';
}

export type Tone = 'neutral' | 'success' | 'attention' | 'error';

/** The kinds of screen. A service is content in these kinds, not a screen of its own. */
export type Screen =
  | {
      readonly kind: 'attract';
      readonly title: string;
      readonly body: string;
      readonly services: readonly string[];
      /** What the centre has to say to everybody. */
      readonly notices?: readonly { readonly tone: Tone; readonly text: string }[];
    }
  | {
      readonly kind: 'choice';
      readonly title: string;
      readonly body?: string;
      readonly options: readonly Option[];
    }
  | {
      readonly kind: 'selection';
      readonly title: string;
      readonly body?: string;
      readonly options: readonly (Option & { readonly selected: boolean })[];
    }
  /** Digits entered on a keypad and held by the host: the screen knows only how many there are. */
  | {
      readonly kind: 'entry';
      readonly title: string;
      readonly body?: string;
      readonly filled: number;
      readonly length: { readonly min: number; readonly max: number };
      readonly error?: string;
      /** While false, the keypad is shown disabled (for example during the delay after a wrong PIN). */
      readonly enabled: boolean;
    }
  | {
      readonly kind: 'preview';
      readonly title: string;
      readonly body?: string;
      readonly paper: readonly PaperLine[];
    }
  | {
      readonly kind: 'progress';
      readonly title: string;
      readonly body?: string;
      readonly steps: readonly Step[];
      /** How far the current step has come: `done` of `of`, and in words. */
      readonly meter?: { readonly label: string; readonly done: number; readonly of: number };
      /** What not to do meanwhile, such as taking the card. */
      readonly caution?: string;
    }
  | {
      readonly kind: 'result';
      readonly tone: Tone;
      readonly title: string;
      readonly body: string;
      readonly details: readonly string[];
    }
  | {
      readonly kind: 'information';
      readonly tone: Tone;
      readonly title: string;
      readonly body: string;
      readonly icon?: Icon;
    }
  | {
      readonly kind: 'take';
      readonly title: string;
      readonly body: string;
      readonly things: readonly ('card' | 'paper')[];
    }
  /** Time is running out. `deadline` is in epoch milliseconds; the countdown is the screen's to draw. */
  | { readonly kind: 'warning'; readonly title: string; readonly body: string; readonly deadline: number }
  | { readonly kind: 'out-of-service'; readonly title: string; readonly body: string }
  | {
      readonly kind: 'maintenance';
      readonly title: string;
      readonly devices: readonly DeviceRow[];
      readonly facts: readonly { readonly label: string; readonly value: string }[];
      readonly tools: readonly Option[];
      readonly notice?: { readonly tone: Tone; readonly text: string };
    };

export type ScreenKind = Screen['kind'];

export type View = {
  /**
   * Names this instance of a screen. An intent carries it back: one made for a screen that has since gone is
   * refused, so that a tap meant for one question never answers the next.
   */
  readonly screen: string;
  readonly lang: string;
  readonly dir: 'ltr' | 'rtl';
  /** Who the visit is for, as on the card; only during a visit. */
  readonly holder?: string;
  /** Said on every screen while true: network down, simulation. */
  readonly banners: readonly { readonly tone: Tone; readonly text: string }[];
  readonly actions: readonly Action[];
} & Screen;

/** What the screen sends: an intent, and the screen it was made on. */
export interface IntentMessage {
  readonly screen: string;
  readonly intent: Intent;
}

const sameIntent = (a: Intent, b: Intent) =>
  Object.keys(a).length === Object.keys(b).length &&
  Object.entries(a).every(([key, value]) => b[key as keyof Intent] === value);

/** Every intent that `view` offers now. What is not in this list is refused. */
export function offeredIntents(view: View): readonly Intent[] {
  const buttons = view.actions
    .filter((action) => action.unavailable === undefined)
    .map((action) => action.intent);
  const usable = (options: readonly Option[]) =>
    options.filter((option) => option.unavailable === undefined).map((option) => option.intent);
  switch (view.kind) {
    case 'choice':
    case 'selection':
      return [...buttons, ...usable(view.options)];
    case 'maintenance':
      return [...buttons, ...usable(view.tools)];
    case 'entry': {
      if (!view.enabled) return buttons;
      const digits: Intent[] =
        view.filled < view.length.max ? [...'0123456789'].map((digit) => ({ type: 'digit', digit })) : [];
      const erase: Intent[] = view.filled > 0 ? [{ type: 'erase' }] : [];
      return [...buttons, ...digits, ...erase];
    }
    default:
      return buttons;
  }
}

/** Whether `message` was made for `view` and is one of the things it offers. */
export function allows(view: View, message: IntentMessage): boolean {
  return (
    message.screen === view.screen &&
    offeredIntents(view).some((offered) => sameIntent(offered, message.intent))
  );
}
