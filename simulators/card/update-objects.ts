import { createHash } from 'node:crypto';
import { type CalendarDate, parseCalendarDate, parseCardBirthDate } from '@borne/domain/calendar-date';
import { parseNir } from '@borne/domain/nir';
import type { Beneficiary, Exoneration, Organisme, Rang, RightsPeriod } from '@borne/domain/rights';
import { type CardRecord, MOST_PEOPLE } from './card-record.ts';
import { bytes, type DataObject, readObjects, tlv } from './tlv.ts';

/**
 * The data objects that GET DATA and PUT DATA name by P1 P2 inside a channel (invented: docs/card.md). Each is written whole
 * or not at all, and is short enough for one secured APDU. A decoder answers nothing to what is malformed.
 */
export const OBJECT = {
  summary: 0x0040,
  /** Written only: raises the mark "update open", or lowers it. */
  mark: 0x0041,
  statement: 0x0050,
  address: 0x0051,
  exonerations: 0x0052,
  validity: 0x0053,
  /** Plus the place, from 1. */
  beneficiary: 0x0100,
  /** Plus the place where the new person goes; those after move down. */
  insertion: 0x0200,
  /** Plus the place of the person who leaves; those after move up. */
  removal: 0x0300,
} as const;

/** Names one update for ever: 16 bytes, in hex. */
export type RelayName = string;

/** What the card says of itself, in the channel. */
export interface CardSummary {
  /** Updates that went to their end. */
  readonly version: number;
  readonly open: boolean;
  /** The last update that raised the mark; zeros before the first. */
  readonly relay: RelayName;
  readonly people: number;
  readonly asOf: CalendarDate;
  /** SHA-256 of all that an update can change but the day of the statement, in hex. */
  readonly digest: string;
  readonly keyVersion: number;
}

export const NO_RELAY: RelayName = '0'.repeat(32);

const from = 0x81;
const to = 0x82;
const PERIOD = 0xa1;
const EXONERATION = 0xa2;
const C2S = 0xa4;
const LINE = 0x80;
const MOST_LINES = 5;
const MOST_PERIODS = 3;
const MOST_EXONERATIONS = 3;
/** An identity template of the public file holds at most 127 bytes: these two, a birth date and a country. */
const LONGEST_NAMES = 109;

const bcd = (date: string) => bytes(date.replaceAll('-', ''));
const hex = (value: Uint8Array) => Buffer.from(value).toString('hex');
const text = (value: Uint8Array) => Buffer.from(value).toString('latin1');

const find = (objects: readonly DataObject[], tag: number) => objects.find((each) => each.tag === tag)?.value;

function day(value: Uint8Array | undefined): CalendarDate | undefined {
  if (value?.length !== 4) return undefined;
  const date = parseCalendarDate(hex(value).replace(/^(.{4})(.{2})(.{2})$/, '$1-$2-$3'));
  return date.ok ? date.value : undefined;
}

/** Every element, or nothing when one is missing. */
function whole<T>(elements: readonly (T | undefined)[]): readonly T[] | undefined {
  const found = elements.filter((each) => each !== undefined);
  return found.length === elements.length ? found : undefined;
}

const encodePeriod = (period: RightsPeriod) => [
  tlv(from, bcd(period.from)),
  ...(period.to ? [tlv(to, bcd(period.to))] : []),
];

function decodePeriod(value: Uint8Array): RightsPeriod | undefined {
  const fields = readObjects(value);
  if (!fields) return undefined;
  const first = day(find(fields, from));
  const last = find(fields, to);
  if (!first) return undefined;
  if (!last) return { from: first };
  const end = day(last);
  return end && end >= first ? { from: first, to: end } : undefined;
}

export function encodeStatement({ asOf, organisme }: Pick<CardRecord, 'asOf' | 'organisme'>): Uint8Array {
  return Uint8Array.from([...tlv(0x80, bcd(asOf)), ...encodeOrganisme(organisme)]);
}

const encodeOrganisme = ({ regime, caisse, centre }: Organisme) => tlv(0x81, `${regime}${caisse}${centre}`);

export function decodeStatement(value: Uint8Array): Pick<CardRecord, 'asOf' | 'organisme'> | undefined {
  const fields = readObjects(value);
  const asOf = day(fields && find(fields, 0x80));
  const digits = /^(\d{2})(\d{3})(\d{4})$/.exec(text((fields && find(fields, 0x81)) ?? Uint8Array.of()));
  const [, regime, caisse, centre] = digits ?? [];
  return asOf && regime && caisse && centre ? { asOf, organisme: { regime, caisse, centre } } : undefined;
}

export const encodeAddress = (lines: readonly string[]): Uint8Array =>
  Uint8Array.from(lines.flatMap((line) => [...tlv(LINE, line)]));

export function decodeAddress(value: Uint8Array): readonly string[] | undefined {
  const lines = readObjects(value);
  if (!lines || lines.length > MOST_LINES || lines.some(({ tag }) => tag !== LINE)) return undefined;
  return lines.map((line) => text(line.value));
}

export const encodeExonerations = (exonerations: readonly Exoneration[]): Uint8Array =>
  Uint8Array.from(
    exonerations.flatMap(({ code, period }) => [
      ...tlv(EXONERATION, tlv(0x80, code), ...encodePeriod(period)),
    ]),
  );

