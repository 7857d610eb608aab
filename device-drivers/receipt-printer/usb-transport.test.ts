import { err, ok } from '@borne/domain/result';
import { describe, expect, it } from 'vitest';
import { printerError } from './printer-error.ts';
import type { UsbDevice, UsbInResult, UsbOutResult } from './usb-device.ts';
import { createUsbTransport, loadUsb, type UsbAddress } from './usb-transport.ts';

/**
 * Against a scripted stand-in for npm `usb` 3, which behaves as the package was measured to: one transfer a direction,
 * errors told in words, a claim that lasts as long as its transfers.
 */

interface Pending<T> {
  readonly resolve: (value: T) => void;
  readonly reject: (cause: Error) => void;
}

const bulk = (endpointNumber: number, direction: 'in' | 'out') => ({
  endpointNumber,
  direction,
  type: 'bulk',
});
const printerOn = (interfaceClass: number) => ({
  interfaceNumber: 1,
  alternate: { interfaceClass, endpoints: [bulk(1, 'out'), bulk(2, 'in')] },
});
const keyboard = {
  interfaceNumber: 0,
  alternate: { interfaceClass: 3, endpoints: [{ endpointNumber: 3, direction: 'in', type: 'interrupt' }] },
} as const;

class FakeDevice implements UsbDevice {
  readonly vendorId: number = 0x04b8;
  readonly productId: number = 0x0e28;
  readonly bus = '001';
  readonly ports: readonly number[];
  readonly calls: string[] = [];
  reading: Pending<UsbInResult> | undefined;
  readonly writes: (Pending<UsbOutResult> & { readonly bytes: Uint8Array })[] = [];
  refuses: string | undefined;
  configuration: UsbDevice['configuration'];

  constructor({
    serial = 'S1',
    port = 1,
    interfaceClass = 7,
  }: { serial?: string | null; port?: number; interfaceClass?: number } = {}) {
    this.serialNumber = serial;
    this.ports = [port];
    this.configuration = { interfaces: [keyboard, printerOn(interfaceClass)] as never };
  }
  readonly serialNumber: string | null;

  #call = async (name: string) => {
    this.calls.push(name);
    if (this.refuses === name) throw new Error(`${name} error: Permission denied`);
  };
  open = () => this.#call('open');
  close = () => this.#call('close');
  reset = async () => {
    await this.#call('reset');
    this.unplug();
  };
  detachKernelDriver = () => this.#call('detachKernelDriver');
  claimInterface = (number: number) => this.#call(`claim ${number}`);
  releaseInterface = (number: number) => this.#call(`release ${number}`);
  clearHalt = (direction: string, endpoint: number) => this.#call(`clearHalt ${direction} ${endpoint}`);

  transferIn = (endpoint: number, _length: number, timeout: number) => {
    this.calls.push(`in ${endpoint}`);
    expect(timeout).toBeGreaterThan(600_000);
    if (this.reading) throw new Error('endpoint not found');
    return new Promise<UsbInResult>((resolve, reject) => {
      this.reading = { resolve, reject };
    });
  };
  transferOut = (endpoint: number, bytes: Uint8Array, timeout: number) => {
    this.calls.push(`out ${endpoint}`);
    expect(timeout).toBeGreaterThan(600_000);
    return new Promise<UsbOutResult>((resolve, reject) => {
      this.writes.push({ resolve, reject, bytes });
    });
  };

  async answer(result: UsbInResult | Error): Promise<void> {
    const reading = this.reading;
    if (!reading) throw new Error('nothing is being read');
    this.reading = undefined;
    if (result instanceof Error) reading.reject(result);
    else reading.resolve(result);
    await settled();
  }
  says = (...bytes: number[]) =>
    this.answer({ status: 'ok', data: new DataView(Uint8Array.from(bytes).buffer) });
  unplug(): void {
    this.reading?.reject(new Error('transferIn error: Disconnected'));
    for (const write of this.writes) write.reject(new Error('transferOut error: Disconnected'));
  }
}

const settled = () => new Promise<void>((resolve) => setImmediate(resolve));
const epson: UsbAddress = { ids: [{ vendorId: 0x04b8, productId: 0x0e28 }] };

function bus(devices: FakeDevice[], address: UsbAddress = epson) {
  const received: number[] = [];
  const losses: string[] = [];
  const transport = createUsbTransport(address, async () => ok({ usb: { getDevices: async () => devices } }));
  return {
    received,
    losses,
    open: () =>
      transport.open({
        received: (bytes) => received.push(...bytes),
        lost: ({ detail }) => losses.push(detail),
      }),
  };
}

async function link(device = new FakeDevice()) {
  const { open, received, losses } = bus([device]);
  const opened = await open();
  if (!opened.ok) throw new Error(opened.error.detail);
  return { device, received, losses, link: opened.value };
}

