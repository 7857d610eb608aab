import { describe, expect, it } from 'vitest';
import type { PrinterProfile } from '../profile.ts';
import { printerProfiles } from './catalogue.ts';

describe.each(Object.entries<PrinterProfile>(printerProfiles))('the profile %s', (_, profile) => {
  it('has a line of Font A fit on its paper, and no room for one more character', () => {
    const { format, fontA } = profile;
    expect(format.columns * fontA.width).toBeLessThanOrEqual(format.dots);
    expect((format.columns + 1) * fontA.width).toBeGreaterThan(format.dots);
  });

  it('says of each value where it comes from', () => {
    const { model: _model, evidence, ...facts } = profile;
    expect(Object.keys(evidence).sort()).toEqual(Object.keys(facts).sort());
    for (const { source } of Object.values(evidence)) expect(source).not.toBe('');
  });

  it('fits in the fields of a USB descriptor', () => {
    for (const { vendorId, productId } of profile.usb)
      for (const id of [vendorId, productId]) expect(id & 0xffff).toBe(id);
  });
});
