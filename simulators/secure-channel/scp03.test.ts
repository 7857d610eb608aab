import { expect, it } from 'vitest';
import { bytes } from '../card/tlv.ts';
import { checkValue } from './card-keys.ts';
import { HostChannel, initializeUpdate, readAnnouncement } from './host-channel.ts';
import { chainedMac, cryptograms, FIRST_CHAINING_VALUE, join, sessionKeys } from './scp03.ts';

/**
 * Published vectors, recorded from a real card: pySim (osmocom/pysim, tests/unittests/test_globalplatform.py), classes
 * SCP03_Test_AES128_33, _11, _03 and SCP03_KCV_Test. Le is taken off: over T=0 a command with data has none.
 */
const keys = {
  enc: bytes('000102030405060708090a0b0c0d0e0f'),
  mac: bytes('101112131415161718191a1b1c1d1e1f'),
  dek: bytes('202122232425262728292a2b2c2d2e2f'),
};
const full = {
  hostChallenge: bytes('fdf38259a1e0de44'),
  announced: bytes('000000000000000000003003703b1aca81e821f219081cdc01c26b372d000003 9000'),
};

const hex = (value: Uint8Array | undefined) => Buffer.from(value ?? []).toString('hex');

function openFull(hostKeys = keys) {
  const announcement = readAnnouncement(full.announced);
  if (!announcement) throw new Error('the recorded announcement does not read');
  return HostChannel.open(hostKeys, full.hostChallenge, announcement);
}

it('asks for the challenge that was recorded, and reads the card’s announcement', () => {
  expect(hex(initializeUpdate(full.hostChallenge))).toBe('8050000008fdf38259a1e0de44');
  expect(readAnnouncement(full.announced)).toMatchObject({ keyVersion: 0x30 });
});

it('authenticates, secures commands and opens responses as recorded, level 33', () => {
  const channel = openFull();
  expect(hex(channel?.authenticate())).toBe('84823300108c36f96bcc00724a4e13ad591d7da3f0');
  const eid = channel?.secure({ ins: 0xe2, p1: 0x91, p2: 0x00, data: bytes('bf3e035c015a') });
  expect(hex(eid?.apdu)).toBe('84e2910018267a85dfe4a98fca6fb0527e0dfecce4914e40401433c87f');
  const response = bytes(
    'f3ba2b1013aa6224f5e1c138d71805c569e5439b47576260b75fc021b25097cb2e68f8a0144975b9 9000',
  );
  expect(eid?.open(response)).toEqual({
    opened: 'authentic',
    data: bytes('bf3e125a1089882119900000000000000000000005'),
    sw: 0x9000,
  });
  expect(hex(channel?.secure({ ins: 0xf2, p1: 0x20, p2: 0x02 }).apdu)).toBe('84f2200208ac6a59024bed84cc');
  expect(hex(channel?.secure({ ins: 0xca, p1: 0x00, p2: 0x66 }).apdu)).toBe('84ca006608409912ad8fb7aed0');
  expect(
    hex(channel?.secure({ ins: 0xf2, p1: 0x20, p2: 0x02, data: bytes('4f0212345c054f9f70c5') }).apdu),
  ).toBe('84f22002185f3dafc3ac14c381536a488bf44e06d056df9d74dbd21e5a');
  expect(hex(channel?.secure({ ins: 0xf2, p1: 0x80, p2: 0x02, data: bytes('4f00') }).apdu)).toBe(
    '84f280021865165105be3373347d0424d4400af2ac393f569ec779389e',
  );
});

it.each([
  [
    'level 11',
    'b13e5f938fc108c4',
    '3eb51047495b249f',
    '66c484c1d2ef1948',
    0x11,
    '7d5f5826a993ebc89eea24957fa0b3ce',
  ],
  [
    'level 03',
    '8e1552d0513c60f3',
    '30760cd2c47c1dd3',
    '95065fe5ead8a9d7',
    0x03,
    'fd4721a14d9b07003c451d2f8ae6bb21',
  ],
])(
  'derives the session, both cryptograms and the first MAC as recorded, %s',
  (_, host, card, proof, level, sent) => {
    const session = sessionKeys(keys, bytes(host), bytes(card));
    const expected = cryptograms(session, bytes(host), bytes(card));
    expect(hex(expected.card)).toBe(proof);
    const message = join(Uint8Array.of(0x84, 0x82, level, 0x00, 0x10), expected.host);
    const mac = chainedMac(session.mac, FIRST_CHAINING_VALUE, message).subarray(0, 8);
    expect(hex(join(expected.host, mac))).toBe(sent);
  },
);

it('computes the check values that were recorded', () => {
  expect([keys.enc, keys.mac, keys.dek].map((key) => hex(checkValue(key)))).toEqual([
    'c35280',
    '013808',
    '840de5',
  ]);
});

it('refuses a card that has other keys', () => {
  expect(openFull({ ...keys, mac: bytes('ff112131415161718191a1b1c1d1e1f0') })).toBeUndefined();
});

it('believes no response whose bytes changed, nor a success without a MAC, nor the answer to another command', () => {
  const recorded = bytes(
    'f3ba2b1013aa6224f5e1c138d71805c569e5439b47576260b75fc021b25097cb2e68f8a0144975b9 9000',
  );
  const channel = openFull();
  channel?.authenticate();
  const eid = channel?.secure({ ins: 0xe2, p1: 0x91, p2: 0x00, data: bytes('bf3e035c015a') });
  const next = channel?.secure({ ins: 0xf2, p1: 0x20, p2: 0x02 });
  for (let at = 0; at < recorded.length; at += 1) {
    const altered = recorded.with(at, (recorded[at] ?? 0) ^ 0x01);
    expect(eid?.open(altered)).toEqual({ opened: 'forged' });
  }
  expect(eid?.open(recorded.subarray(0, 12))).toEqual({ opened: 'forged' });
  expect(eid?.open(bytes('9000'))).toEqual({ opened: 'forged' });
  expect(eid?.open(Uint8Array.of())).toEqual({ opened: 'forged' });
  expect(next?.open(recorded)).toEqual({ opened: 'forged' });
  expect(eid?.open(bytes('6985'))).toEqual({ opened: 'unproven', sw: 0x6985 });
});
