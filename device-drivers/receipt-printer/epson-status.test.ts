import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { epsonDialect, statusFromRealTime } from './epson-status.ts';
import type { StatusReply } from './status.ts';

const { createParser } = epsonDialect;

const parse = (...bytes: number[]) => createParser()(Uint8Array.from(bytes));
const idle = { printer: 0x12, offlineCause: 0x12, error: 0x12, paper: 0x12 };
const ready = { paper: 'ok', cover: 'closed' };

describe('real-time status (DLE EOT 1 to 4)', () => {
  it.each([
    ['nothing', {}, ready],
    ['cover open', { offlineCause: 0x16 }, { ...ready, cover: 'open' }],
    ['stopped by the end of the paper', { offlineCause: 0x32 }, { ...ready, paper: 'out' }],
    ['near-end', { paper: 0x1e }, { ...ready, paper: 'near-end' }],
    ['no paper', { paper: 0x72 }, { ...ready, paper: 'out' }],
    ['no paper, near-end as well', { paper: 0x7e }, { ...ready, paper: 'out' }],
    ['cutter', { error: 0x1a }, { ...ready, fault: 'cutter' }],
    ['unrecoverable', { error: 0x32 }, { ...ready, fault: 'unrecoverable' }],
    ['mechanical', { error: 0x16 }, { ...ready, fault: 'mechanical' }],
    ['head too hot', { error: 0x52, offlineCause: 0x52 }, { ...ready, fault: 'overheated' }],
    ['two errors: the graver', { error: 0x3e }, { ...ready, fault: 'unrecoverable' }],
    ['offline by the feed button', { printer: 0x5a, offlineCause: 0x1a }, { ...ready, fault: 'offline' }],
    ['offline, and it does not say why', { printer: 0x1a }, { ...ready, fault: 'offline' }],
    ['offline because of the cover', { printer: 0x1a, offlineCause: 0x16 }, { ...ready, cover: 'open' }],
    ['the drawer, which is not ours', { printer: 0x16 }, ready],
  ])('%s', (_, answers, expected) => {
    expect(statusFromRealTime({ ...idle, ...answers })).toEqual(expected);
  });
});

describe('replies', () => {
  it.each([
    ['ready', [0x10, 0, 0, 0], ready],
    ['cover open', [0x38, 0, 0, 0], { ...ready, cover: 'open' }],
    ['cutter', [0x18, 0x08, 0, 0], { ...ready, fault: 'cutter' }],
    ['near-end', [0x10, 0, 0x03, 0], { ...ready, paper: 'near-end' }],
    ['no paper', [0x18, 0, 0x0f, 0], { ...ready, paper: 'out' }],
    ['mechanical', [0x18, 0x04, 0, 0], { ...ready, fault: 'mechanical' }],
    ['unrecoverable', [0x18, 0x20, 0, 0], { ...ready, fault: 'unrecoverable' }],
    ['too hot', [0x18, 0x40, 0, 0], { ...ready, fault: 'overheated' }],
    ['the feed button', [0x58, 0, 0, 0], { ...ready, fault: 'offline' }],
  ])('reads automatic status: %s', (_, bytes, status) => {
    expect(parse(...bytes)).toEqual([{ kind: 'complete', status }]);
  });

  it('tells the kinds apart by their bits', () => {
    expect(parse(0x12)).toEqual([{ kind: 'real-time', byte: 0x12 }]);
    expect(parse(0x0c)).toEqual([{ kind: 'transmitted', byte: 0x0c }]);
    expect(parse(0x37, 0x25, 0)).toEqual([{ kind: 'buffers-cleared' }]);
    expect(parse(0x37, 0x22, 0x30, 0x30, 0x34, 0x32, 0)).toEqual([{ kind: 'process-id', id: '0042' }]);
    expect(parse(...Buffer.from('_EPSON\0'))).toEqual([]);
  });

  it('reads a reply that comes in pieces', () => {
    const reader = createParser();
    const replies = [0x10, 0, 0x0f, 0].map((byte) => reader(Uint8Array.of(byte)));
    expect(replies).toEqual([[], [], [], [{ kind: 'complete', status: { ...ready, paper: 'out' } }]]);
  });

  it('lets a real-time answer come in the middle of automatic status', () => {
    expect(parse(0x10, 0, 0x12, 0, 0).map(({ kind }) => kind)).toEqual(['real-time', 'complete']);
  });

  it('ignores XON and XOFF wherever they come', () => {
    expect(parse(0x11, 0x10, 0x13, 0, 0, 0, 0x11)).toEqual([{ kind: 'complete', status: ready }]);
  });

  it('never takes a torn reply for a confirmation', () => {
    expect(parse(0x37, 0x22, 0x30, 0x30, 0)).toEqual([]);
    expect(parse(0x37, 0x22, 0x30, 0x30, 0x34, 0x32, 0x33, 0)).toEqual([]);
    expect(parse(0x37, 0x21, 0x30, 0x30, 0x34, 0x32, 0)).toEqual([]);
  });

  it('is in step again after any bytes, once a block can no longer be open', () => {
    const confirmation: StatusReply = { kind: 'process-id', id: '0042' };
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 64 }), (garbage) => {
        const reader = createParser();
        reader(garbage);
        reader(Uint8Array.of(0, 0, 0, 0));
        expect(reader(Uint8Array.of(0x37, 0x22, 0x30, 0x30, 0x34, 0x32, 0))).toEqual([confirmation]);
      }),
    );
  });
});