export function decodeExonerations(value: Uint8Array): readonly Exoneration[] | undefined {
  const objects = readObjects(value);
  if (!objects || objects.length > MOST_EXONERATIONS) return undefined;
  return whole(
    objects.map((object) => {
      const fields = readObjects(object.value);
      const code = text((fields && find(fields, 0x80)) ?? Uint8Array.of());
      const period = decodePeriod(object.value);
      return object.tag === EXONERATION && /^\d{1,2}$/.test(code) && period ? { code, period } : undefined;
    }),
  );
}

/** Empty: the card says nothing of its validity. */
export const encodeValidity = (validity: RightsPeriod | undefined): Uint8Array =>
  validity ? Uint8Array.from(encodePeriod(validity).flatMap((field) => [...field])) : new Uint8Array();

export function decodeValidity(value: Uint8Array): { readonly validity?: RightsPeriod } | undefined {
  if (value.length === 0) return {};
  const validity = decodePeriod(value);
  return validity && { validity };
}

export function encodeBeneficiary(person: Beneficiary): Uint8Array {
  const { familyName, givenNames, birth, nir, periods, doctorDeclared, c2s } = person;
  return Uint8Array.from(
    [
      tlv(0x80, familyName),
      tlv(0x81, givenNames),
      tlv(0x82, bytes(birth)),
      tlv(0x93, nir),
      ...periods.map((period) => tlv(PERIOD, ...encodePeriod(period))),
      tlv(0x83, Uint8Array.of(doctorDeclared ? 1 : 0)),
      ...(c2s ? [tlv(C2S, ...encodePeriod(c2s))] : []),
    ].flatMap((field) => [...field]),
  );
}

/** The person without their rang, which is their place. */
export function decodeBeneficiary(value: Uint8Array): Beneficiary | undefined {
  const fields = readObjects(value);
  if (!fields) return undefined;
  const [familyName, givenNames] = [0x80, 0x81].map((tag) => text(find(fields, tag) ?? Uint8Array.of()));
  const birth = parseCardBirthDate(hex(find(fields, 0x82) ?? Uint8Array.of()));
  const nir = parseNir(text(find(fields, 0x93) ?? Uint8Array.of()));
  const periods = whole(fields.filter(({ tag }) => tag === PERIOD).map((each) => decodePeriod(each.value)));
  const doctor = find(fields, 0x83);
  const c2sField = find(fields, C2S);
  const c2s = c2sField && decodePeriod(c2sField);
  if (!familyName || !givenNames || familyName.length + givenNames.length > LONGEST_NAMES) return undefined;
  if (!birth.ok || !nir.ok || !periods || periods.length > MOST_PERIODS) return undefined;
  if (doctor?.length !== 1 || (c2sField && !c2s)) return undefined;
  return {
    rang: '00' as Rang,
    familyName,
    givenNames,
    birth: birth.value,
    nir: nir.value,
    periods,
    doctorDeclared: doctor[0] === 1,
    ...(c2s && { c2s }),
  };
}

export function encodeSummary(summary: CardSummary): Uint8Array {
  const { version, open, relay, people, asOf, digest, keyVersion } = summary;
  return Uint8Array.from([
    ...versionBytes(version),
    open ? 1 : 0,
    ...bytes(relay),
    people,
    ...bcd(asOf),
    ...bytes(digest),
    keyVersion,
  ]);
}

const SUMMARY_LENGTH = 59;

export function decodeSummary(value: Uint8Array): CardSummary | undefined {
  if (value.length !== SUMMARY_LENGTH) return undefined;
  const asOf = day(value.subarray(22, 26));
  const people = value[21] ?? 0;
  if (!asOf || people < 1 || people > MOST_PEOPLE) return undefined;
  return {
    version: Buffer.from(value).readUInt32BE(0),
    open: value[4] === 1,
    relay: hex(value.subarray(5, 21)),
    people,
    asOf,
    digest: hex(value.subarray(26, 58)),
    keyVersion: value[58] ?? 0,
  };
}

export function versionBytes(version: number): Uint8Array {
  return Uint8Array.of(version >>> 24, (version >> 16) & 0xff, (version >> 8) & 0xff, version & 0xff);
}

/** Data of PUT DATA `mark`. */
export const encodeMark = (open: boolean, relay: RelayName): Uint8Array =>
  Uint8Array.of(open ? 1 : 0, ...bytes(relay));

export function decodeMark(
  value: Uint8Array,
): { readonly open: boolean; readonly relay: RelayName } | undefined {
  const [flag = 2] = value;
  if (value.length !== 17 || flag > 1) return undefined;
  return { open: flag === 1, relay: hex(value.subarray(1)) };
}

/** SHA-256, in hex, of everything that the caisse decides but the day on which it was true. */
export function recordDigest(record: CardRecord): string {
  const digest = createHash('sha256').update(encodeOrganisme(record.organisme));
  for (const person of record.people) digest.update(tlv(0x65, encodeBeneficiary(person)));
  digest.update(tlv(0x66, encodeAddress(record.address)));
  digest.update(tlv(0x67, encodeExonerations(record.exonerations)));
  return digest.update(tlv(0x68, encodeValidity(record.validity))).digest('hex');
}
