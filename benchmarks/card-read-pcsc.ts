import {
  createPcscTransport,
  listReaders,
  loadPcsclite,
} from '@borne/device-drivers/card-reader/pcsc-transport';
import type { Clock } from '@borne/domain/time';
import { VPCD_ADDRESS, VpcdReader } from '@borne/simulators/card-reader/vpcd-reader';
import type { PcscReader, PcscService } from 'pcsclite';
import { insertReadableCard } from './card-read.ts';
import { type Comparison, compare, type Subject } from './compare.ts';

const VIRTUAL_READER = 'Virtual PCD 00 00';
/** A PC/SC answer: 256 bytes of data and the status word. */
const LONGEST_ANSWER = 258;

/**
 * A whole read through the driver on the real pcscd, against a loop over npm `pcsclite` that does the least the same
 * work can be done with: connect, the same APDUs, disconnect with a reset. Skipped where no pcscd with vpcd runs.
 */
export async function cardReadPcsc(clock: Clock): Promise<Comparison | { readonly skipped: string }> {
  const subject = 'whole read of a Carte Vitale on pcscd';
  const pcsclite = await loadPcsclite();
  if (!pcsclite.ok) return { skipped: `${subject}: ${pcsclite.error.detail}` };
  const readers = await listReaders(globalThis);
  if (!readers.ok) return { skipped: `${subject}: no pcscd runs (${readers.error.detail})` };
  if (!readers.value.includes(VIRTUAL_READER)) {
    return { skipped: `${subject}: pcscd has no reader "${VIRTUAL_READER}" (apt install vsmartcard-vpcd)` };
  }
  // pcscd belongs to somebody else: the reader is never unplugged from here.
  const hands = new VpcdReader({ start: async () => {}, stop: async () => {} }, VPCD_ADDRESS);
  const service = pcsclite.value();
  const bareReader = virtualReader(service);
  const transport = createPcscTransport(globalThis);
  const { read, script, close } = await insertReadableCard(hands, transport, clock, VIRTUAL_READER);
  const reader = await bareReader;
  const bare: Subject = {
    name: 'the same APDUs in a bare pcsclite loop',
    async run(count) {
      for (let index = 0; index < count; index++) await transmitAll(reader, script);
    },
  };
  try {
    const onPcscd = { ...read, name: `${read.name} on pcscd and vpcd` };
    return await compare(onPcscd, bare, { rounds: 5, count: 2, now: () => clock.monotonic() });
  } finally {
    await close();
    for (const each of Object.values(service.readers)) each.close();
    service.close();
  }
}

const virtualReader = (service: PcscService) =>
  new Promise<PcscReader>((resolve) => {
    service.on('error', () => {});
    service.on('reader', (reader) => {
      reader.on('error', () => {});
      if (reader.name === VIRTUAL_READER) setImmediate(resolve, reader);
    });
  });

function transmitAll(reader: PcscReader, script: readonly Uint8Array[]): Promise<void> {
  return new Promise((resolve, reject) => {
    // npm `pcsclite` calls back from outside Node's callback scope: a promise is settled on the next turn only.
    const fail = (error: Error) => void setImmediate(reject, error);
    const options = { share_mode: reader.SCARD_SHARE_EXCLUSIVE, protocol: reader.SCARD_PROTOCOL_T0 };
    reader.connect(options, (refused, protocol) => {
      if (refused) return fail(refused);
      const next = (index: number): void => {
        const command = script[index];
        if (!command) {
          reader.disconnect(reader.SCARD_RESET_CARD, (error) =>
            error ? fail(error) : void setImmediate(resolve),
          );
        } else {
          reader.transmit(Buffer.from(command), LONGEST_ANSWER, protocol, (error) =>
            error ? fail(error) : next(index + 1),
          );
        }
      };
      next(0);
    });
  });
}
