import type { Generated } from 'kysely';

export interface FleetTables {
  /** Who was ever heard of. `heartbeat`: the last one, JSON as in the contract. */
  fleet_kiosk: { kiosk: string; first_seen: number; last_seen: number; heartbeat: string };
  /** What was wrong, and from when until when by the centre's clock; no `until`: it still is. */
  fleet_alarm: {
    position: Generated<number>;
    kiosk: string;
    cause: string;
    since: number;
    until: number | null;
  };
  /** When a kiosk was last refused for its certificate. */
  fleet_refusal: { kiosk: string; at: number };
  /** Operations that a kiosk began in one hour (`hour`: since 1970), as the clear headers of its journal tell. */
  fleet_hour: { kiosk: string; hour: number; operations: number };
}
