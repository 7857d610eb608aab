import type { CalendarDate } from '@borne/domain/calendar-date';
import type { Beneficiary, Person, RightsPeriod, VitaleContent } from '@borne/domain/rights';
import {
  currentKeyVersion,
  diversificationOf,
  diversify,
  simulatedMasterKeys,
} from '../secure-channel/card-keys.ts';
import { CardMemory } from './card-memory.ts';
import type { ProtectedContent } from './card-record.ts';
import { type DedicatedFile, IsoCard } from './iso-card.ts';
import { bytes, latin1, padded, tlv } from './tlv.ts';
import { UpdateApplication } from './update-application.ts';
import { encodeAddress, encodeExonerations, versionBytes } from './update-objects.ts';

/** Which file of a Carte Vitale to spoil, for tests of what a reader makes of it. */
export interface VitaleFlaws {
  readonly identities?: Uint8Array;
  readonly nirs?: Uint8Array;
  readonly pan?: Uint8Array;
  readonly rights?: Uint8Array;
  readonly protectedRights?: boolean;
}

const VITALE = bytes('D250000002 564954414C45');
const MF_VITALE = bytes('D250000002 4D465F564954414C45');
const RIGHTS = Uint8Array.from([0xf0, ...latin1('BORNEDROITS')]);

/** How a card left the personaliser, beyond what the kiosk can read of it. */
export interface Issued extends Partial<ProtectedContent> {
  /** Version of the master keys that its own were derived from; the one in use by default. */
  readonly keyVersion?: number;
}

/** A Carte Vitale 2, and what it keeps without power when it can be updated. */
export class Vitale2 extends IsoCard {
  constructor(
    directories: readonly [DedicatedFile, ...DedicatedFile[]],
    readonly memory?: CardMemory,
  ) {
    super({ atr: bytes('3B 75 13 00 00 46 09 EA 90 00'), directories });
  }
}

/**
 * A Carte Vitale 2 holding `content`. Identities and NIRs are where two independent readers find them; the coding of
 * the PAN and the whole rights application, through which the card is updated, are invented (docs/card.md). A card without
 * rights has no such application. Signed and secret files are not simulated.
 */
export function vitale2(content: VitaleContent, flaws: VitaleFlaws = {}, issued: Issued = {}): Vitale2 {
  const memory = memoryOf(content, issued);
  // A test may ask for rights that are not those of the people: such a card says both and is not updated.
  const whole = memory?.record.people.length === content.people.length;
  const people = () => (memory && whole ? memory.record.people : content.people);
  content.people.forEach(identity);
  const directories = [
    {
      id: 0x3f00,
      files: [
        {
          id: 0x0002,
          sfi: 2,
          get content() {
            return flaws.identities ?? roomy(640, ...people().map(identity));
          },
        },
      ],
    },
    {
      aid: VITALE,
      files: [
        { id: 0x2001, content: padded(256, pointers()) },
        {
          id: 0x0002,
          sfi: 2,
          get content() {
            return flaws.nirs ?? roomy(512, ...people().map(nir));
          },
        },
        { id: 0x0003, sfi: 3, content: padded(64), protected: true },
      ],
    },
    {
      aid: MF_VITALE,
      files: [
        { id: 0x2f00, content: padded(64, tlv(0x61, tlv(0x4f, VITALE))) },
        { id: 0x2f02, content: flaws.pan ?? padded(16, pan(content.serial)) },
      ],
    },
  ] as const;
  const rights = memory
    ? rightsApplication(memory, content.serial, flaws)
    : flaws.rights && { aid: RIGHTS, files: [rightsFile(() => flaws.rights ?? padded(64), flaws)] };
  return new Vitale2(rights ? [...directories, rights] : directories, memory);
}

function memoryOf(
  { serial, people, rights, validity }: VitaleContent,
  issued: Issued,
): CardMemory | undefined {
  const { keyVersion = currentKeyVersion(simulatedMasterKeys), address = [], exonerations = [] } = issued;
  const master = simulatedMasterKeys.get(keyVersion);
  if (!master) throw new Error(`no simulated master keys of version ${keyVersion}`);
  if (!rights) return undefined;
  const { asOf, organisme } = rights;
  const [assure, ...others] = rights.beneficiaries;
  const identified = (person: Beneficiary, index: number) => ({ ...person, ...people[index] });
  const beneficiaries = [
    identified(assure, 0),
    ...others.map((other, index) => identified(other, index + 1)),
  ] as const;
  return new CardMemory(
    { asOf, organisme, people: beneficiaries, address, exonerations, ...(validity && { validity }) },
    { version: keyVersion, keys: diversify(master, serial) },
  );
}

