import type { CalendarDate } from '@borne/domain/calendar-date';
import type { Beneficiary, Person, RightsPeriod, RightsStatement, VitaleContent } from '@borne/domain/rights';
import { IsoCard } from './iso-card.ts';
import { bytes, latin1, padded, tlv } from './tlv.ts';

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

/**
 * A Carte Vitale 2 holding `content`. Identities and NIRs are where two independent readers find them; the coding of
 * the PAN and the whole rights application are invented (docs/card.md). Signed and secret files are not simulated.
 */
export function vitale2(content: VitaleContent, flaws: VitaleFlaws = {}): IsoCard {
  const { serial, people, rights } = content;
  const rightsFile = flaws.rights ?? (rights && padded(1024, ...rightsObjects(rights)));
  return new IsoCard({
    atr: bytes('3B 75 13 00 00 46 09 EA 90 00'),
    directories: [
      {
        id: 0x3f00,
        files: [{ id: 0x0002, sfi: 2, content: flaws.identities ?? padded(640, ...people.map(identity)) }],
      },
      {
        aid: VITALE,
        files: [
          { id: 0x2001, content: padded(256, pointers()) },
          { id: 0x0002, sfi: 2, content: flaws.nirs ?? padded(512, ...people.map(nir)) },
          { id: 0x0003, sfi: 3, content: padded(64), protected: true },
        ],
      },
      {
        aid: MF_VITALE,
        files: [
          { id: 0x2f00, content: padded(64, tlv(0x61, tlv(0x4f, VITALE))) },
          { id: 0x2f02, content: flaws.pan ?? padded(16, pan(serial)) },
        ],
      },
      ...(rightsFile
        ? [
            {
              aid: RIGHTS,
              files: [{ id: 0x0001, sfi: 1, content: rightsFile, protected: flaws.protectedRights ?? false }],
            },
          ]
        : []),
    ],
  });
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

function rightsObjects({ asOf, organisme, beneficiaries }: RightsStatement): readonly Uint8Array[] {
  const { regime, caisse, centre } = organisme;
  return [
    tlv(0x66, tlv(0x80, compact(asOf)), tlv(0x81, `${regime}${caisse}${centre}`)),
    ...beneficiaries.map(rightsOf),
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
