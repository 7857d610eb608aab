import { randomBytes, randomInt, randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { createCardReader } from '@borne/device-drivers/card-reader/driver';
import { createReceiptPrinter } from '@borne/device-drivers/receipt-printer/driver';
import { createEscposEncoder } from '@borne/device-drivers/receipt-printer/escpos-encoder';
import { calendarDateAt } from '@borne/domain/calendar-date';
import { err, ok, type Result } from '@borne/domain/result';
import { createKiosk, type Kiosk } from '@borne/state-machines/kiosk';
import { createCardUpdateClient } from '@borne/sync/central/card-update';
import { createCentralClient } from '@borne/sync/central/client';
import type { HttpOptions } from '@borne/sync/central/http';
import type { Downlink } from '@borne/sync/downlink/downlink';
import { createSealer } from '@borne/sync/envelope/envelope';
import { sendHeartbeat } from '@borne/sync/heartbeat/heartbeat';
import { watermarkCheck } from '@borne/sync/identity/central-signature';
import type { EnrolledIdentity } from '@borne/sync/identity/identity';
import { type Journal, openJournal } from '@borne/sync/journal/journal';
import { openSealing } from '@borne/sync/sealing/sealing';
import { createUplink } from '@borne/sync/uplink/uplink';
import { watchAcknowledgements } from './acknowledgements.ts';
import { openCentreDownlink } from './centre-downlink.ts';
import { systemClock as clock } from './clock.ts';
import type { Config } from './config/schema.ts';
import { currentRecipient } from './current-recipient.ts';
import type { CentralPart } from './devices/central-part.ts';
import { openParts, type Parts } from './devices/parts.ts';
import { printerProfileOf } from './devices/printer.ts';
import { newDocumentNumber } from './document-number.ts';
import { keepDownlinkFresh } from './downlink-refresh.ts';
import { openEnrolledIdentity } from './enrolled-identity.ts';
import type { EraseMemory } from './erasing/erase-memory.ts';
import { keepErasing } from './erasing/keep-erasing.ts';
import { keepBeating } from './heartbeat.ts';
import { keepIdentityFresh } from './identity-refresh.ts';
import { journalFile } from './journal-file.ts';
import { momentOf } from './kiosk-moment.ts';
import type { Log } from './log/log.ts';
import { type ScreenWatch, watchScreens } from './screen-watch.ts';
import { keepSealingFresh } from './sealing-refresh.ts';
import { version } from './version.ts';
import { type Assets, startWebServer } from './web/server.ts';
import { tapCardReader, tapFetch, tapPrinter, type WireTap } from './wire-tap.ts';

export interface HostOptions {
  readonly assets: Assets;
  readonly log: Log;
  /** Listens on the wires, for a transcript. */
  readonly tap?: WireTap;
  /** Erases the memory of the process; where others live in it, nobody does. */
  readonly erase?: EraseMemory;
}

export interface Host {
  /** Address of the screen; the bench, when there is one, is at `/bench/`. */
  readonly url: string;
  readonly simulated: boolean;
  /** Where documents are checked: a page of the centre. */
  readonly verifierUrl?: string;
  /** True when the kiosk enrolled itself at this start, with a simulated centre. */
  readonly enrolledNow: boolean;
  /** Where the fleet is seen, when the centre is simulated. */
  readonly fleet?: CentralPart['fleet'];
  readonly journal: Journal;
  close(): Promise<void>;
}

/** Composes a whole kiosk from its configuration and runs it until closed. The error is for a person to read. */
export async function startHost(config: Config, options: HostOptions): Promise<Result<Host, string>> {
  const opened = await openParts(config, clock);
  if (!opened.ok) return opened;
  const parts = options.tap ? tapped(opened.value, options.tap) : opened.value;

  const enrolled = await openEnrolledIdentity({
    dataDirectory: config.dataDirectory,
    kiosk: config.kiosk.id,
    central: parts.central,
    clock,
    timers: globalThis,
    log: options.log,
  });
  if (!enrolled.ok) {
    await parts.close();
    return enrolled;
  }
  const { identity, enrolledNow } = enrolled.value;
  const http = {
    url: parts.central.url,
    fetch: options.tap ? tapFetch(identity.fetch, options.tap) : identity.fetch,
    timers: globalThis,
  };
  const downlink = openCentreDownlink(config, identity, http, globalThis);
  if (!downlink.ok) {
    await identity.close();
    await parts.close();
    return downlink;
  }

  const journal = openJournal({
    file: journalFile(config.dataDirectory),
    kiosk: config.kiosk.id,
    bootId: randomUUID(),
    clock,
    randomBytes,
    recipient: currentRecipient(downlink.value.keys),
    seal: createSealer(setImmediate),
  });
  if (!journal.ok) {
    downlink.value.close();
    await identity.close();
    await parts.close();
    const { code, detail } = journal.error;
    return err(
      code === 'in-use'
        ? `dataDirectory: ${detail}: a kiosk runs there already; stop it, or give this one a configuration (--config) with another`
        : `journal: ${detail}`,
    );
  }
  const { leftInDoubt } = journal.value;
  const damaged = journal.value.setAside.length;
  if (damaged > 0) options.log.write('journal.set-aside', { files: damaged });
  // A full journal must not keep the host from starting: only a running host has it delivered and emptied.
  const started = await journal.value.record({ kind: 'host-started', version, leftInDoubt });
  if (!started.ok) options.log.write('journal.refused', { code: started.error.code });

  const centre = { identity, downlink: downlink.value, http };
  const running = composeKiosk(config, parts, centre, journal.value, !started.ok, options);
  running.kiosk.onTransition((transition) => options.log.write('kiosk.transition', transition));
  // At its first start only: the first person to come would get a document without a seal, from a kiosk that knows of no opposition.
  await running.settled;
  const bench = parts.bench?.({
    backlog: () => journal.value.backlog(),
    subscribe: (listener) => running.kiosk.onTransition(listener),
  });
  const web = await startWebServer({
    ...config.screen,
    kiosk: running.kiosk,
    assets: options.assets,
    log: options.log,
    onPainted: running.screens.drawn,
    ...(bench && { bench }),
  });
  const close = async () => {
    if (web.ok) await web.value.close();
    await running.close();
    await identity.close();
    journal.value.close();
    await parts.close();
  };
  if (!web.ok) {
    await close();
    return web;
  }
  options.log.write('host.started', {
    version,
    kiosk: config.kiosk.id,
    cardReader: config.cardReader.transport,
    printer: config.printer.transport,
    central: config.central.transport,
    leftInDoubt,
  });
  return ok({
    url: web.value.url,
    simulated: bench !== undefined,
    ...(parts.central.verifierUrl !== undefined && { verifierUrl: parts.central.verifierUrl }),
    enrolledNow,
    fleet: parts.central.fleet,
    journal: journal.value,
    close,
  });
}

/** What is known of the centre, and the way to it. */
interface CentreSide {
  readonly identity: EnrolledIdentity;
  readonly downlink: Downlink;
  readonly http: HttpOptions;
}

/** A kiosk that runs. `settled`: what it first asks of the centre was answered, or was not in a moment. */
interface Running {
  readonly kiosk: Kiosk;
  readonly screens: ScreenWatch;
  readonly settled: Promise<unknown>;
  close(): Promise<void>;
}

/** Drivers on their transports, the client of the centre, and the machines over them. */
function composeKiosk(
  config: Config,
  parts: Parts,
  { identity, downlink, http }: CentreSide,
  journal: Journal,
  journalRefused: boolean,
  { log, erase }: HostOptions,
): Running {
  const { reader: readerName } = { reader: undefined, ...config.cardReader };
  const cardReader = createCardReader({
    transport: parts.cardReader,
    timers: globalThis,
    random: randomBytes,
    today: () => calendarDateAt(clock.now()),
    technicianAuthority: parts.technicianAuthority,
    readerName,
  });
  const printerProfile = printerProfileOf(config.printer);
  const printer = createReceiptPrinter({
    transport: parts.printer,
    timers: globalThis,
    encoder: createEscposEncoder(printerProfile),
    profile: printerProfile,
  });
  const central = createCentralClient({ ...http, signer: identity });
  const sealing = openSealing({
    folder: join(config.dataDirectory, 'sealing'),
    kiosk: config.kiosk.id,
    http,
    clock,
  });
  const random = () => randomInt(2 ** 32) / 2 ** 32;
  const uplink = watchAcknowledgements(
    createUplink({
      journal,
      client: central,
      verify: watermarkCheck(() => downlink.keys().watermark),
    }),
    clock.monotonic,
  );
  const kiosk = createKiosk(
    {
      cardReader,
      printer,
      journal,
      central,
      cardUpdates: createCardUpdateClient(http),
      opposition: downlink,
      sealing,
      uplink,
      identity,
      downlink,
      clock,
      random,
      documentNumber: () => newDocumentNumber(randomBytes),
    },
    {
      kioskId: config.kiosk.id,
      officeName: config.kiosk.office,
      specimen: config.specimen,
      ...(config.central.transport === 'https' &&
        config.central.verifierUrl !== undefined && { verifierUrl: config.central.verifierUrl }),
      language: 'fr',
      journalRefused,
    },
    globalThis,
  );
  const refreshing = { timers: globalThis, random, log, clock };
  const downlinkWatch = keepDownlinkFresh(downlink, refreshing);
  const stopRenewing = keepIdentityFresh(identity, refreshing);
  const sealingWatch = keepSealingFresh(sealing, refreshing);
  const stopErasing =
    erase && keepErasing({ kiosk, erase, timers: globalThis, monotonic: clock.monotonic, log });
  const screens = watchScreens(clock.monotonic);
  const { office, id } = config.kiosk;
  const startedAt = clock.monotonic();
  const stopBeating = keepBeating({
    look: () =>
      momentOf({
        ...{ office, kiosk, journal, uplink, downlink, identity, screens, clock, startedAt },
        dataDirectory: config.dataDirectory,
      }),
    delivering: () => kiosk.status().delivering,
    send: (heartbeat, signal) => sendHeartbeat(http, id, heartbeat, clock, signal),
    onNetwork: kiosk.networkSeen,
    onManifest: (wanted) => {
      if (wanted !== downlink.reported().version) void downlinkWatch.hurry();
    },
    ...{ clock, random, timers: globalThis },
  });
  return {
    kiosk,
    screens,
    settled: Promise.all([sealingWatch.settled, downlinkWatch.settled]),
    close: async () => {
      stopBeating();
      stopErasing?.();
      downlinkWatch.stop();
      stopRenewing();
      sealingWatch.stop();
      kiosk.stop();
      await cardReader.close();
      await printer.close();
    },
  };
}

const tapped = (parts: Parts, tap: WireTap): Parts => ({
  ...parts,
  cardReader: tapCardReader(parts.cardReader, tap),
  printer: tapPrinter(parts.printer, tap),
});
