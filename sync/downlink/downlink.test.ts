import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { CardSerial } from '@borne/domain/rights';
import { epochMilliseconds } from '@borne/domain/time';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { CentralKeys } from '../contract/central-keys.ts';
import { encodeOppositionDelta } from '../opposition/opposition-delta.ts';
import { decodeOppositionList } from '../opposition/opposition-list.ts';
import { type Downlink, openDownlink } from './downlink.ts';
import { sha256 } from './parts.ts';
import { FakeCentre, json, keysOf, newManifestPair, opposing } from './testing/fake-centre.ts';

let folder: string;
let centre: FakeCentre;
let now = 1000;
/** What the downlink waits for: one timer at a time. */
let timer: { readonly at: number; readonly call: () => void } | undefined;
let open: Downlink[] = [];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'borne-downlink-'));
  centre = new FakeCentre();
  now = 1000;
});
afterEach(() => {
  for (const each of open) each.close();
  open = [];
  rmSync(folder, { recursive: true });
});

/** The keys of the enrolment. */
let enrolled: CentralKeys;

function start(): Downlink {
  enrolled = keysOf(centre.pair);
  const downlink = openDownlink({
    folder: join(folder, 'downlink'),
    kiosk: 'borne-1',
    http: { url: 'https://centre.test', fetch: (...request) => centre.fetch(...request), timers: globalThis },
    clock: { now: () => epochMilliseconds(now) },
    timers: {
      setTimeout: (call: () => void, wait: number) => {
        timer = { at: now + wait, call };
      },
      clearTimeout: () => {
        timer = undefined;
      },
    },
    enrolled: () => enrolled,
    checkTexts: (texts) => ('unknown' in texts ? 'unknown: no such text' : undefined),
  });
  open.push(downlink);
  return downlink;
}

/** Lets time pass until `moment`, with what is due on the way. */
function passTo(moment: number) {
  now = moment;
  if (timer && timer.at <= now) timer.call();
}

const opposes = (downlink: Downlink, serial: string) => downlink.isOpposed(serial as CardSerial);
const notices = (text: string, window = { from: 0, until: 10_000 }) =>
  json({ notices: [{ id: 'n', tone: 'neutral', text, ...window }] });

describe('what the centre sends down', () => {
  it('is nothing before the first manifest, and says so', () => {
    expect(start().current()).toMatchObject({ freshness: { freshness: 'never' }, notices: [] });
  });

  it('applies at once, is kept, and serves a kiosk that starts without a network', async () => {
    centre.publish(
      5,
      {
        notices: notices('Fermé lundi'),
        opposition: opposing('42'),
        configuration: json({ withdrawn: ['mise-a-jour'] }),
        texts: json({ texts: { 'menu.title': 'Bonjour' } }),
        'unheard-of': json({}),
      },
      { software: '2.0.0' },
    );
    const downlink = start();
    const told: number[] = [];
    downlink.subscribe(() => told.push(1));
    expect(await downlink.refresh()).toEqual({ refresh: 'replaced', version: 5, kept: true });
    expect(told).toEqual([1]);
    centre.down = true;
    for (const each of [downlink, start()]) {
      expect(each.current()).toMatchObject({
        version: 5,
        freshness: { freshness: 'current' },
        notices: [{ text: 'Fermé lundi' }],
        withdrawn: ['mise-a-jour'],
        texts: { 'menu.title': 'Bonjour' },
        software: '2.0.0',
      });
      expect([opposes(each, '42'), opposes(each, '43')]).toEqual([true, false]);
      expect(await each.refresh()).toMatchObject({ refresh: 'failed', error: { code: 'unreachable' } });
    }
  });

  it('is not sent again to who has it, and only what changed is fetched', async () => {
    centre.publish(1, { notices: notices('un'), opposition: opposing('42') });
    await start().refresh();
    const downlink = start();
    expect(await downlink.refresh()).toEqual({ refresh: 'unchanged' });
    centre.publish(2, { notices: notices('deux'), opposition: opposing('42') });
    centre.asked.length = 0;
    await downlink.refresh();
    expect(centre.asked).toHaveLength(2);
    expect(readdirSync(join(folder, 'downlink/parts'))).toHaveLength(2);
  });

  it('changes with time, and tells of it', async () => {
    const window = { regime: '01', caisse: '491', from: 3000, until: 4000 };
    centre.publish(
      1,
      {
        notices: notices('bientôt', { from: 2000, until: 5000 }),
        outages: json({ outages: [window] }),
      },
      { validUntil: 6000 },
    );
    const downlink = start();
    await downlink.refresh();
    const seen: unknown[] = [];
    downlink.subscribe(() => {
      const { notices: shown, closures, freshness } = downlink.current();
      seen.push([now, shown.length, closures.map(({ reopensAt }) => reopensAt), freshness.freshness]);
    });
    for (const moment of [2000, 3000, 4000, 5000, 6000]) passTo(moment);
    expect(seen).toEqual([
      [2000, 1, [], 'current'],
      [3000, 1, [4000], 'current'],
      [4000, 1, [], 'current'],
      [5000, 0, [], 'current'],
      [6000, 0, [], 'expired'],
    ]);
    expect(downlink.current().freshness).toEqual({ freshness: 'expired', since: 6000 });
  });
});

