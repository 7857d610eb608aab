/**
 * Where the centre has requests of a kind sent instead (308, RFC 9110 §15.4.9): another port of its own. Remembered, so that it is asked once; and
 * forgotten when nothing comes from there, so that it is asked again.
 */
export class Redirection {
  readonly #url: string;
  #origin: string;

  /** `url`: the origin of the centre. */
  constructor(url: string) {
    this.#url = url;
    this.#origin = url;
  }

  /** Where to send the next one. */
  get origin(): string {
    return this.#origin;
  }

  /** Whether there is somewhere else to send this one. Only the same host is: the kiosk was told which one the centre is, and by nobody from a network. */
  follow(location: string | undefined): boolean {
    if (location === undefined || !URL.canParse(location, this.#origin)) return false;
    const { protocol, hostname, origin } = new URL(location, this.#origin);
    const centre = new URL(this.#url);
    if (
      protocol !== centre.protocol ||
      hostname !== centre.hostname ||
      origin === new URL(this.#origin).origin
    )
      return false;
    this.#origin = origin;
    return true;
  }

  forget(): void {
    this.#origin = this.#url;
  }
}
