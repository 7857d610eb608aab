import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import {
  parseTechnicianAuthority,
  type TechnicianAuthority,
} from '@borne/device-drivers/card-reader/technician-certificate';
import type { CardReaderTransport } from '@borne/device-drivers/card-reader/transport';
import type { PrinterTransport } from '@borne/device-drivers/receipt-printer/transport';
import { calendarDateAt } from '@borne/domain/calendar-date';
import { err, ok, type Result } from '@borne/domain/result';
import type { Clock } from '@borne/domain/time';
import { benchApi } from '@borne/simulators/bench/api';
import type { JournalWatch } from '@borne/simulators/bench/bench';
import { createSimulatedBench } from '@borne/simulators/bench/simulated-bench';
import { createShelf } from '@borne/simulators/card/shelf';
import { simulatedTechnicianAuthority } from '@borne/simulators/card/technician-authority';
import { InProcessReader } from '@borne/simulators/card-reader/in-process-reader';
import { ServiceWindows, simulatedOutages } from '@borne/simulators/central-api/card-updates/service-windows';
import { type CentralApi, createCentralApi } from '@borne/simulators/central-api/central-api';
import { openOperatorSecret } from '@borne/simulators/central-api/fleet/operator-secret';
import { openRecipientPairs } from '@borne/simulators/central-api/recipients';
import { createNetwork, type Network } from '@borne/simulators/network/network';
import { personas } from '@borne/simulators/personas/personas';
import { printerModels } from '@borne/simulators/printer/models';
import { createSimulatedPrinter } from '@borne/simulators/printer/simulated-printer';
import type { Config } from './config/schema.ts';
import type { CentralPart } from './devices/central-part.ts';
import { printerProfileName } from './devices/printer.ts';
import type { BenchPlugin } from './web/server.ts';

/** Speed of the paper on the bench, in millimetres per second: slow enough to see it come out. */
const benchSpeed = 150;

/** What a card on the bench takes to answer, in milliseconds: about what a real one does, so that an update can be seen. */
const benchAnswerTime = 40;

const simulatedReader = (answerTime: number) =>
  new InProcessReader(undefined, answerTime > 0 ? { answerTime, timers: globalThis } : undefined);

/** The simulated parts that a configuration asks for, and the bench over them. */
export interface Simulation {
  readonly cardReader?: CardReaderTransport;
  readonly printer?: PrinterTransport;
  readonly central?: CentralPart;
  readonly technicianAuthority: Result<TechnicianAuthority, string>;
  readonly bench: (journal: JournalWatch) => BenchPlugin;
  close(): Promise<void>;
}

/** Starts what `config` has simulated; the centre keeps what it received in the kiosk's data directory. The error says which port is taken. */
export async function startSimulation(config: Config, clock: Clock): Promise<Result<Simulation, string>> {
  const reader =
    config.cardReader.transport === 'simulated'
      ? simulatedReader(config.cardReader.answerTime ?? benchAnswerTime)
      : undefined;
  const printer =
    config.printer.transport === 'simulated'
      ? createSimulatedPrinter({
          speed: config.printer.speed ?? benchSpeed,
          timers: globalThis,
          model: printerModels[printerProfileName(config.printer)],
        })
      : undefined;
  const started = config.central.transport === 'simulated' ? await startCentre(config, clock) : ok(undefined);
  if (!started.ok) return started;
  const centre = started.value;
  const { reference, publicKeyPem } = simulatedTechnicianAuthority;
  return ok({
    ...(reader && { cardReader: reader }),
    ...(printer && { printer: printer.transport }),
    ...(centre && { central: centre.part }),
    technicianAuthority: parseTechnicianAuthority(reference, publicKeyPem),
    bench: (journal) => {
      const bench = createSimulatedBench({
        shelf: createShelf(calendarDateAt(clock.now())),
        reader: reader ?? config.cardReader.transport,
        printer: printer ?? config.printer.transport,
        centre,
        clock,
        journal,
      });
      return (app) => benchApi(app, bench);
    },
    close: async () => {
      await centre?.network.close();
      await centre?.api.close();
    },
  });
}

/** Of the one kiosk of a simulation, in seconds: what is published, or breaks, is soon seen. */
const HEARTBEAT_EVERY = 5;

interface SimulatedCentre {
  readonly api: CentralApi;
  readonly network: Network;
  readonly windows: ServiceWindows;
  readonly part: CentralPart;
}

/** The reference central API in this process, reached through a real socket that the bench can cut. */
async function startCentre(
  { dataDirectory, kiosk, central }: Config,
  clock: Clock,
): Promise<Result<SimulatedCentre, string>> {
  const folder = join(dataDirectory, 'simulated-central');
  mkdirSync(folder, { recursive: true });
  const windows = new ServiceWindows(simulatedOutages(clock.now()));
  const secretFile = join(folder, 'operator-secret');
  const api = await createCentralApi({
    file: join(folder, 'central.db'),
    operatorSecret: openOperatorSecret(secretFile),
    heartbeatEvery: HEARTBEAT_EVERY,
    clock,
    recipients: openRecipientPairs(join(folder, 'recipient-keys.json')),
    personas: personas(calendarDateAt(clock.now())),
    cards: { windows },
  });
  const port = central.transport === 'simulated' ? (central.port ?? 0) : 0;
  let target: string;
  try {
    target = await api.listen(port);
  } catch (cause) {
    await api.close();
    return err(`central.port: ${port} cannot be had: ${cause instanceof Error ? cause.message : cause}`);
  }
  const network = await createNetwork({ target });
  const people = await api.listenForPeople(0);
  return ok({
    api,
    network,
    windows,
    part: {
      url: network.url,
      authority: api.kiosks.authority.toString(),
      verifierUrl: `${people}/verifier`,
      fleet: { url: `${people}/fleet`, secretFile },
      newCode: async () => (await api.kiosks.newCode(kiosk.id)).code,
    },
  });
}
