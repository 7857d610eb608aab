import type { Milliseconds } from '@borne/domain/time';
import type { UplinkPort } from '@borne/sync/uplink/port';

/** The same uplink, and how long ago the centre last acknowledged something through it: seconds; undefined when it never did. */
export interface WatchedUplink extends UplinkPort {
  acknowledged(): number | undefined;
}

export function watchAcknowledgements(uplink: UplinkPort, monotonic: () => Milliseconds): WatchedUplink {
  let last: number | undefined;
  return {
    async deliver(signal, size) {
      const delivery = await uplink.deliver(signal, size);
      if (delivery.delivery === 'acknowledged') last = monotonic();
      return delivery;
    },
    acknowledged: () => (last === undefined ? undefined : Math.floor((monotonic() - last) / 1000)),
  };
}
