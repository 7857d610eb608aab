import type { DeviceError } from '@borne/domain/device-error';
import { err, ok, type Result } from '@borne/domain/result';
import type { Clock, Timers } from '@borne/domain/time';
import type { HttpOptions } from '../central/http.ts';
import type { CentralKeys } from '../contract/central-keys.ts';
import type { Manifest } from '../contract/downlink.ts';
import type { OppositionPort } from '../opposition/port.ts';
import { fetchManifest, fetchPart } from './fetch-set.ts';
import { instructionsAt, nextChange, type ReferenceSet } from './instructions.ts';
import { keptSetIn } from './kept-set.ts';
import { type CheckTexts, isKnownPart, OPPOSITION, type Reference, readParts, sha256 } from './parts.ts';
import type { DownlinkPort } from './port.ts';
import { readManifest } from './signed-manifest.ts';

/** How asking for a newer manifest ended. Problems are for a technician. */
export type Refresh =
  /** `kept`: on disk; one that is not serves until the kiosk stops. */
  | { readonly refresh: 'replaced'; readonly version: number; readonly kept: boolean }
  | { readonly refresh: 'unchanged' }
  /** The centre could not be asked, or stopped answering. */
  | { readonly refresh: 'failed'; readonly error: DeviceError }
  /** What came is not believed: the set in hand stands. */
  | { readonly refresh: 'refused'; readonly problem: string };

/** What of the set in hand goes up with a heartbeat. */
export interface Reported {
  readonly version?: number;
  /** When the manifest was issued, by the centre's clock. */
  readonly issued?: number;
  readonly opposition?: { readonly version: number; readonly cards: number };
  /** Whether the last manifest that came was not believed. */
  readonly refused: boolean;
}

export interface Downlink extends DownlinkPort, OppositionPort {
  /** Asks the centre for a newer manifest, fetches what is new in it and puts it in the place of the old one, whole or not at all. */
  refresh(signal?: AbortSignal): Promise<Refresh>;
  /** The centre's keys: those it sent down last, or those of the enrolment. */
  keys(): CentralKeys;
  reported(): Reported;
  /** Stops watching the time. */
  close(): void;
}

export interface DownlinkOptions {
  /** Where the set is kept; made when missing. */
  readonly folder: string;
  readonly kiosk: string;
  readonly http: HttpOptions;
  /** The best that is known of the time: dates of the centre are judged by it. */
  readonly clock: Pick<Clock, 'now'>;
  readonly timers: Timers;
  /**
   * The keys that came with the enrolment, or with the certificate since. Once they are others, those that an earlier set led to are
   * believed no more, nor is that set when none of them signed it: a person's enrolling the kiosk again puts right what went wrong.
   */
  readonly enrolled: () => CentralKeys;
  readonly checkTexts: CheckTexts;
}

/** A set, the key that was trusted for its manifest, and the keys of the enrolment it came under. */
interface InHand extends ReferenceSet {
  readonly signedWith: string;
  readonly enrolledWith: readonly string[];
}

const textsOf = ({ manifest, watermark, recipients }: CentralKeys) => [
  ...manifest,
  ...watermark,
  ...recipients,
];

/** Timers count no further; and a clock that is set meanwhile is noticed within the hour. */
const LONGEST_WATCH = 60 * 60 * 1000;

