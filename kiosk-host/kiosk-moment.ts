import type { PrinterState } from '@borne/device-drivers/receipt-printer/port';
import type { Clock } from '@borne/domain/time';
import type { Kiosk } from '@borne/state-machines/kiosk';
import type { Heartbeat } from '@borne/sync/contract/heartbeat';
import type { Downlink } from '@borne/sync/downlink/downlink';
import type { Moment } from '@borne/sync/heartbeat/conditions';
import type { Identity } from '@borne/sync/identity/identity';
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
  readonly identity: Pick<Identity, 'state' | 'now'>;
  readonly screens: ScreenWatch;
  readonly clock: Clock;
  /** When the host started: monotonic milliseconds. */
  readonly startedAt: number;
}

const wholeSeconds = (duration: number) => Math.max(0, Math.floor(duration / 1000));

/** How the kiosk is now, for a heartbeat, which adds how far its clock is off. Nothing of it comes from a card or a person. */
export function momentOf(needs: KioskMomentNeeds): Moment {
  const { kiosk, journal, downlink, identity, clock, screens, office } = needs;
  const { inService, reader, printer, journalUsable, lastDelivery } = kiosk.status();
  const { freshness, software } = downlink.current();
  const { fault, setAside } = journal.health();
  const disk = diskFill(needs.dataDirectory);
  const frame = screens.age();
  const certificate = certificateLeft(identity);
  return {
    said: {
      up: wholeSeconds(clock.monotonic() - needs.startedAt),
      office: office.slice(0, 120),
      software: version,
      inService,
      reference: referenceOf(downlink, identity.now()),
      journal: journalOf(needs, journalUsable && fault === undefined),
      reader: reader.reader === 'absent' ? 'absent' : 'present',
      printer: printerOf(printer),
      ...(disk && { disk }),
      ...(frame !== undefined && { frame }),
      ...(certificate !== undefined && { certificate }),
    },
    unsaid: {
      referenceExpired: freshness.freshness !== 'current',
      deliveryRefused: lastDelivery?.delivery.delivery === 'refused',
      journalSetAside: setAside > 0,
      ...(software !== undefined && { wantedSoftware: software }),
    },
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

/** Seconds until the certificate ends; undefined when there is none. */
function certificateLeft(identity: KioskMomentNeeds['identity']): number | undefined {
  const state = identity.state();
  return 'until' in state ? Math.round((state.until - identity.now()) / 1000) : undefined;
}
