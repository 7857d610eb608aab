import { type KeyObject, sign } from 'node:crypto';
import { type Command, SW } from './command.ts';
import { IsoCard, type Response } from './iso-card.ts';
import { bytes, latin1, padded } from './tlv.ts';

export interface TechnicianCardContent {
  /** 4 to 8 digits. */
  readonly pin: string;
  readonly certificate: Uint8Array;
  readonly privateKey: KeyObject;
  /** Tries allowed before the PIN is blocked; 3 as on most cards. */
  readonly tries?: number;
}

const TECHNICIAN = Uint8Array.from([0xf0, ...latin1('BORNETECH')]);
const VERIFY = 0x20;
const INTERNAL_AUTHENTICATE = 0x88;
const PIN_REFERENCE = 0x81;
const CHALLENGE_LENGTH = 32;
/** What INTERNAL AUTHENTICATE signs before the challenge, by its P2, and whether it needs the PIN. */
const USES = new Map([
  [0x81, { label: 'BORNE TECHNICIAN CARD', needsPin: false }],
  [0x82, { label: 'BORNE TECHNICIAN PIN', needsPin: true }],
]);

/**
 * A technician's card (our own invented application, docs/card.md): a PIN whose counter lives on the card and survives
 * resets and re-insertions, a certificate that reads freely, a key that signs challenges: without the PIN to prove the
 * card, under another label once the PIN was given.
 */
export function technicianCard({ pin, certificate, privateKey, tries = 3 }: TechnicianCardContent): IsoCard {
  let left = tries;
  let verified = false;

  function verify({ p2, data }: Command): Response {
    if (p2 !== PIN_REFERENCE) return { sw: SW.referenceNotFound };
    if (left === 0) return { sw: SW.blocked };
    if (data.length === 0) return { sw: 0x63c0 | left };
    verified = Buffer.from(data).equals(latin1(pin));
    left = verified ? tries : left - 1;
    return verified ? { sw: SW.ok } : { sw: 0x63c0 | left };
  }

  function authenticate({ p2, data }: Command): Response {
    const use = USES.get(p2);
    if (use === undefined) return { sw: SW.referenceNotFound };
    if (use.needsPin && !verified) return { sw: SW.securityNotSatisfied };
    if (data.length !== CHALLENGE_LENGTH) return { sw: SW.wrongLength };
    const message = Uint8Array.from([...latin1(use.label), ...data]);
    return { sw: SW.ok, data: sign('sha256', message, { key: privateKey, dsaEncoding: 'ieee-p1363' }) };
  }

  return new IsoCard({
    atr: bytes('3B 05 42 4F 52 4E 45'),
    onReset: () => {
      verified = false;
    },
    directories: [
      { id: 0x3f00, files: [] },
      {
        aid: TECHNICIAN,
        files: [{ id: 0x0004, sfi: 4, content: padded(512, certificate) }],
        commands: (command) => {
          if (command.ins === VERIFY) return verify(command);
          return command.ins === INTERNAL_AUTHENTICATE ? authenticate(command) : undefined;
        },
      },
    ],
  });
}
