export interface DownlinkTables {
  /** What was published, each version of it. `audience`: the kiosk that it is for, or empty for all that have none of their own. */
  published_part: {
    audience: string;
    name: string;
    version: number;
    sha256: string;
    size: number;
    content: Uint8Array;
    published_at: number;
  };
  /** The last manifest of each kiosk. `digest` names what it says, its times and version apart. */
  manifest: {
    kiosk: string;
    version: number;
    issued: number;
    digest: string;
    signing_key: string;
    jws: string;
  };
}
