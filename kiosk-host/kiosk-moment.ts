import type { PrinterState } from '@borne/device-drivers/receipt-printer/port';
import type { Clock } from '@borne/domain/time';
import type { Kiosk } from '@borne/state-machines/kiosk';
import type { Heartbeat } from '@borne/sync/contract/heartbeat';
import type { Downlink } from '@borne/sync/downlink/downlink';
import type { Moment } from '@borne/sync/heartbeat/conditions';
import type { IdentityPort } from '@borne/sync/identity/port';
import type { Journal } from '@borne/sync/journal/journal';
import type { WatchedUplink } from './acknowledgements.ts';
import { diskFill } from './disk-fill.ts';
import type { ScreenWatch } from './screen-watch.ts';
import { version } from './version.ts';

export interface KioskMomentNeeds {
  readonly office: string;
  readonly dataDirectory: string;
  readonly kiosk: Kiosk;
  readonly journal: Journal;
  readonly uplink: WatchedUplink;
  readonly downlink: Downlink;
  readonly identity: IdentityPort;
  readonly screens: ScreenWatch;
  readonly clock: Clock;
  /** When the host started: monotonic milliseconds. */
  readonly startedAt: number;
}

const wholeSeconds = (duration: number) => Math.max(0, Math.floor(duration / 1000));

/** How the kiosk is now, for a heartbeat. Nothing of it comes from a card or a person. */
export function momentOf(needs: KioskMomentNeeds): Omit<Moment, 'clockOffset'> {
  const { kiosk, journal, downlink, clock, screens, office } = needs;
  const { inService, reader, printer, journalUsable, lastDelivery } = kiosk.status();
  const { freshness, software } = downlink.current();
  const { fault, setAside } = journal.health();
  const disk = diskFill(needs.dataDirectory);
  const frame = screens.age();
  const certificate = certificateLeft(needs.identity, clock.now());
  return {
    up: wholeSeconds(clock.monotonic() - needs.startedAt),
    office: office.slice(0, 120),
    software: version,
    inService,
    reference: referenceOf(downlink, clock.now()),
    journal: journalOf(needs, journalUsable && fault === undefined),
    reader: reader.reader === 'absent' ? 'absent' : 'present',
    printer: printerOf(printer),
    ...(disk && { disk }),
    ...(frame !== undefined && { frame }),
    ...(certificate !== undefined && { certificate }),
    referenceExpired: freshness.freshness !== 'current',
    deliveryRefused: lastDelivery?.delivery.delivery === 'refused',
    journalSetAside: setAside > 0,
    ...(software !== undefined && { wantedSoftware: software }),
  };
}

function referenceOf(downlink: Downlink, now: number): Heartbeat['reference'] {
  const { issued, ...reported } = downlink.reported();
  return { ...reported, ...(issued !== undefined && { age: wholeSeconds(now - issued) }) };
}

function journalOf({ journal, uplink, clock }: KioskMomentNeeds, usable: boolean): Heartbeat['journal'] {
  const { unacknowledged, inDoubt, oldestAt } = journal.backlog();
  const watermark = journal.acknowledged();
  const acknowledged = uplink.acknowledged();
  return {
    unacknowledged,
    inDoubt,
    usable,
    ...(oldestAt !== undefined && { oldest: wholeSeconds(clock.now() - oldestAt) }),
    ...(acknowledged !== undefined && { acknowledged }),
    ...(watermark && { watermark }),
  };
}

function printerOf(state: PrinterState): Heartbeat['printer'] {
  if (state.printer !== 'connected') return { state: state.printer };
  const { paper, cover, fault } = state;
  return { state: 'connected', paper, cover, ...(fault && { fault }) };
}

/** Seconds until the certificate ends, by the best clock there is; undefined when there is none. */
function certificateLeft(identity: IdentityPort, now: number): number | undefined {
  const state = identity.state();
  if (!('until' in state)) return undefined;
  return Math.round((state.until - (now - (state.clockAhead ?? 0))) / 1000);
}
