import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createEscposEncoder } from '@borne/device-drivers/receipt-printer/escpos-encoder';
import { generic58 } from '@borne/device-drivers/receipt-printer/profiles/generic-58';
import { tmT20iii } from '@borne/device-drivers/receipt-printer/profiles/tm-t20iii';
import { tmT88vii } from '@borne/device-drivers/receipt-printer/profiles/tm-t88vii';
import { type AttestationDroitsData, attestationDroits } from '@borne/documents/attestation-droits';
import { layout } from '@borne/documents/layout/layout';
import {
  attestationDroitsManifest,
  attestationDroitsValues,
} from '@borne/documents/seal/attestation-droits-seal';
import { sealedText } from '@borne/documents/seal/sealed-text';
import { type CalendarDate, calendarDateAt } from '@borne/domain/calendar-date';
import type { RightsStatement } from '@borne/domain/rights';
import { epochMilliseconds, milliseconds } from '@borne/domain/time';
import { createCentralApi } from '@borne/simulators/central-api/central-api';
import { kioskWithin } from '@borne/simulators/central-api/testing/kiosk-within';
import { printerModels } from '@borne/simulators/printer/models';
import { createSimulatedPrinter } from '@borne/simulators/printer/simulated-printer';
import { openSealing } from '@borne/sync/sealing/sealing';

/** The printers whose papers differ: 80 mm at 203 dpi, 80 mm at 180 dpi, 58 mm. */
export const printers = {
  'tm-t20iii': tmT20iii,
  'tm-t88vii': tmT88vii,
  'generic-58': generic58,
} as const;

export type PrinterName = keyof typeof printers;

/** A centre that certified one kiosk, whose clock is in the test's hand. */
export async function createSealingOffice() {
  let now = Date.UTC(2026, 10, 22, 9);
  const clock = { now: () => epochMilliseconds(now), monotonic: () => milliseconds(0) };
  const folder = mkdtempSync(join(tmpdir(), 'borne-seal-'));
  const centre = await createCentralApi({ file: ':memory:', clock, personas: [], firstSeal: 1 });
  const { http } = await kioskWithin(centre, 'nancy');
  const url = await centre.listenForPeople(0);
  const sealing = openSealing({
    folder: join(folder, 'sealing'),
    kiosk: 'nancy',
    http,
    clock,
  });
  const refreshed = await sealing.refresh();
  if (refreshed.refresh !== 'obtained') throw new Error(`no certificate: ${refreshed.refresh}`);

  return {
    centre,
    url,
    clock,
    sealing,
    pass: (time: number) => {
      now += time;
    },
    /** An attestation for everybody in `rights`, as the kiosk seals it. */
    sealed(rights: RightsStatement, changes: Partial<AttestationDroitsData> = {}) {
      const data = attestationData(rights, calendarDateAt(now), changes);
      const sealer = sealing.sealer(clock.now());
      if (!sealer.ok) throw new Error(`no seal: ${sealer.error}`);
      const values = attestationDroitsValues(data);
      return { data, content: sealedText(attestationDroitsManifest, values, sealer.value, clock.now()) };
    },
    close: async () => {
      await centre.close();
      rmSync(folder, { recursive: true });
    },
  };
}

const attestationData = (
  rights: RightsStatement,
  issuedOn: CalendarDate,
  changes: Partial<AttestationDroitsData>,
): AttestationDroitsData => ({
  rights,
  rangs: rights.beneficiaries.map(({ rang }) => rang),
  documentNumber: 'AD-7K3M-9QXT-2B',
  issuedOn,
  kiosk: 'nancy',
  specimen: true,
  duplicata: false,
  ...changes,
});

/** The sheet that a printer makes of an attestation whose 2D code says `content`: a PNG, dot for dot. */
export async function printedSheet(
  data: AttestationDroitsData,
  content: string,
  name: PrinterName,
): Promise<Buffer> {
  const profile = printers[name];
  const lines = layout(attestationDroits({ ...data, seal: { content } }), profile.format);
  const printer = createSimulatedPrinter({ timers: globalThis, model: printerModels[name] });
  const link = await printer.transport.open({ received: () => {}, lost: () => {} });
  if (!link.ok) throw new Error(link.error.detail);
  await link.value.write(createEscposEncoder(profile).encode(lines));
  const [sheet] = printer.papers();
  if (!sheet) throw new Error('no sheet came out');
  return sheet.png();
}
