import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { calendarDateAt } from '@borne/domain/calendar-date';
import { systemClock } from '@borne/kiosk-host/clock';
import { simulationConfig } from '@borne/kiosk-host/config/schema';
import { erasingEnvironment } from '@borne/kiosk-host/erasing/native-memory';
import { logFile } from '@borne/kiosk-host/log/log-file';
import {
  SIMULATED_AUTHORITY_REFERENCE,
  simulatedTechnicianAuthority,
} from '@borne/simulators/card/technician-authority';
import { type CentralApi, createCentralApi } from '@borne/simulators/central-api/central-api';
import { enrolledKiosk } from '@borne/simulators/central-api/testing/enrolled-kiosk';
import { personas } from '@borne/simulators/personas/personas';
import { createSimulatedPrinter } from '@borne/simulators/printer/simulated-printer';
import { startTcpFront } from '@borne/simulators/printer/tcp-front';
import type { KeyPair } from '@borne/sync/envelope/hpke';
import { KioskProcess } from '../kiosk-process.ts';
import { temporaryFolder } from '../temporary-folder.ts';
import { ReaderApart } from './reader-apart.ts';

/** Between two looks at the log, in milliseconds. */
const LOOK_AGAIN = 50;

/** A kiosk alone in its process: card, printer and centre, which know names, are elsewhere, as they are in an office. */
export interface KioskApart {
  readonly kiosk: KioskProcess;
  readonly reader: ReaderApart;
  readonly central: CentralApi;
  /** Puts a new roll in the printer: one does for some 360 sheets. */
  newRoll(): void;
  /** Resolves once the host has erased what whoever was there last left in its memory. Nobody may be at the kiosk. */
  erased(): Promise<void>;
  /** Of the reader, the printer and the centre; the kiosk is ended by whoever tests it. */
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
  const publicKeyFile = join(folder, 'technicians.pem');
  writeFileSync(publicKeyFile, simulatedTechnicianAuthority.publicKeyPem);
  const reader = await ReaderApart.start();
  const kiosk = await KioskProcess.start(
    {
      dataDirectory,
      technicianAuthority: { reference: SIMULATED_AUTHORITY_REFERENCE, publicKeyFile },
      cardReader: { transport: 'pcsc' },
      printer: { transport: 'tcp', host: '127.0.0.1', port: front.port },
      central: { transport: 'https', url: central.url, authorityFile },
    },
    { ...reader.environment, ...erasingEnvironment },
  );
  return {
    kiosk,
    reader,
    central,
    newRoll: () => printer.refill(),
    async erased() {
      while (!saysErased(readFileSync(logFile(dataDirectory), 'utf8'))) await delay(LOOK_AGAIN);
    },
    async close() {
      await reader.stop();
      await front.close();
      await central.close();
    },
  };
}

/** Whether the kiosk's memory was erased after its last change of state. */
function saysErased(log: string): boolean {
  const lines = log.trimEnd().split('\n');
  const lastOf = (text: string) => lines.findLastIndex((line) => line.includes(text));
  return lastOf('"event":"memory.erased"') > lastOf('"machine":"kiosk"');
}
