import type { DeviceError } from '@borne/domain/device-error';
import { err, ok, type Result } from '@borne/domain/result';
import { concatenate, exchange, SW_OK, type Transmit } from './apdu.ts';
import { cardError } from './card-error.ts';
import { RIGHTS } from './card-rights.ts';
import type { RelayPackage, RelaySource } from './port.ts';

/** A relay that asks for more is not one of the centre's. */
const MOST_PACKAGES = 32;
const MOST_IN_A_PACKAGE = 40;
const MOST_APDUS = 200;

const SELECT_RIGHTS = Uint8Array.of(0x00, 0xa4, 0x04, 0x00, RIGHTS.length, ...RIGHTS);
const PUT_DATA = 0xda;
const PUT_KEY = 0xd8;

/** What may go through: class, instruction, and whether it may change the card. GlobalPlatform, ISO/IEC 7816-4 §11. */
const allowed: readonly { readonly cla: number; readonly ins: number; readonly writes: boolean }[] = [
  { cla: 0x80, ins: 0x50, writes: false }, // INITIALIZE UPDATE
  { cla: 0x84, ins: 0x82, writes: false }, // EXTERNAL AUTHENTICATE
  { cla: 0x84, ins: 0xca, writes: false }, // GET DATA
  { cla: 0x84, ins: PUT_DATA, writes: true },
  { cla: 0x84, ins: PUT_KEY, writes: true },
];

const ruleOf = (apdu: Uint8Array) => allowed.find(({ cla, ins }) => apdu[0] === cla && apdu[1] === ins);

/** How far a relay got. It only grows, so that it can be looked at whenever the relay is cut. */
export class RelayProgress {
  /** Complete responses to the package under way, data ‖ SW1 SW2. */
  responses: Uint8Array[] = [];
  /** APDUs handed to the card, answered or not. */
  sent = 0;
  /** Whether one of them may have changed the card. */
  mayHaveWritten = false;
}

/**
 * Relays packages to an open card until `source` has no more. Each APDU is sent once, in order; a package stops at the first
 * status other than 9000, which the source then sees as its last response. `refused` before anything of a package is sent
 * when one of its APDUs is not of the list or a limit is passed. Gives up waiting for the source when `over` aborts.
 */
export async function relay(
  transmit: Transmit,
  source: RelaySource,
  progress: RelayProgress,
  over: AbortSignal,
): Promise<Result<void, DeviceError>> {
  for (let packages = 1; packages <= MOST_PACKAGES; packages += 1) {
    const next = await nextPackage(source, progress.responses, over);
    if (next === 'over') return err(cardError('cancelled', 'relay: given up between two packages'));
    if (!next) return ok(undefined);
    const objection = objectionTo(next, progress.sent);
    if (objection) return err(cardError('refused', `relay, package ${packages}: ${objection}`));
    progress.responses = [];
    for (const apdu of next.apdus) {
      progress.sent += 1;
      progress.mayHaveWritten ||= ruleOf(apdu)?.writes ?? false;
      const [cla = 0, ins = 0, p1 = 0, p2 = 0] = apdu;
      const answer = await exchange(transmit, { cla, ins, p1, p2, data: apdu.subarray(5) });
      if (!answer.ok) return answer;
      const { data, sw } = answer.value;
      progress.responses.push(concatenate([data, Uint8Array.of(sw >> 8, sw & 0xff)]));
      next.onAnswer?.(progress.responses.length);
      if (sw !== SW_OK) break;
    }
  }
  return err(cardError('refused', `relay: more than ${MOST_PACKAGES} packages`));
}

function nextPackage(source: RelaySource, responses: readonly Uint8Array[], over: AbortSignal) {
  return new Promise<Awaited<ReturnType<RelaySource>> | 'over'>((resolve, reject) => {
    const giveUp = () => resolve('over');
    if (over.aborted) return giveUp();
    over.addEventListener('abort', giveUp, { once: true });
    source(responses, over)
      .then(resolve, reject)
      .finally(() => over.removeEventListener('abort', giveUp));
  });
}

function objectionTo({ apdus, mayWrite }: RelayPackage, sent: number): string | undefined {
  if (apdus.length > MOST_IN_A_PACKAGE) return `${apdus.length} APDUs: expected at most ${MOST_IN_A_PACKAGE}`;
  if (sent + apdus.length > MOST_APDUS) return `more than ${MOST_APDUS} APDUs in all`;
  for (const [index, apdu] of apdus.entries()) {
    const [cla = 0, ins = 0, , , length = 0] = apdu;
    const name = `APDU ${index + 1}, ${Buffer.from(apdu.subarray(0, 2)).toString('hex')}`;
    if (length === 0 || apdu.length !== 5 + length)
      return `${name}: ${apdu.length} bytes do not fit Lc ${length}`;
    const selects = cla === SELECT_RIGHTS[0] && ins === SELECT_RIGHTS[1];
    if (!mayWrite && ruleOf(apdu)?.writes) return `${name}: writes, in a package that was not to write`;
    if (selects ? !Buffer.from(SELECT_RIGHTS).equals(apdu) : !ruleOf(apdu)) return `${name}: not of the list`;
  }
  return undefined;
}