function rightsApplication(memory: CardMemory, serial: string, flaws: VitaleFlaws): DedicatedFile {
  const update = new UpdateApplication({ memory, diversification: diversificationOf(serial), aid: RIGHTS });
  return {
    aid: RIGHTS,
    files: [
      rightsFile(() => flaws.rights ?? roomy(1024, ...rightsObjects(memory)), flaws),
      secret(2, () => encodeAddress(memory.record.address)),
      secret(3, () => encodeExonerations(memory.record.exonerations)),
    ],
    proprietary: (command) => update.handle(command),
    onLeave: () => update.close(),
  };
}

const rightsFile = (content: () => Uint8Array, { protectedRights = false }: VitaleFlaws) => ({
  id: 0x0001,
  sfi: 1,
  protected: protectedRights,
  get content() {
    return content();
  },
});

const secret = (sfi: number, content: () => Uint8Array) => ({
  id: sfi,
  sfi,
  protected: true,
  get content() {
    return roomy(256, content());
  },
});

/** A file of `size` bytes, or of as many times 256 as its content needs. */
function roomy(size: number, ...parts: readonly Uint8Array[]): Uint8Array {
  const length = parts.reduce((total, part) => total + part.length, 0);
  return padded(Math.max(size, Math.ceil(length / 256) * 256), ...parts);
}

/** A real reader takes one-byte lengths only: no template beyond 127 bytes. */
function identity({ familyName, givenNames, birth }: Person): Uint8Array {
  return shortTemplate(tlv(0x80, familyName), tlv(0x81, givenNames), tlv(0x82, birth), tlv(0x90, 'FR'));
}

const nir = (person: Person) => shortTemplate(tlv(0x93, person.nir));

function shortTemplate(...fields: readonly Uint8Array[]): Uint8Array {
  const length = fields.reduce((total, field) => total + field.length, 0);
  if (length > 127) throw new Error(`a template of ${length} bytes: at most 127`);
  return tlv(0x65, ...fields);
}

const pan = (serial: string) => tlv(0x5a, bytes(serial.length % 2 ? `${serial}F` : serial));

/** EF 2001 as cardpeek shows it: the names of the files of the application. */
function pointers(): Uint8Array {
  const entry = (name: string, reference: number, file: number) =>
    tlv(0x80, name.padEnd(8), Uint8Array.of(0, reference, file >> 8, file & 0xff, 0, 0));
  return tlv(0xe0, tlv(0xa0, tlv(0x82, bytes('0001 0000'), VITALE), entry('NIR', 1, 0x0002)));
}

/** The version and the mark are there once an update was begun. */
function rightsObjects({ record, version, open }: CardMemory): readonly Uint8Array[] {
  const { regime, caisse, centre } = record.organisme;
  const updated = version > 0 || open;
  return [
    tlv(
      0x66,
      tlv(0x80, compact(record.asOf)),
      tlv(0x81, `${regime}${caisse}${centre}`),
      ...(updated ? [tlv(0x82, versionBytes(version)), tlv(0x83, Uint8Array.of(open ? 1 : 0))] : []),
      ...(record.validity ? [period(0xa5, record.validity)] : []),
    ),
    ...record.people.map(rightsOf),
  ];
}

function rightsOf({ rang, periods, doctorDeclared, c2s }: Beneficiary): Uint8Array {
  return tlv(
    0x65,
    tlv(0x80, rang),
    ...periods.map((one) => period(0xa1, one)),
    tlv(0x83, Uint8Array.of(doctorDeclared ? 1 : 0)),
    ...(c2s ? [period(0xa4, c2s)] : []),
  );
}

const period = (tag: number, { from, to }: RightsPeriod) =>
  tlv(tag, tlv(0x81, compact(from)), ...(to ? [tlv(0x82, compact(to))] : []));

const compact = (date: CalendarDate) => date.replaceAll('-', '');