describe('a manifest is refused, and the set in hand stands', () => {
  const bad: readonly [string, () => void, RegExp][] = [
    ['an older version', () => centre.publish(4, {}), /version 4 is not newer than 5/],
    [
      'the same version with something else in it',
      () => {
        centre.publish(5, { notices: notices('autre') });
        centre.etag = '"other"';
      },
      /version 5 is not newer than 5/,
    ],
    ['one that is out of date', () => centre.publish(6, {}, { validUntil: 999 }), /out of date already/],
    ['one of another kiosk', () => centre.publish(6, {}, { kiosk: 'borne-2' }), /made for borne-2/],
    [
      'one signed with a key that was never given',
      () => centre.publish(6, {}, {}, newManifestPair()),
      /a key that this kiosk was not given/,
    ],
    [
      'one that was altered',
      () => {
        const [header, , signature] = centre.publish(6, {}).split('.');
        const [, claims] = centre.publish(7, {}).split('.');
        centre.jws = `${header}.${claims}.${signature}`;
      },
      /signature is not good/,
    ],
    [
      'one whose signature was stripped',
      () => {
        const [, claims] = centre.publish(6, {}).split('.');
        centre.jws = `${Buffer.from('{"alg":"none","typ":"borne-manifest"}').toString('base64url')}.${claims}.`;
      },
      /EdDSA/,
    ],
    ['a bad notice', () => centre.publish(6, { notices: json({ notices: [{}] }) }), /part notices/],
    ['a bad list', () => centre.publish(6, { opposition: json({}) }), /part opposition/],
    ['a bad text', () => centre.publish(6, { texts: json({ texts: { unknown: 'x' } }) }), /no such text/],
    [
      'keys that nobody can seal to',
      () => centre.publish(6, { keys: json({ ...keysOf(centre.pair), recipients: ['A'.repeat(43)] }) }),
      /part keys: .*sealed to/,
    ],
    ['no JSON', () => centre.publish(6, { configuration: Buffer.from('{') }), /expected JSON/],
  ];

  it.each(bad)('%s', async (_, publish, problem) => {
    centre.publish(5, { notices: notices('en place') });
    const downlink = start();
    await downlink.refresh();
    publish();
    expect(await downlink.refresh()).toEqual({
      refresh: 'refused',
      problem: expect.stringMatching(problem),
    });
    expect(downlink.reported()).toMatchObject({ version: 5, refused: true });
    for (const each of [downlink, start()])
      expect(each.current()).toMatchObject({ version: 5, notices: [{ text: 'en place' }] });
    centre.publish(9, {});
    expect(await downlink.refresh()).toMatchObject({ refresh: 'replaced', version: 9 });
    expect(downlink.reported()).toMatchObject({ refused: false });
  });

  it('all of it, when one part of several cannot be had', async () => {
    centre.publish(5, { notices: notices('en place') });
    const downlink = start();
    await downlink.refresh();
    centre.publish(6, { notices: notices('nouveau'), opposition: opposing('1') });
    centre.parts.delete(sha256(opposing('1')));
    expect(await downlink.refresh()).toMatchObject({ refresh: 'failed', error: { code: 'not-found' } });
    expect(downlink.current()).toMatchObject({ version: 5, notices: [{ text: 'en place' }] });
  });

  it('all of it, when a part is not the one that was signed, or does not end', async () => {
    centre.publish(5, { opposition: opposing('42') });
    const downlink = start();
    await downlink.refresh();
    for (const bytes of [opposing('43'), Buffer.alloc(1_000_000)]) {
      centre.publish(6, { opposition: opposing('44') });
      centre.parts.set(sha256(opposing('44')), bytes);
      expect(await downlink.refresh()).toMatchObject({ refresh: 'failed' });
      expect([opposes(downlink, '42'), opposes(downlink, '43')]).toEqual([true, false]);
    }
  });
});

