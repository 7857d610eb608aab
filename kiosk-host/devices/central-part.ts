/** Where the centre is, and the authority by which it is known. */
export interface CentralPart {
  /** Origin, `https://…`. */
  readonly url: string;
  /** The certificate of the fleet's authority, PEM. */
  readonly authority: string;
  /** Where people check documents, when that is known: their browsers do not know the authority of the kiosks' port. */
  readonly verifierUrl?: string;
  /** Where operators see the fleet, and the file of the secret that lets them in; of a simulated centre. */
  readonly fleet?: { readonly url: string; readonly secretFile: string };
  /** Draws a one-time code: a simulated centre has nobody who would carry one to the kiosk. */
  readonly newCode?: () => Promise<string>;
}
