import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { BatchReply, JournalReceiver } from '../central/client.ts';
import { centralError } from '../central/http.ts';
import { GENESIS, type SignedWatermark, type Watermark } from '../contract/journal.ts';
import type { Journal } from '../journal/journal.ts';
import type { PendingBatch } from '../journal/stream.ts';
import { taken, temporaryJournal } from '../journal/temporary-journal.ts';
import type { VerifyWatermark } from './exchange.ts';
import { createUplink } from './uplink.ts';

let temporary: ReturnType<typeof temporaryJournal>;
let journal: Journal;
beforeEach(async () => {
  temporary = temporaryJournal();
  journal = temporary.open();
  for (let count = 0; count < 5; count += 1) taken(await journal.record({ kind: 'card-forgotten' }));
});
afterEach(() => temporary.remove());

/** A centre that gives the answers it was told to, in turn. */
function centre(...replies: ((sent: PendingBatch) => BatchReply)[]) {
  const sent: PendingBatch[] = [];
  const client: JournalReceiver = {
    async send(batch) {
      sent.push(batch);
      const reply = replies.shift();
      if (!reply) throw new Error('the centre was not expected to be asked again');
      return reply(batch);
    },
  };
  return { client, sent };
}

const signature = 's'.repeat(86);
const sign = (watermark: Watermark): SignedWatermark => ({ ...watermark, key: 'k'.repeat(16), signature });
const verify: VerifyWatermark = (_claim, _key, made) => made === signature;

const at = (seq: number): SignedWatermark => {
  const record = journal.records()[seq - 1];
  const { epoch } = JSON.parse(journal.records()[0]?.header ?? '{}');
  return sign({ epoch, seq, head: record?.hash ?? GENESIS });
};
const accept = ({ to }: PendingBatch): BatchReply => ({ reply: 'acknowledged', watermark: at(to) });

describe('delivering', () => {
  it('sends batch after batch until nothing is left', async () => {
    const { client, sent } = centre(accept, accept, accept);
    const uplink = createUplink({ journal, client, verify, batchSize: 2 });
    expect(await uplink.deliver()).toEqual({ delivery: 'acknowledged', records: 2, more: true });
    expect(await uplink.deliver()).toEqual({ delivery: 'acknowledged', records: 2, more: true });
    expect(await uplink.deliver()).toEqual({ delivery: 'acknowledged', records: 1, more: false });
    expect(await uplink.deliver()).toEqual({ delivery: 'nothing-to-send' });
    expect(sent.map(({ from, to }) => [from, to])).toEqual([
      [1, 2],
      [3, 4],
      [5, 5],
    ]);
  });

  it('starts again from where the centre is', async () => {
    taken(journal.acknowledge(at(4)));
    const { client, sent } = centre(() => ({ reply: 'gap', watermark: at(1) }), accept);
    const uplink = createUplink({ journal, client, verify });
    expect(await uplink.deliver()).toEqual({ delivery: 'acknowledged', records: 0, more: true });
    expect(await uplink.deliver()).toEqual({ delivery: 'acknowledged', records: 4, more: false });
    expect(sent.map(({ from }) => from)).toEqual([5, 2]);
  });

  it('jumps over what the centre already had', async () => {
    const { client } = centre(() => ({ reply: 'acknowledged', watermark: at(5) }));
    const uplink = createUplink({ journal, client, verify, batchSize: 2 });
    expect(await uplink.deliver()).toEqual({ delivery: 'acknowledged', records: 2, more: false });
  });

  it('does not hammer a centre that keeps asking for what it was just sent', async () => {
    const { client } = centre(() => ({ reply: 'gap', watermark: at(0) }));
    const uplink = createUplink({ journal, client, verify });
    expect(await uplink.deliver()).toMatchObject({ delivery: 'postponed', error: { code: 'protocol' } });
    expect(journal.backlog().unacknowledged).toBe(5);
  });

  it('shares one exchange between concurrent calls', async () => {
    const { client, sent } = centre(accept);
    const uplink = createUplink({ journal, client, verify });
    const [first, second] = await Promise.all([uplink.deliver(), uplink.deliver()]);
    expect(first).toBe(second);
    expect(sent).toHaveLength(1);
  });
});

describe('a delivery that fails loses nothing', () => {
  const error = (code: 'unreachable' | 'timeout' | 'refused') => centralError(code, 'HTTP 000');
  const diverged = sign({ epoch: '', seq: 5, head: 'a'.repeat(64) });

  it.each([
    ['unreachable', (): BatchReply => ({ reply: 'failed', error: error('unreachable') }), 'postponed'],
    ['late', (): BatchReply => ({ reply: 'failed', error: error('timeout') }), 'postponed'],
    ['unauthorised', (): BatchReply => ({ reply: 'failed', error: error('refused') }), 'refused'],
    ['forked', (): BatchReply => ({ reply: 'forked', error: error('refused') }), 'refused'],
    [
      'about another epoch',
      (): BatchReply => ({ reply: 'acknowledged', watermark: { ...at(5), epoch: 'f'.repeat(32) } }),
      'postponed',
    ],
    [
      'that acknowledges less than was sent',
      (): BatchReply => ({ reply: 'acknowledged', watermark: at(4) }),
      'postponed',
    ],
    [
      'that misses records it says it holds',
      (): BatchReply => ({ reply: 'gap', watermark: at(3) }),
      'postponed',
    ],
    [
      'about records that are not ours',
      (): BatchReply => ({ reply: 'acknowledged', watermark: { ...diverged, epoch: at(1).epoch } }),
      'refused',
    ],
  ])('%s', async (_, reply, delivery) => {
    const { client } = centre(reply, accept);
    const uplink = createUplink({ journal, client, verify });
    expect(await uplink.deliver()).toMatchObject({ delivery });
    expect(journal.backlog().unacknowledged).toBe(5);
    expect(await uplink.deliver()).toEqual({ delivery: 'acknowledged', records: 5, more: false });
  });

  it('passes on how long the centre asks to wait', async () => {
    const { client } = centre(() => ({ reply: 'failed', error: error('unreachable'), retryAfter: 30_000 }));
    expect(await createUplink({ journal, client, verify }).deliver()).toMatchObject({ retryAfter: 30_000 });
  });

  it('says so when the journal cannot be read', async () => {
    journal.close();
    expect(await createUplink({ journal, client: centre().client, verify }).deliver()).toMatchObject({
      delivery: 'postponed',
      error: { code: 'disconnected' },
    });
  });
});

describe('whose word is believed', () => {
  it('the centre’s, about this kiosk', async () => {
    const asked: unknown[] = [];
    const client = centre(accept).client;
    await createUplink({ journal, client, verify: (...claimed) => asked.push(claimed) > 0 }).deliver();
    const { epoch, seq, head, key } = at(5);
    expect(asked).toEqual([[{ kiosk: 'borne-1', epoch, seq, head }, key, signature]]);
    expect(journal.backlog().unacknowledged).toBe(0);
  });

  it('not another’s', async () => {
    const forged = { ...at(5), signature: 't'.repeat(86) };
    const { client } = centre(() => ({ reply: 'acknowledged', watermark: forged }));
    expect(await createUplink({ journal, client, verify }).deliver()).toMatchObject({
      delivery: 'postponed',
      error: { code: 'protocol', detail: expect.stringContaining('did not sign') },
    });
    expect(journal.backlog().unacknowledged).toBe(5);
  });
});