describe('the opposition list', () => {
  const before = opposing('1', '2', '3');
  const after = opposing('2', '3', '4');
  const name = `${sha256(before)}>${sha256(after)}`;
  const list = (bytes: Uint8Array) => {
    const decoded = decodeOppositionList(bytes);
    if (!decoded.ok) throw new Error(decoded.error);
    return decoded.value;
  };

  it.each([
    ['comes as a difference', () => encodeOppositionDelta(list(before), list(after)), 1],
    [
      'comes whole after a difference that leads elsewhere',
      () => encodeOppositionDelta(list(before), list(before)),
      2,
    ],
    ['comes whole after a difference that makes no sense', () => Buffer.from('nonsense'), 2],
  ])('%s', async (_, delta, requests) => {
    centre.publish(1, { opposition: before });
    const downlink = start();
    await downlink.refresh();
    centre.publish(2, { opposition: after });
    centre.deltas.set(name, delta());
    centre.asked.length = 0;
    expect(await downlink.refresh()).toMatchObject({ refresh: 'replaced' });
    expect(centre.asked.filter((path) => path.startsWith('/v1/parts'))).toHaveLength(requests);
    for (const each of [downlink, start()])
      expect(['1', '2', '3', '4'].map((serial) => opposes(each, serial))).toEqual([false, true, true, true]);
    expect(downlink.reported()).toMatchObject({ opposition: { version: 2, cards: 3 } });
  });
});

describe('the keys of the centre', () => {
  it('follow one another: the old set names the key of the new one', async () => {
    const next = newManifestPair();
    centre.publish(1, { keys: json(keysOf(centre.pair, next)) });
    const downlink = start();
    await downlink.refresh();
    centre.publish(2, { keys: json(keysOf(next)) }, {}, next);
    expect(await downlink.refresh()).toMatchObject({ refresh: 'replaced' });
    for (const each of [downlink, start()]) {
      expect(each.keys().manifest).toEqual([next.publicKey]);
      centre.publish(3, {});
      expect(await each.refresh()).toMatchObject({ refresh: 'refused' });
    }
  });

  it('of a new enrolment take the place of those that an earlier one led to', async () => {
    centre.publish(9, { keys: json(keysOf(centre.pair)), notices: notices('ancien') });
    await start().refresh();
    centre = new FakeCentre();
    centre.publish(1, { notices: notices('nouveau') });
    const downlink = start();
    expect(downlink.current()).toMatchObject({ freshness: { freshness: 'never' }, notices: [] });
    expect(await downlink.refresh()).toMatchObject({ refresh: 'replaced', version: 1 });
  });

  it('of a new enrolment beside a kiosk that runs are believed at once, and no other', async () => {
    centre.publish(9, { keys: json(keysOf(centre.pair)), notices: notices('ancien') });
    const downlink = start();
    await downlink.refresh();
    const before = enrolled;
    centre = new FakeCentre();
    centre.publish(1, { notices: notices('nouveau') });
    expect(downlink.keys()).toEqual(before);
    enrolled = keysOf(centre.pair);
    expect(downlink.keys()).toEqual(enrolled);
    expect(await downlink.refresh()).toMatchObject({ refresh: 'replaced', version: 1 });
    expect(downlink.current().notices).toMatchObject([{ text: 'nouveau' }]);
  });

  it('of a certificate that was renewed take the place of those sent down before, and leave the set', async () => {
    const watermark = ['C'.repeat(43)];
    centre.publish(9, { keys: json(keysOf(centre.pair)), notices: notices('en place') });
    const downlink = start();
    await downlink.refresh();
    enrolled = { ...enrolled, watermark };
    expect(downlink.keys()).toEqual(enrolled);
    expect(await downlink.refresh()).toEqual({ refresh: 'unchanged' });
    expect(downlink.current()).toMatchObject({ version: 9, notices: [{ text: 'en place' }] });
    const later = ['D'.repeat(43)];
    centre.publish(10, { keys: json({ ...enrolled, watermark: later }) });
    await downlink.refresh();
    expect(downlink.keys().watermark).toEqual(later);
  });
});

describe('a disk', () => {
  const part = () => join(folder, 'downlink/parts', sha256(opposing('42')));

  it('that changed a part does not have it believed: it is fetched again, and nothing older', async () => {
    centre.publish(5, { opposition: opposing('42') });
    await start().refresh();
    writeFileSync(part(), opposing('43'));
    const downlink = start();
    expect(downlink.current().freshness.freshness).toBe('never');
    expect(opposes(downlink, '43')).toBe(false);
    centre.publish(4, {});
    expect(await downlink.refresh()).toMatchObject({ refresh: 'refused' });
    centre.publish(5, { opposition: opposing('42') });
    expect(await downlink.refresh()).toMatchObject({ refresh: 'replaced', version: 5 });
    expect(readFileSync(part()).equals(opposing('42'))).toBe(true);
  });

  it('that takes nothing leaves the new set in use until the kiosk stops', async () => {
    writeFileSync(join(folder, 'downlink'), 'a file where the folder should be');
    centre.publish(5, { opposition: opposing('42') });
    const downlink = start();
    expect(await downlink.refresh()).toEqual({ refresh: 'replaced', version: 5, kept: false });
    expect(opposes(downlink, '42')).toBe(true);
  });
});
