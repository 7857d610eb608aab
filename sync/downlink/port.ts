import type { EpochMilliseconds } from '@borne/domain/time';

/** How far what the centre last sent can be relied on. */
export type Freshness =
  /** Nothing was ever received. */
  | { readonly freshness: 'never' }
  | { readonly freshness: 'current'; readonly until: EpochMilliseconds }
  /** Nothing newer came before the end that the centre set: what may have changed `since` is not known here. */
  | { readonly freshness: 'expired'; readonly since: EpochMilliseconds };

/** What the centre sent down, as it applies now. Nothing personal. */
export interface Instructions {
  /** Version of the manifest it comes from. */
  readonly version?: number;
  readonly freshness: Freshness;
  /** To be shown while nobody is there. */
  readonly notices: readonly { readonly tone: 'neutral' | 'attention'; readonly text: string }[];
  /** Caisses that are known not to update cards now. */
  readonly closures: readonly {
    readonly regime: string;
    readonly caisse: string;
    readonly reopensAt: EpochMilliseconds;
  }[];
  /** Services not offered for now, by name. */
  readonly withdrawn: readonly string[];
  /** Texts in place of the kiosk's own, checked. */
  readonly texts: Readonly<Record<string, string>>;
  /** The software that the centre wants here. */
  readonly software?: string;
}

/** What the machines ask of the downlink. */
export interface DownlinkPort {
  current(): Instructions;
  /** Calls back when any of it changes, a moment that passes included. Returns the way to stop. */
  subscribe(listener: () => void): () => void;
}
