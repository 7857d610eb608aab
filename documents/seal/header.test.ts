import { epochMilliseconds } from '@borne/domain/time';
import { describe, expect, it } from 'vitest';
import { decodeC40, encodeC40 } from './c40.ts';
import { decodeHeader, encodeHeader, type SealHeader } from './header.ts';

const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex').toUpperCase();

describe('C40', () => {
  it('agrees with the signatory of the ANTS’s test seals', () => {
    expect(hex(encodeC40('KFRFR99TEST0'))).toBe('99187BA6567BCD2D');
    expect(decodeC40(Buffer.from('99187BA6567BCD2D', 'hex'))).toEqual({ ok: true, value: 'KFRFR99TEST0' });
  });

  it('refuses what is not of its basic set', () => {
    expect(() => encodeC40('abc')).toThrow(/cannot be C40/);
    expect(() => encodeC40('AB')).toThrow(/threes/);
    for (const bytes of ['0000', '0001', 'FFFF']) {
      expect(decodeC40(Buffer.from(bytes, 'hex'))).toMatchObject({ ok: false });
    }
  });
});

const header: SealHeader = {
  authority: 'ZZ99',
  certificate: '1112',
  manifest: '000500',
  sealedAt: epochMilliseconds(Date.UTC(2026, 10, 22, 9, 30, 15)),
  payloadLength: 258,
};

describe('the header', () => {
  it('is 19 bytes, each where the 2D-Doc has it', () => {
    const bytes = encodeHeader(header);
    expect(bytes).toHaveLength(19);
    expect(hex(bytes.subarray(0, 2))).toBe('DE03');
    expect(decodeC40(bytes.subarray(2, 10))).toEqual({ ok: true, value: 'KFRZZ9911120' });
    expect(hex(bytes.subarray(10, 13))).toBe('000500');
    expect(Buffer.from(bytes).readUInt32BE(13) * 1000).toBe(header.sealedAt);
    expect(hex(bytes.subarray(17))).toBe('0102');
    expect(decodeHeader(bytes)).toEqual({ ok: true, value: header });
  });

  it('is not made of what does not fit in it', () => {
    expect(() => encodeHeader({ ...header, certificate: 'toolong' })).toThrow(/not an identifier/);
    expect(() => encodeHeader({ ...header, payloadLength: 65_536 })).toThrow(/65535/);
  });

  it('is not read from other bytes', () => {
    expect(decodeHeader(encodeHeader(header).subarray(1))).toMatchObject({ ok: false });
    expect(decodeHeader(Uint8Array.of(0xdc, ...encodeHeader(header).subarray(1)))).toMatchObject({
      ok: false,
      error: expect.stringContaining('version 2'),
    });
  });
});
