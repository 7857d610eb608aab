import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { customDialect, statusFromFull } from './custom-status.ts';
import type { StatusReply } from './status.ts';

const ready = { paper: 'ok', cover: 'closed', presenter: 'empty' };

describe('full status (DLE EOT 20)', () => {
  it.each([
    ['nothing', [0, 0, 0, 0], ready],
    ['the photocell free, the motor running', [0x80, 0x0c, 0, 0], ready],
    ['no paper', [0x01, 0, 0, 0], { ...ready, paper: 'out' }],
    ['near-end', [0x04, 0, 0, 0], { ...ready, paper: 'near-end' }],
    ['virtual paper end', [0x40, 0, 0, 0], { ...ready, paper: 'near-end' }],
    ['a ticket in the mouth', [0x20, 0, 0, 0], { ...ready, presenter: 'ticket' }],
    ['head up', [0, 0x01, 0, 0], { ...ready, cover: 'open' }],
    ['cover open', [0, 0x02, 0, 0], { ...ready, cover: 'open' }],
    ['the cutter open', [0, 0, 0, 0x02], { ...ready, cover: 'open' }],
    ['the feed key held', [0, 0x20, 0, 0], { ...ready, fault: 'offline' }],
    ['head too hot', [0, 0, 0x01, 0], { ...ready, fault: 'overheated' }],
    ['supply voltage', [0, 0, 0x08, 0], { ...ready, fault: 'offline' }],
    ['paper jam', [0, 0, 0x40, 0], { ...ready, fault: 'mechanical' }],
    ['serial line, unknown command, black mark: not ours', [0, 0, 0xa2, 0], ready],
    ['cutter', [0, 0, 0, 0x01], { ...ready, fault: 'cutter' }],
    ['memory', [0, 0, 0, 0x04], { ...ready, fault: 'unrecoverable' }],
    ['presenter', [0, 0, 0, 0x80], { ...ready, fault: 'mechanical' }],
  ])('%s', (_, bytes, expected) => {
    expect(statusFromFull(bytes)).toEqual(expected);
  });
});

describe('replies', () => {
  const parse = (...bytes: number[]) => customDialect.createParser()(Uint8Array.from(bytes));

  it('tells the kinds apart', () => {
    expect(parse(0x10, 0x0f, 0x20, 0, 0, 0)).toEqual([
      { kind: 'complete', status: { ...ready, presenter: 'ticket' } },
    ]);
    expect(parse(0x12)).toEqual([{ kind: 'real-time', byte: 0x12 }]);
    expect(parse(0x0c)).toEqual([{ kind: 'transmitted', byte: 0x0c }]);
  });

  it('reads a frame that comes in pieces, whatever its bytes', () => {
    const reader = customDialect.createParser();
    const replies = [0x10, 0x0f, 0x10, 0x0f, 0x12, 0x10].map((byte) => reader(Uint8Array.of(byte)).length);
    expect(replies).toEqual([0, 0, 0, 0, 0, 1]);
  });

  it('does not take a DLE alone for the head of a frame', () => {
    expect(parse(0x10, 0x10, 0x0f, 0, 0, 0, 0)).toEqual([{ kind: 'complete', status: ready }]);
    expect(parse(0x10, 0x0c)).toEqual([{ kind: 'transmitted', byte: 0x0c }]);
  });

  it('is in step again after any bytes, once a frame can no longer be open', () => {
    const answer: StatusReply = { kind: 'complete', status: statusFromFull([]) };
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 64 }), (garbage) => {
        const reader = customDialect.createParser();
        reader(garbage);
        reader(Uint8Array.of(0, 0, 0, 0, 0));
        expect(reader(Uint8Array.of(0x10, 0x0f, 0, 0, 0, 0))).toEqual([answer]);
      }),
    );
  });
});
