import { readFileSync } from 'node:fs';
import {
  parseTechnicianAuthority,
  type TechnicianAuthority,
} from '@borne/device-drivers/card-reader/technician-certificate';
import type { CardReaderTransport } from '@borne/device-drivers/card-reader/transport';
import type { PrinterTransport } from '@borne/device-drivers/receipt-printer/transport';
import { err, ok, type Result } from '@borne/domain/result';
import type { Clock } from '@borne/domain/time';
import type { JournalWatch } from '@borne/simulators/bench/bench';
import type { Config } from '../config/schema.ts';
import type { BenchPlugin } from '../web/server.ts';
import type { CentralPart } from './central-part.ts';
import { openPrinter } from './printer.ts';

/** What the drivers and the client of the centre are put on, real or simulated as the configuration says. */
export interface Parts {
  readonly cardReader: CardReaderTransport;
  readonly printer: PrinterTransport;
  readonly central: CentralPart;
  readonly technicianAuthority: TechnicianAuthority;
  /** The bench over the simulated ones; absent when none is. */
  readonly bench?: (journal: JournalWatch) => BenchPlugin;
  close(): Promise<void>;
}

/** Opens each part. The simulators are loaded only when the configuration asks for one. */
export async function openParts(config: Config, clock: Clock): Promise<Result<Parts, string>> {
  const anySimulated = [config.cardReader, config.printer, config.central].some(
    (part) => part.transport === 'simulated',
  );
  const started = anySimulated
    ? await (await import('../simulation.ts')).startSimulation(config, clock)
    : ok(undefined);
  if (!started.ok) return started;
  const simulation = started.value;
  const authority = technicianAuthority(config, simulation?.technicianAuthority);
  if (!authority.ok) return authority;
  const cardReader = simulation?.cardReader ?? (await realCardReader());
  const central = simulation?.central ?? realCentral(config);
  const printer = simulation?.printer ?? (await openPrinter(config.printer));
  if ('problem' in central) return err(central.problem);
  return ok({
    cardReader,
    printer,
    central,
    technicianAuthority: authority.value,
    ...(simulation && wantsBench(config) && { bench: simulation.bench }),
    close: async () => simulation?.close(),
  });
}

const wantsBench = ({ bench, cardReader }: Config) => bench ?? cardReader.transport === 'simulated';

async function realCardReader(): Promise<CardReaderTransport> {
  const { createPcscTransport } = await import('@borne/device-drivers/card-reader/pcsc-transport');
  return createPcscTransport(globalThis);
}

function realCentral({ central }: Config): CentralPart | { readonly problem: string } {
  if (central.transport !== 'https') throw new Error('a simulated centre comes from the simulation');
  const { url, authorityFile, verifierUrl } = central;
  const authority = readText(authorityFile);
  if (!authority.ok) return { problem: `central.authorityFile: ${authority.error}` };
  return { url, authority: authority.value, ...(verifierUrl !== undefined && { verifierUrl }) };
}

/** The simulation's authority signs with a published key: it is trusted by a simulated reader and by no other. */
function technicianAuthority(
  { technicianAuthority: configured, cardReader }: Config,
  simulated: Result<TechnicianAuthority, string> | undefined,
): Result<TechnicianAuthority, string> {
  if (!configured) {
    if (cardReader.transport === 'simulated' && simulated) return simulated;
    return err('technicianAuthority: is missing: a real card reader does not trust the simulation’s');
  }
  const pem = readText(configured.publicKeyFile);
  if (!pem.ok) return err(`technicianAuthority.publicKeyFile: ${pem.error}`);
  const parsed = parseTechnicianAuthority(configured.reference, pem.value);
  return parsed.ok ? parsed : err(`technicianAuthority.publicKeyFile: ${parsed.error}`);
}

function readText(file: string): Result<string, string> {
  try {
    return ok(readFileSync(file, 'utf8').trim());
  } catch (cause) {
    return err(`${file} cannot be read (${cause instanceof Error ? cause.message : cause})`);
  }
}
