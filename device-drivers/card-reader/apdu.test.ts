import type { DeviceError } from '@borne/domain/device-error';
import { ok, type Result } from '@borne/domain/result';
import { tlv } from '@borne/simulators/card/tlv';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { encodeApdu, exchange, type Transmit } from './apdu.ts';
import { readBinary } from './card-files.ts';

const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex');
const bytes = (text: string) => Uint8Array.from(Buffer.from(text, 'hex'));

/** A card that answers `answers` in turn and keeps what it was sent. */
function scripted(...answers: readonly string[]) {
  const sent: string[] = [];
  const transmit: Transmit = async (command): Promise<Result<Uint8Array, DeviceError>> => {
    const answer = answers[sent.length];
    if (answer === undefined) throw new Error(`unexpected command ${hex(command)}`);
    sent.push(hex(command));
    return ok(bytes(answer));
  };
  return { sent, transmit };
}

const command = { cla: 0x00, ins: 0xb0, p1: 0x82, p2: 0x00, le: 256 };

describe('a command APDU', () => {
  it('ends with its data, or with the length it expects', () => {
    expect(hex(encodeApdu(command))).toBe('00b0820000');
    expect(hex(encodeApdu({ ...command, le: 8 }))).toBe('00b0820008');
    expect(hex(encodeApdu({ cla: 0, ins: 0xa4, p1: 4, p2: 0, data: bytes('d250') }))).toBe('00a4040002d250');
    expect(hex(encodeApdu({ cla: 0, ins: 0x20, p1: 0, p2: 0x81 }))).toBe('0020008100');
  });
});

describe('an exchange', () => {
  it('asks again with the length of 6Cxx', async () => {
    const card = scripted('6c03', 'aabbcc9000');
    expect(await exchange(card.transmit, command)).toEqual(ok({ data: bytes('aabbcc'), sw: 0x9000 }));
    expect(card.sent).toEqual(['00b0820000', '00b0820003']);
  });

  it('does not follow a card that always says 6Cxx', async () => {
    const card = scripted('6c03', '6c03');
    expect(await exchange(card.transmit, command)).toEqual(ok({ data: bytes(''), sw: 0x6c03 }));
  });

  it('collects what 61xx announces, in several goes', async () => {
    const card = scripted('6102', 'aabb6101', '6c01', 'cc9000');
    expect(await exchange(card.transmit, command)).toEqual(ok({ data: bytes('aabbcc'), sw: 0x9000 }));
    expect(card.sent.slice(1)).toEqual(['00c0000002', '00c0000001', '00c0000001']);
  });

  it('gives up a card that never ends', async () => {
    const endless: Transmit = async () => ok(bytes('aa6101'));
    expect(await exchange(endless, command)).toMatchObject({ ok: false, error: { code: 'protocol' } });
  });

  it.each(['', '90', '00'.repeat(259)])('refuses an answer of an impossible length', async (answer) => {
    const result = await exchange(scripted(answer).transmit, command);
    expect(result).toMatchObject({ ok: false, error: { code: 'protocol' } });
  });

  it('never sends a command with data twice, whatever length the card asks for', async () => {
    const card = scripted('6c10');
    const data = bytes('0102');
    expect(await exchange(card.transmit, { cla: 0x84, ins: 0xda, p1: 0, p2: 0, data })).toEqual(
      ok({ data: bytes(''), sw: 0x6c10 }),
    );
    expect(card.sent).toEqual(['84da0000020102']);
  });

  it('collects the answer to a secured command in the clear', async () => {
    const card = scripted('6102', 'aabb9000');
    await exchange(card.transmit, { cla: 0x84, ins: 0xca, p1: 0, p2: 0, data: bytes('01') });
    expect(card.sent).toEqual(['84ca00000101', '00c0000002']);
  });

  it('returns any other status as it is', async () => {
    expect(await exchange(scripted('6982').transmit, command)).toEqual(ok({ data: bytes(''), sw: 0x6982 }));
  });
});

/** A data object of 128 bytes, a READ BINARY full of them. */
const object = `807e${'aa'.repeat(126)}`;
const full = object + object;

describe('READ BINARY', () => {
  it('reads a file of any length, in chunks of any length the card likes', async () => {
    const cases = fc.record({
      content: fc
        .array(fc.uint8Array({ maxLength: 200 }), { minLength: 1, maxLength: 10 })
        .map((values) => Uint8Array.from(values.flatMap((value) => [...tlv(0x80, value)]))),
      chunk: fc.integer({ min: 1, max: 256 }),
    });
    await fc.assert(
      fc.asyncProperty(cases, async ({ content, chunk }) => {
        const transmit: Transmit = async ([, , p1 = 0, p2 = 0]) => {
          const offset = p1 & 0x80 ? p2 : (p1 << 8) | p2;
          const left = content.subarray(offset, offset + chunk);
          return ok(left.length ? Uint8Array.from([...left, 0x90, 0x00]) : bytes('6b00'));
        };
        expect(await readBinary(transmit, { sfi: 2 })).toEqual(ok(content));
      }),
      { numRuns: 50 },
    );
  });

  it('stops at 6282, the end of the file', async () => {
    const card = scripted('aabb6282');
    expect(await readBinary(card.transmit, { sfi: 2 })).toEqual(ok(bytes('aabb')));
  });

  it('names the files by SFI first and by offset then', async () => {
    const card = scripted(`${full}9000`, 'bb9000', '6b00');
    await readBinary(card.transmit, { sfi: 2 });
    expect(card.sent).toEqual(['00b0820000', '00b0010000', '00b0010100']);
  });

  it('reads none of the padding beyond what came with the last object', async () => {
    const card = scripted(`${object}${'00'.repeat(128)}9000`);
    expect(await readBinary(card.transmit, { sfi: 2 })).toMatchObject({ ok: true });
    const next = scripted(`${full}9000`, `${'00'.repeat(256)}9000`);
    expect(await readBinary(next.transmit, { sfi: 2 })).toMatchObject({ ok: true });
    expect([card.sent.length, next.sent.length]).toEqual([1, 2]);
  });

  it('tells a refusal from a failure, and a file without end from both', async () => {
    expect(await readBinary(scripted('6982').transmit)).toEqual({
      ok: false,
      error: { refusal: { sw: 0x6982 } },
    });
    const endless: Transmit = async () => ok(bytes(`${full}9000`));
    expect(await readBinary(endless)).toMatchObject({
      ok: false,
      error: { failure: { code: 'protocol', detail: 'file longer than 4096 bytes' } },
    });
  });
});
