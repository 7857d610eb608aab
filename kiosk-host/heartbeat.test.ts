import type { DeviceError } from '@borne/domain/device-error';
import { err, ok, type Result } from '@borne/domain/result';
import { milliseconds } from '@borne/domain/time';
import type { Heartbeat } from '@borne/sync/contract/heartbeat';
import type { Moment } from '@borne/sync/heartbeat/conditions';
import type { Answered } from '@borne/sync/heartbeat/heartbeat';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { keepBeating } from './heartbeat.ts';

const well: Moment = {
  said: {
    up: 0,
    office: 'Accueil',
    software: '1.0.0',
    inService: true,
    reference: { version: 3, age: 10, refused: false },
    journal: { unacknowledged: 0, inDoubt: 0, usable: true },
    reader: 'present',
    printer: { state: 'connected', paper: 'ok', cover: 'closed' },
    frame: 2,
  },
  unsaid: {
    referenceExpired: false,
    deliveryRefused: false,
    journalSetAside: false,
  },
};

const unreachable: DeviceError = {
  device: 'central-api',
  code: 'unreachable',
  retryable: true,
  detail: 'ECONNREFUSED',
};

/** A kiosk that beats under a clock that moves when told to. */
class Beating {
  readonly #began = Date.now();
  readonly sent: { at: number; heartbeat: Omit<Heartbeat, 'sent'> }[] = [];
  readonly network: boolean[] = [];
  readonly manifests: number[] = [];
  now = well;
  delivering = false;
  random = 0.5;
  answer: () => Result<Answered, DeviceError> = () =>
    ok({ reply: { time: 0, manifest: 4, every: 60 }, clockOffset: 120 });

  readonly stop = keepBeating({
    look: () => this.now,
    delivering: () => this.delivering,
    send: async (heartbeat) => {
      this.sent.push({ at: this.#elapsed() / 1000, heartbeat });
      return this.answer();
    },
    onNetwork: (reachable) => this.network.push(reachable),
    onManifest: (version) => this.manifests.push(version),
    clock: { monotonic: () => milliseconds(this.#elapsed()) },
    timers: globalThis,
    random: () => this.random,
  });

  #elapsed() {
    return Date.now() - this.#began;
  }
  wait = (seconds: number) => vi.advanceTimersByTimeAsync(seconds * 1000);
  get moments() {
    return this.sent.map(({ at }) => at);
  }
}

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

describe('a heartbeat', () => {
  it('comes soon, then about once a minute, sooner or later by a fifth', async () => {
    const kiosk = new Beating();
    await kiosk.wait(66);
    expect(kiosk.moments).toEqual([5, 65]);
    kiosk.random = 0;
    await kiosk.wait(110);
    expect(kiosk.moments.slice(2)).toEqual([125, 173]);
    kiosk.random = 1;
    await kiosk.wait(48 + 72);
    expect(kiosk.moments.slice(4)).toEqual([221, 293]);
  });

  it('comes as often as the centre asks', async () => {
    const kiosk = new Beating();
    kiosk.answer = () => ok({ reply: { time: 0, manifest: 4, every: 5 }, clockOffset: 0 });
    await kiosk.wait(21);
    expect(kiosk.moments).toEqual([5, 10, 15, 20]);
  });

  it('lets the journal go first, once', async () => {
    const kiosk = new Beating();
    kiosk.delivering = true;
    await kiosk.wait(16);
    expect(kiosk.moments).toEqual([15]);
  });

  it('tells of the network, of the manifest to have, and how far off the clock was', async () => {
    const kiosk = new Beating();
    await kiosk.wait(5);
    kiosk.answer = () => err(unreachable);
    await kiosk.wait(60);
    kiosk.answer = () => err({ ...unreachable, code: 'refused', retryable: false });
    await kiosk.wait(60);
    expect(kiosk.network).toEqual([true, false]);
    expect(kiosk.manifests).toEqual([4]);
    expect(kiosk.sent.map(({ heartbeat }) => heartbeat.clockOffset)).toEqual([undefined, 120, 120]);
  });

  it('carries alarms from when they began, although it is rare', async () => {
    const kiosk = new Beating();
    await kiosk.wait(7);
    kiosk.now = { ...well, said: { ...well.said, reader: 'absent' } };
    await kiosk.wait(3);
    kiosk.now = well;
    await kiosk.wait(5);
    kiosk.now = { ...well, said: { ...well.said, reader: 'absent' } };
    await kiosk.wait(51);
    expect(kiosk.sent.at(-1)?.heartbeat.alarms).toEqual([{ code: 'reader-lost', age: 45 }]);
  });

  it('is no more once it is stopped', async () => {
    const kiosk = new Beating();
    kiosk.stop();
    await kiosk.wait(200);
    expect(kiosk.sent).toEqual([]);
  });
});
