import type { Clock } from '@borne/domain/time';
import type { Callers } from '../identity/callers.ts';
import type { Reports } from '../reports/reports.ts';
import type { CentralServer } from '../server.ts';
import type { Fleet } from './fleet.ts';
import type { Metrics } from './metrics.ts';
import { addHeartbeatRoute, addOperatorRoutes } from './routes.ts';

/** How often what ended long ago is forgotten, in milliseconds. */
const FORGET_EVERY = 24 * 3_600_000;

export interface FleetNeeds {
  readonly fleet: Fleet;
  readonly metrics: Metrics;
  readonly reports: Pick<Reports, 'takeHeartbeat'>;
  readonly clock: Pick<Clock, 'now'>;
  readonly check: Callers;
  readonly manifestVersion: (kiosk: string) => Promise<number>;
  /** Seconds between two heartbeats of one kiosk. */
  readonly heartbeatEvery: number;
  readonly operatorSecret: string | undefined;
  readonly onFailure: (error: unknown) => void;
}

/** Hears kiosks on `kiosks`, and shows operators how they are on `people`, until it is stopped. */
export function openFleet(
  kiosks: CentralServer,
  people: CentralServer,
  needs: FleetNeeds,
): { readonly stop: () => void } {
  const { fleet, metrics, reports, clock, check, manifestVersion, operatorSecret, onFailure } = needs;
  addHeartbeatRoute(kiosks, { check, reports, clock, manifestVersion, every: needs.heartbeatEvery });
  addOperatorRoutes(people, { fleet, metrics, clock, operatorSecret });
  const forgetting = setInterval(() => fleet.forget().catch(onFailure), FORGET_EVERY);
  forgetting.unref();
  return { stop: () => clearInterval(forgetting) };
}
