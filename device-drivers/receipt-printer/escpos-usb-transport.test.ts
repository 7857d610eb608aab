import { EventEmitter } from 'node:events';
import { err, ok } from '@borne/domain/result';
import { describe, expect, it } from 'vitest';
import { createReceiptPrinter } from './driver.ts';
import { createEscposEncoder } from './escpos-encoder.ts';
import { createEscposUsbTransport, type EscposUsb, loadEscposUsb } from './escpos-usb-transport.ts';
import { printerError } from './printer-error.ts';
import { tmT20iii } from './profiles/tm-t20iii.ts';

/** Against a scripted stand-in for npm `escpos-usb`, with its habits: several callbacks, and no way to read. */

type Done = (error?: Error | null) => void;

class FakeAdapter extends EventEmitter {
  static present: readonly [vendorId?: number, productId?: number] = [0x04b8, 0x0e28];
  static instances: FakeAdapter[] = [];
  readonly written: Buffer[] = [];
  openError: Error | null = null;
  jammed = false;

  constructor(vendorId?: number, productId?: number) {
    super();
    const [vendor, product] = FakeAdapter.present;
    if (vendorId !== undefined && (vendorId !== vendor || productId !== product))
      throw new Error('Can not find printer');
    FakeAdapter.instances.push(this);
  }
  open = (done: Done) => {
    done(this.openError);
    done(new Error('Can not find endpoint from printer'));
  };
  write = (bytes: Buffer, done: Done) => {
    this.written.push(bytes);
    if (!this.jammed) done();
  };
  close = (done: Done) => done(null);
}

const loader = async () => ok(FakeAdapter as unknown as EscposUsb);
const ids = [
  { vendorId: 0x04b8, productId: 0x0202 },
  { vendorId: 0x04b8, productId: 0x0e28 },
];
const silent = { received: () => {}, lost: () => {} };
const latest = () => FakeAdapter.instances.at(-1);

describe('escpos-usb', () => {
  it('opens the first of the printers it may be, whatever the later callbacks say', async () => {
    const opened = await createEscposUsbTransport({ ids }, loader).open(silent);
    expect(opened).toMatchObject({ ok: true, value: { writeOnly: true } });
  });

  it('says that there is no printer', async () => {
    const none = [{ vendorId: 1, productId: 2 }];
    expect(await createEscposUsbTransport({ ids: none }, loader).open(silent)).toMatchObject({
      error: { code: 'disconnected', detail: 'escpos-usb found no printer (Can not find printer)' },
    });
  });

  it('says that the package is missing', async () => {
    const missing = printerError('disconnected', 'npm package escpos-usb is not installed');
    expect(await createEscposUsbTransport({ ids }, async () => err(missing)).open(silent)).toEqual(
      err(missing),
    );
  });

  it('tells a printer that was unplugged, once, and not one that was closed', async () => {
    const losses: string[] = [];
    const listener = { ...silent, lost: ({ detail }: { detail: string }) => losses.push(detail) };
    const transport = createEscposUsbTransport({ ids }, loader);
    await transport.open(listener);
    latest()?.emit('disconnect');
    latest()?.emit('disconnect');
    expect(losses).toHaveLength(1);
    const again = await transport.open(listener);
    if (again.ok) await again.value.close();
    latest()?.emit('disconnect');
    expect(losses).toHaveLength(1);
  });

  it('is the real package, on the only npm usb that it runs on, or says that it is not installed', async () => {
    const loaded = await loadEscposUsb();
    if (!loaded.ok) expect(loaded.error.detail).toMatch(/not installed/);
    else expect(loaded.value.prototype.write).toBeTypeOf('function');
  });
});

describe('a driver that cannot hear', () => {
  const lines = [{ kind: 'rule' }] as const;
  const driverOn = () =>
    createReceiptPrinter({
      transport: createEscposUsbTransport({ ids }, loader),
      timers: globalThis,
      encoder: createEscposEncoder(tmT20iii),
      profile: tmT20iii,
    });
  const connected = (driver: ReturnType<typeof driverOn>) =>
    new Promise<void>((resolve) => driver.subscribe(({ printer }) => printer === 'write-only' && resolve()));

  it('hands a whole document over, never says that it is printed, and does not print it again', async () => {
    const driver = driverOn();
    await connected(driver);
    expect(await driver.print(lines)).toMatchObject({ outcome: 'in-doubt', error: { code: 'unconfirmed' } });
    const document = Buffer.from(createEscposEncoder(tmT20iii).encode(lines));
    const sent = Buffer.concat(latest()?.written ?? []);
    expect(sent.indexOf(document)).toBeGreaterThan(0);
    expect(sent.indexOf(document)).toBe(sent.lastIndexOf(document));
    expect(driver.state()).toEqual({ printer: 'write-only' });
    await driver.close();
  });

  it('has what hung in the printer cut off once, at the start', async () => {
    const driver = driverOn();
    await connected(driver);
    await driver.print(lines);
    await driver.print(lines);
    const cuts =
      Buffer.concat(latest()?.written ?? [])
        .toString('latin1')
        .split('\x1dVB\0').length - 1;
    expect(cuts).toBe(3);
    await driver.close();
  });

  it('does not wait for ever for a printer that takes no more', async () => {
    const driver = driverOn();
    await connected(driver);
    await driver.print(lines);
    const adapter = latest();
    if (adapter) adapter.jammed = true;
    const giveUp = new AbortController();
    const printed = driver.print(lines, { signal: giveUp.signal });
    giveUp.abort();
    expect(await printed).toMatchObject({ outcome: 'not-printed', error: { code: 'cancelled' } });
    await driver.close();
  });
});
