import { randomBytes } from 'node:crypto';
import type { CalendarDate } from '@borne/domain/calendar-date';
import { ok } from '@borne/domain/result';
import type { SimulatedCard } from '@borne/simulators/card/simulated-card';
import {
  issueCertificate,
  simulatedKeyPair,
  simulatedTechnicianAuthority,
} from '@borne/simulators/card/technician-authority';
import { technicianCard } from '@borne/simulators/card/technician-card';
import { describe, expect, it } from 'vitest';
import type { Transmit } from './apdu.ts';
import { verifyTechnician } from './technician.ts';
import { parseTechnicianAuthority } from './technician-certificate.ts';

const { reference, publicKeyPem } = simulatedTechnicianAuthority;
const parsed = parseTechnicianAuthority(reference, publicKeyPem);
if (!parsed.ok) throw new Error(parsed.error);
const authority = parsed.value;

const pair = simulatedKeyPair('TECH-0001');
const content = {
  holder: 'TECH-0001',
  point: pair.point,
  from: '2026-01-01' as CalendarDate,
  to: '2026-12-31' as CalendarDate,
};
const certificate = issueCertificate(content);
const genuine = () => technicianCard({ pin: '12345678', certificate, privateKey: pair.privateKey });

function check(card: SimulatedCard, { pin = '12345678', today = '2026-11-22', trusted = authority } = {}) {
  card.reset();
  const sent: string[] = [];
  const transmit: Transmit = async (command) => {
    sent.push(Buffer.from(command).toString('hex'));
    return ok(card.transmit(command));
  };
  const outcome = verifyTechnician(transmit, {
    pin,
    authority: trusted,
    today: today as CalendarDate,
    random: randomBytes,
  });
  return outcome.then((result) => ({ result, sent }));
}

const refused = (detail: string) => ({ ok: false, error: { code: 'refused', detail } });

describe('a technician', () => {
  it('is who the certificate says, on its first and on its last day', async () => {
    for (const today of ['2026-01-01', '2026-12-31']) {
      const { result } = await check(genuine(), { today });
      expect(result).toEqual(ok({ pin: 'accepted', technician: 'TECH-0001' }));
    }
  });

  it('is refused before the certificate begins and after it ends', async () => {
    expect((await check(genuine(), { today: '2025-12-31' })).result).toMatchObject(
      refused('certificate valid from 2026-01-01 only'),
    );
    expect((await check(genuine(), { today: '2027-01-01' })).result).toMatchObject(
      refused('certificate expired on 2026-12-31'),
    );
  });

  it.each(['123', '123456789', '12a4', ''])('with "%s" for a PIN costs no try', async (pin) => {
    const { result, sent } = await check(genuine(), { pin });
    expect(result).toMatchObject(refused(`PIN of ${pin.length} characters: expected 4 to 8 digits`));
    expect(sent).toEqual([]);
  });
});

describe('a forged card', () => {
  const pinOf = (sent: readonly string[]) => sent.filter((command) => command.startsWith('002000'));

  it('signed by another key under the name of the authority is refused, and never sees the PIN', async () => {
    const forged = issueCertificate(content, simulatedKeyPair('somebody else'));
    const card = technicianCard({ pin: '12345678', certificate: forged, privateKey: pair.privateKey });
    const { result, sent } = await check(card);
    expect(result).toMatchObject(refused('certificate: bad signature'));
    expect(pinOf(sent)).toEqual([]);
  });

  it('of another authority is refused', async () => {
    const { result } = await check(genuine(), { trusted: { ...authority, reference: 'FRANOTHER00001' } });
    expect(result).toMatchObject(refused('certificate of another authority'));
  });

  it('with any byte of the certificate changed is refused', async () => {
    for (let at = 0; at < certificate.length; at += 1) {
      const changed = Uint8Array.from(certificate);
      changed[at] = (changed[at] ?? 0) ^ 0x01;
      const card = technicianCard({ pin: '12345678', certificate: changed, privateKey: pair.privateKey });
      const { result, sent } = await check(card);
      expect([at, result.ok, pinOf(sent)]).toEqual([at, false, []]);
    }
  });

  it('with a copied certificate cannot prove its key, and never sees the PIN', async () => {
    const { privateKey } = simulatedKeyPair('the copier');
    const { result, sent } = await check(technicianCard({ pin: '12345678', certificate, privateKey }));
    expect(result).toMatchObject(refused('card authentication: not signed with the key of the certificate'));
    expect(pinOf(sent)).toEqual([]);
  });

  /** A genuine card behind a chip that answers some commands in its place; `undefined` leaves them to the card. */
  function shimmed(
    answer: (command: Uint8Array, card: SimulatedCard) => Uint8Array | undefined,
  ): SimulatedCard {
    const card = genuine();
    return {
      reset: () => card.reset(),
      transmit: (command) => answer(command, card) ?? card.transmit(command),
    };
  }

  /** What a T=0 card has to say after `61xx`. */
  const collect = (card: SimulatedCard, [sw1, sw2 = 0]: Uint8Array) => {
    expect(sw1).toBe(0x61);
    return card.transmit(Uint8Array.of(0x00, 0xc0, 0x00, 0x00, sw2));
  };

  it('that replays the proof of a genuine one never sees the PIN', async () => {
    let recorded: Uint8Array | undefined;
    const recorder = shimmed((command, card) => {
      const proof = command[1] === 0x88 && command[3] === 0x81;
      if (proof) recorded = collect(card, card.transmit(command));
      return proof ? recorded : undefined;
    });
    expect(await check(recorder)).toMatchObject({ result: { ok: true } });
    const replayer = shimmed((command) => (command[1] === 0x88 ? recorded : undefined));
    const { result, sent } = await check(replayer);
    expect(recorded).toHaveLength(66);
    expect(result).toMatchObject(refused('card authentication: not signed with the key of the certificate'));
    expect(pinOf(sent)).toEqual([]);
  });

  it.each([0x6982, 0x6a88, 0x6d00])(
    'that answers %i to the challenge is refused, and never sees the PIN',
    async (sw) => {
      const { result, sent } = await check(
        shimmed((command) => (command[1] === 0x88 ? Uint8Array.of(sw >> 8, sw & 0xff) : undefined)),
      );
      expect(result).toMatchObject({ error: { code: 'refused' } });
      expect(pinOf(sent)).toEqual([]);
    },
  );

  it('that says yes to any PIN is refused: what it signs without one does not stand for one', async () => {
    const liar = shimmed((command, card) => {
      if (command[1] === 0x20) return Uint8Array.of(0x90, 0x00);
      if (command[1] === 0x88) return card.transmit(command.with(3, 0x81));
      return undefined;
    });
    const { result } = await check(liar);
    expect(result).toMatchObject(refused('PIN proof: not signed with the key of the certificate'));
  });
});

describe('an authority', () => {
  it('is a P-256 public key', () => {
    expect(parseTechnicianAuthority('X', 'hello')).toEqual({
      ok: false,
      error: 'technician authority: expected a public key in PEM',
    });
  });
});