describe('opening', () => {
  it('takes the printer from the system’s own driver, and reads from the first moment', async () => {
    const { device } = await link();
    expect(device.calls).toEqual(['open', 'detachKernelDriver', 'claim 1', 'in 2']);
  });

  it('does not need a driver to take it from', async () => {
    const device = new FakeDevice();
    device.refuses = 'detachKernelDriver';
    expect((await bus([device]).open()).ok).toBe(true);
  });

  it('finds a printer in its maker’s own class when it is named', async () => {
    expect((await bus([new FakeDevice({ interfaceClass: 255 })]).open()).ok).toBe(true);
    expect(await bus([new FakeDevice({ interfaceClass: 255 })], { ids: [] }).open()).toMatchObject({
      error: { code: 'disconnected', detail: 'no USB printer of the printer class is connected' },
    });
  });

  it('finds any printer of the printer class when none is named', async () => {
    expect((await bus([new FakeDevice()], { ids: [] }).open()).ok).toBe(true);
  });

  it('says what it looked for when it is not there', async () => {
    expect(await bus([]).open()).toMatchObject({
      error: { detail: 'no USB printer (04b8:0e28) is connected' },
    });
    expect(await bus([new FakeDevice()], { ...epson, serial: 'S9' }).open()).toMatchObject({
      error: { detail: 'no USB printer (04b8:0e28) with the serial number S9 is connected' },
    });
  });

  it('does not guess between two that are alike', async () => {
    const two = [new FakeDevice({ serial: 'S1' }), new FakeDevice({ serial: null, port: 4 })];
    expect(await bus(two).open()).toMatchObject({
      error: { detail: '2 USB printers are alike (S1, port 4): name one by its serial number' },
    });
    expect((await bus(two, { ...epson, serial: 'S1' }).open()).ok).toBe(true);
  });

  it('stays with the one it had, by its serial number or its port', async () => {
    for (const serial of ['S1', null]) {
      const had = new FakeDevice({ serial });
      const devices = [had];
      const { open } = bus(devices);
      expect((await open()).ok).toBe(true);
      const back = new FakeDevice({ serial });
      devices.splice(0, 1, new FakeDevice({ serial: serial && 'S2', port: 2 }), back);
      expect((await open()).ok).toBe(true);
      expect(back.calls).toContain('claim 1');
    }
  });

  it('says that it may not, when it may not', async () => {
    const device = new FakeDevice();
    device.refuses = 'open';
    expect(await bus([device]).open()).toMatchObject({
      error: { code: 'disconnected', detail: expect.stringMatching(/Permission denied.*may this user/) },
    });
  });

  it('says that the package is missing', async () => {
    const missing = printerError('disconnected', 'npm package usb cannot be loaded');
    const transport = createUsbTransport(epson, async () => err(missing));
    expect(await transport.open({ received: () => {}, lost: () => {} })).toEqual(err(missing));
  });

  it('loads the real package, or says why not', async () => {
    const loaded = await loadUsb();
    if (loaded.ok) expect(loaded.value.usb.getDevices).toBeTypeOf('function');
    else expect(loaded.error.detail).toMatch(/usb/);
  });
});

describe('reading', () => {
  it('always has one read under way, and never two', async () => {
    const { device, received } = await link();
    await device.says(0x12);
    await device.says(0x10, 0, 0, 0);
    await device.answer({ status: 'ok', data: undefined });
    expect(received).toEqual([0x12, 0x10, 0, 0, 0]);
    expect(device.calls.filter((call) => call === 'in 2')).toHaveLength(4);
  });

  it('goes on after a read that reached its limit', async () => {
    const { device, received, losses } = await link();
    await device.answer(new Error('transferIn error: Cancelled'));
    await device.says(0x12);
    expect({ received, losses }).toEqual({ received: [0x12], losses: [] });
  });

  it('clears a stall, and gives a printer up that only stalls', async () => {
    const { device, losses } = await link();
    await device.answer({ status: 'stall' });
    expect(device.calls).toContain('clearHalt in 2');
    await device.answer({ status: 'stall' });
    expect(losses).toEqual([]);
    await device.answer({ status: 'stall' });
    expect(losses).toEqual(['the USB printer is gone (it refuses to be read)']);
  });
});

describe('losing the printer', () => {
  it('is told once, whichever transfer hears of it, and ends the write under way', async () => {
    const { device, link: opened, losses } = await link();
    const written = opened.write(Uint8Array.of(1, 2, 3));
    device.unplug();
    expect(await written).toMatchObject({ ok: false, error: { code: 'disconnected' } });
    await settled();
    expect(losses).toHaveLength(1);
    expect(device.calls.slice(-2)).toEqual(['release 1', 'close']);
    expect(await opened.write(Uint8Array.of(1))).toMatchObject({ ok: false });
  });
});

describe('writing', () => {
  it('resolves when the printer took everything, and not before', async () => {
    const { device, link: opened } = await link();
    let done = false;
    const written = opened.write(Uint8Array.of(1, 2, 3)).then((result) => {
      done = true;
      return result;
    });
    await settled();
    expect(done).toBe(false);
    device.writes[0]?.resolve({ status: 'ok', bytesWritten: 3 });
    expect(await written).toEqual(ok(undefined));
  });

  it('does not take a part for the whole', async () => {
    const { device, link: opened } = await link();
    const written = opened.write(Uint8Array.of(1, 2, 3));
    device.writes[0]?.resolve({ status: 'ok', bytesWritten: 2 });
    expect(await written).toMatchObject({ error: { detail: 'the USB printer took 2 of 3 bytes (ok)' } });
  });
});

describe('a write that reaches the package’s limit', () => {
  it('is never sent again, since nobody knows how much of it passed: the link is given up', async () => {
    const { device, link: opened, losses } = await link();
    const written = opened.write(Uint8Array.of(1, 2, 3));
    device.writes[0]?.reject(new Error('transferOut error: Cancelled'));
    expect(await written).toMatchObject({ ok: false, error: { code: 'disconnected' } });
    expect(device.writes).toHaveLength(1);
    expect(losses).toHaveLength(1);
  });
});

describe('closing', () => {
  it('ends what hangs by a reset, lets go, and is no loss', async () => {
    const { device, link: opened, losses } = await link();
    const written = opened.write(Uint8Array.of(1));
    await opened.close();
    expect(device.calls.slice(-3)).toEqual(['reset', 'release 1', 'close']);
    expect(await written).toMatchObject({ ok: false });
    await settled();
    expect(losses).toEqual([]);
  });
});
