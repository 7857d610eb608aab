import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { KioskName } from '@borne/sync/contract/identifiers';
import { Value } from 'typebox/value';
import { describe, expect, it } from 'vitest';
import { checkConfig, loadConfig } from './load.ts';
import { simulationConfig } from './schema.ts';

const problems = (value: unknown) => {
  const checked = checkConfig(value);
  return checked.ok ? [] : checked.error;
};

describe('the configuration', () => {
  it('accepts the simulation', () => {
    expect(problems(simulationConfig)).toEqual([]);
  });

  it('names the key that is wrong and what was expected', () => {
    expect(problems({ ...simulationConfig, kiosk: { id: 'Borne 1', office: 'x' } })).toEqual([
      expect.stringMatching(/^kiosk\.id: expected a name such as cpam-751-01: /),
    ]);
    expect(problems({ ...simulationConfig, screen: { host: '127.0.0.1', port: 'x' } })).toEqual([
      expect.stringMatching(/^screen\.port: /),
    ]);
    expect(problems({ ...simulationConfig, dataDirectory: undefined })).toEqual([
      'dataDirectory: is missing',
    ]);
  });

  it('takes every name that the centre draws a code for, and no other', () => {
    for (const id of ['Kiosk.X_1', 'a', 'cpam-751-01', '---', 'é', 'a/b', 'a'.repeat(65)])
      expect([id, problems({ ...simulationConfig, kiosk: { id, office: 'x' } }).length === 0]).toEqual([
        id,
        Value.Check(KioskName, id),
      ]);
  });

  it('refuses a key it does not know, so that a misspelt one is not silently ignored', () => {
    expect(problems({ ...simulationConfig, pritner: {} })).toEqual([
      'pritner: is not a key of the configuration',
    ]);
    expect(problems({ ...simulationConfig, kiosk: { ...simulationConfig.kiosk, ofice: 'x' } })).toEqual([
      expect.stringContaining('ofice'),
    ]);
  });

  it('judges a device by the transport it names', () => {
    expect(problems({ ...simulationConfig, printer: { transport: 'tcp', host: 'printer' } })).toEqual([
      expect.stringMatching(/^printer: .*port/),
    ]);
    expect(problems({ ...simulationConfig, printer: { transport: 'telepathy' } })).toEqual([
      'printer.transport: expected one of simulated, tcp, character-device, usb, escpos-usb',
    ]);
  });

  it('knows the printers there are profiles of, and a USB device as lsusb writes it', () => {
    const withPrinter = (printer: object) => problems({ ...simulationConfig, printer });
    expect(withPrinter({ transport: 'simulated', profile: 'vkp80iii' })).toEqual([]);
    expect(withPrinter({ transport: 'usb', device: '04b8:0e28', serial: 'X1', profile: 'tm-m30' })).toEqual(
      [],
    );
    expect(withPrinter({ transport: 'escpos-usb' })).toEqual([]);
    expect(withPrinter({ transport: 'simulated', profile: 'lp1' })).toEqual([
      expect.stringMatching(/^printer\.profile: expected one of tm-t20iii, .*generic-58/),
    ]);
    expect(withPrinter({ transport: 'usb', device: 'Epson' })).toEqual([
      expect.stringMatching(/^printer\.device: /),
    ]);
    expect(withPrinter({ transport: 'escpos-usb', serial: 'X1' })).toEqual([
      expect.stringContaining('serial'),
    ]);
  });

  it('does not let a simulated kiosk print documents that look real', () => {
    expect(problems({ ...simulationConfig, specimen: false })).toEqual([
      expect.stringMatching(/^specimen: /),
    ]);
  });

  it('sends names and NIRs over the network encrypted only', () => {
    const at = (url: string) =>
      problems({
        ...simulationConfig,
        central: { transport: 'https', url, authorityFile: 'fleet.pem' },
      });
    expect(at('https://central.example')).toEqual([]);
    expect(at('https://127.0.0.1:8090')).toEqual([]);
    expect(at('https://central.example/borne')).toEqual([
      expect.stringMatching(/^central\.url: must be an origin/),
    ]);
    expect(at('https://[')).toEqual(['central.url: "https://[" is not an address']);
    expect(at('http://central.example')).toEqual([
      'central.url: expected the address of the central API, which begins with https://',
    ]);
  });

  it('keeps the screen on this machine', () => {
    expect(problems({ ...simulationConfig, screen: { host: '0.0.0.0', port: 8080 } })).toEqual([
      expect.stringMatching(/^screen\.host: /),
    ]);
  });

  it('does not let a real reader do without an authority of its own', () => {
    expect(problems({ ...simulationConfig, cardReader: { transport: 'pcsc' } })).toEqual([
      expect.stringMatching(/^technicianAuthority: /),
    ]);
  });

  it('takes relative paths from the folder of the file, and says when the file is no good', () => {
    const folder = mkdtempSync(join(tmpdir(), 'borne-config-'));
    const file = join(folder, 'kiosk.json');
    writeFileSync(file, JSON.stringify({ ...simulationConfig, dataDirectory: 'data' }));
    expect(loadConfig(file)).toMatchObject({ ok: true, value: { dataDirectory: join(folder, 'data') } });
    writeFileSync(file, '{');
    expect(loadConfig(file)).toMatchObject({ ok: false, error: [expect.stringContaining('is not JSON')] });
    expect(loadConfig(join(folder, 'none'))).toMatchObject({
      ok: false,
      error: [expect.stringContaining('cannot be read')],
    });
  });
});