/** What the centre sends down: from `folder` at once, whatever the network, and from the centre when asked. */
export function openDownlink(options: DownlinkOptions): Downlink {
  const { kiosk, http, clock, timers, enrolled, checkTexts } = options;
  const folder = keptSetIn(options.folder);
  const listeners = new Set<() => void>();
  let refused = false;
  let watch: unknown;
  const kept = readKept();
  let inHand = kept?.reference && { ...kept, reference: kept.reference };
  /** No older manifest is taken, even when the parts of the newest one were lost. */
  let newest = kept?.manifest.version ?? 0;
  let underWay: Promise<Refresh> | undefined;
  if (inHand) folder.tidy(inHand.manifest.parts);
  watchTime();

  /** Whether what is or was in hand came under the enrolment as it is now. */
  function isUnderEnrolment({ enrolledWith }: Pick<InHand, 'enrolledWith'>): boolean {
    return String(enrolledWith) === String(textsOf(enrolled()));
  }

  const keys = () => (inHand && isUnderEnrolment(inHand) ? inHand.reference.keys : undefined) ?? enrolled();

  /** The manifest that was kept, and what its parts say when they are all there. */
  function readKept(): (Omit<InHand, 'reference'> & { readonly reference?: Reference }) | undefined {
    const found = folder.manifest();
    if (found === undefined) return undefined;
    const { signedWith, enrolledWith } = found;
    const trusted = isUnderEnrolment(found) ? [signedWith] : enrolled().manifest;
    const manifest = readManifest(found.jws, { kiosk, keys: trusted });
    if (!manifest.ok) return undefined;
    const read = readParts(manifest.value.manifest, ({ sha256: name }) => folder.part(name), checkTexts);
    return { ...manifest.value, enrolledWith, ...(read.ok && { reference: read.value }) };
  }

  /** Fetches the parts that are not in the folder, or were damaged there. */
  async function fetchMissing(
    { parts }: Manifest,
    signal: AbortSignal | undefined,
  ): Promise<Result<ReadonlyMap<string, Uint8Array>, DeviceError>> {
    const fresh = new Map<string, Uint8Array>();
    for (const part of parts.filter(isKnownPart)) {
      const there = folder.part(part.sha256);
      if (fresh.has(part.sha256) || (there && sha256(there) === part.sha256)) continue;
      const before = part.name === OPPOSITION ? oppositionInHand() : undefined;
      const fetched = await fetchPart(http, part, before, signal);
      if (!fetched.ok) return fetched;
      fresh.set(part.sha256, fetched.value);
    }
    return ok(fresh);
  }

  function oppositionInHand() {
    const reference = inHand?.manifest.parts.find(({ name }) => name === OPPOSITION);
    const list = inHand?.reference.opposition;
    return reference && list && { sha256: reference.sha256, list };
  }

  /** Why a manifest must not take the place of the one in hand; undefined when it may. */
  function objection({ version, validUntil }: Manifest): string | undefined {
    if (version < newest || version === inHand?.manifest.version)
      return `manifest: version ${version} is not newer than ${newest}, which was had already`;
    if (validUntil <= clock.now()) return `manifest: version ${version} is out of date already`;
    return undefined;
  }

  /** Lets go of a set that the keys of a new enrolment do not vouch for: its centre's next one may well have a lower version. */
  function heedEnrolment(): void {
    if (!inHand || isUnderEnrolment(inHand) || enrolled().manifest.includes(inHand.signedWith)) return;
    inHand = undefined;
    newest = 0;
    tell();
  }

  async function ask(signal?: AbortSignal): Promise<Refresh> {
    heedEnrolment();
    const answer = await fetchManifest(http, kiosk, inHand?.manifest.version, signal);
    if (!answer.ok) return { refresh: 'failed', error: answer.error };
    if (answer.value === 'unchanged') return believe({ refresh: 'unchanged' });
    const signed = readManifest(answer.value, { kiosk, keys: keys().manifest });
    if (!signed.ok) return refuse(signed.error);
    const { manifest, signedWith } = signed.value;
    const enrolledWith = textsOf(enrolled());
    const wrong = objection(manifest);
    if (wrong !== undefined) return refuse(wrong);
    const fresh = await fetchMissing(manifest, signal);
    if (!fresh.ok) return { refresh: 'failed', error: fresh.error };
    const reference = readParts(
      manifest,
      ({ sha256: name }) => fresh.value.get(name) ?? folder.part(name),
      checkTexts,
    );
    if (!reference.ok) return refuse(reference.error);
    inHand = { manifest, signedWith, enrolledWith, reference: reference.value };
    newest = manifest.version;
    const written = keep({ jws: answer.value, signedWith, enrolledWith }, fresh.value);
    tell();
    return believe({ refresh: 'replaced', version: manifest.version, kept: written.ok });
  }

  function keep(
    manifest: Parameters<typeof folder.replace>[0],
    fresh: ReadonlyMap<string, Uint8Array>,
  ): Result<void, unknown> {
    try {
      folder.replace(manifest, fresh);
      folder.tidy(inHand?.manifest.parts ?? []);
      return ok(undefined);
    } catch (cause) {
      return err(cause);
    }
  }

  function believe<R extends Refresh>(refreshed: R): R {
    refused = false;
    return refreshed;
  }

  function refuse(problem: string): Refresh {
    refused = true;
    return { refresh: 'refused', problem };
  }

  function tell() {
    watchTime();
    for (const listener of listeners) listener();
  }

  function watchTime() {
    timers.clearTimeout(watch);
    if (!inHand) return;
    const now = clock.now();
    watch = timers.setTimeout(tell, Math.max(1, Math.min(LONGEST_WATCH, nextChange(inHand, now) - now)));
  }

  return {
    current: () => instructionsAt(inHand, clock.now()),
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    isOpposed: (serial) => inHand?.reference.opposition?.has(serial) ?? false,
    refresh(signal) {
      underWay ??= ask(signal).finally(() => {
        underWay = undefined;
      });
      return underWay;
    },
    keys,
    reported() {
      const list = inHand?.reference.opposition;
      const part = inHand?.manifest.parts.find(({ name }) => name === OPPOSITION);
      return {
        ...(inHand && { version: inHand.manifest.version, issued: inHand.manifest.issued }),
        ...(list && part && { opposition: { version: part.version, cards: list.size } }),
        refused,
      };
    },
    close() {
      timers.clearTimeout(watch);
      listeners.clear();
    },
  };
}
