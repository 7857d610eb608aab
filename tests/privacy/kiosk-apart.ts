import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { calendarDateAt } from '@borne/domain/calendar-date';
import { systemClock } from '@borne/kiosk-host/clock';
import { simulationConfig } from '@borne/kiosk-host/config/schema';
import { type CentralApi, createCentralApi } from '@borne/simulators/central-api/central-api';
import { enrolledKiosk } from '@borne/simulators/central-api/testing/enrolled-kiosk';
import { personas } from '@borne/simulators/personas/personas';
import { createSimulatedPrinter } from '@borne/simulators/printer/simulated-printer';
import { startTcpFront } from '@borne/simulators/printer/tcp-front';
import type { KeyPair } from '@borne/sync/envelope/hpke';
import { KioskProcess } from '../kiosk-process.ts';
import { temporaryFolder } from '../temporary-folder.ts';

/** A kiosk alone in its process: printer and centre, which know names, are elsewhere, as they are in an office. */
export interface KioskApart {
  readonly kiosk: KioskProcess;
  readonly central: CentralApi;
  /** Of the printer and the centre; the kiosk is ended by whoever tests it. */
  close(): Promise<void>;
}

/** Starts one whose data are in `dataDirectory`. The centre alone has the private key of `recipient`. */
export async function startKioskApart(dataDirectory: string, recipient: KeyPair): Promise<KioskApart> {
  const folder = temporaryFolder('borne-apart');
  const printer = createSimulatedPrinter({ speed: 5000, timers: globalThis });
  const front = await startTcpFront(printer.engine);
  const central = await createCentralApi({
    file: join(folder, 'central.db'),
    clock: systemClock,
    personas: personas(calendarDateAt(systemClock.now())),
    recipients: [recipient],
  });
  const authorityFile = join(folder, 'fleet-authority.pem');
  writeFileSync(authorityFile, central.kiosks.authority.toString());
  mkdirSync(dataDirectory, { recursive: true });
  const enrolled = await enrolledKiosk(central, {
    kiosk: simulationConfig.kiosk.id,
    folder: join(dataDirectory, 'identity'),
    clock: systemClock,
    url: await central.listen(0),
  });
  await enrolled.identity.close();
  const kiosk = await KioskProcess.start({
    dataDirectory,
    printer: { transport: 'tcp', host: '127.0.0.1', port: front.port },
    central: { transport: 'https', url: central.url, authorityFile },
  });
  return {
    kiosk,
    central,
    async close() {
      await front.close();
      await central.close();
    },
  };
}
