import { generateKeyPairSync, sign } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { timeStatement, watermarkStatement } from '../contract/statements.ts';
import { isSignedByCentre, signingKeyId, watermarkCheck } from './central-signature.ts';

function newKey() {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  const { x = '' } = publicKey.export({ format: 'jwk' });
  const of = (statement: string) => sign(null, Buffer.from(statement), privateKey).toString('base64url');
  return { publicKey: x, id: signingKeyId(x), of };
}

const [first, second, foreign] = [newKey(), newKey(), newKey()];
const claim = { kiosk: 'borne-1', epoch: 'e'.repeat(32), seq: 7, head: 'a'.repeat(64) };
const signature = first.of(watermarkStatement(claim));

describe('a watermark', () => {
  const believed = watermarkCheck(() => [first.publicKey, second.publicKey]);

  it('is believed under either of the centre’s keys', () => {
    expect(believed(claim, first.id, signature)).toBe(true);
    expect(believed(claim, second.id, second.of(watermarkStatement(claim)))).toBe(true);
  });

  it.each([
    ['another kiosk’s', { ...claim, kiosk: 'borne-2' }, first.id, signature],
    ['of another epoch', { ...claim, epoch: 'f'.repeat(32) }, first.id, signature],
    ['further on', { ...claim, seq: 8 }, first.id, signature],
    ['of another chain', { ...claim, head: 'b'.repeat(64) }, first.id, signature],
    ['that names another key', claim, second.id, signature],
    ['under a key that is not the centre’s', claim, foreign.id, foreign.of(watermarkStatement(claim))],
    ['without a signature', claim, first.id, ''],
    ['with half of one', claim, first.id, signature.slice(0, 43)],
    [
      'signed as something else',
      claim,
      first.id,
      first.of(timeStatement({ nonce: '0'.repeat(32), time: 7 })),
    ],
  ])('%s is not', (_, told, key, signed) => {
    expect(believed(told, key, signed)).toBe(false);
  });
});

it('believes nobody before the centre’s keys are known', () => {
  expect(isSignedByCentre('anything', [], { key: first.id, signature })).toBe(false);
});
