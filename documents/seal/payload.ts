import { type CalendarDate, parseCalendarDate } from '@borne/domain/calendar-date';
import { err, ok, type Result } from '@borne/domain/result';
import { decodeMulti, encode } from '@msgpack/msgpack';
import {
  type FieldKind,
  LONGEST_TEXT,
  type Manifest,
  type ManifestField,
  MOST_ELEMENTS,
  type SealValue,
} from './manifest.ts';

const MILLISECONDS_A_DAY = 86_400_000;
const EPOCH = Date.UTC(1900, 0, 1);
/** Every day that four digits of a year write: 31/12/9999 is a usual "no end". */
const EARLIEST = daysOf('0000-01-01' as CalendarDate);
const LATEST = daysOf('9999-12-31' as CalendarDate);

/** The values in MessagePack, one after the other without an array around them. Throws when one does not fit its field. */
export function encodePayload(manifest: Manifest, values: readonly SealValue[]): Uint8Array {
  const { fields } = manifest;
  if (values.length !== fields.length)
    throw new RangeError(
      `${values.length} values for the ${fields.length} fields of manifest ${manifest.id}`,
    );
  const parts = fields.map((field, index) => encode(toWire(field, values[index] ?? null)));
  const payload = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of parts) {
    payload.set(part, at);
    at += part.length;
  }
  return payload;
}

/**
 * Reads a payload whose signature was checked. Values one after the other are expected, as written; one array around them all
 * is understood, as some write it. The error names the field that is not what the manifest says.
 */
export function decodePayload(manifest: Manifest, payload: Uint8Array): Result<readonly SealValue[], string> {
  const { fields } = manifest;
  const found = readValues(payload, fields.length);
  if (!found.ok) return found;
  const [first] = found.value;
  const wrapped = found.value.length === 1 && fields.length > 1 && Array.isArray(first);
  return objectFromWire(fields, wrapped ? first : found.value);
}

/** At most `most` values, within what a document can hold. */
function readValues(payload: Uint8Array, most: number): Result<readonly unknown[], string> {
  const limits = {
    maxStrLength: LONGEST_TEXT,
    maxArrayLength: MOST_ELEMENTS,
    maxBinLength: 0,
    maxMapLength: 0,
    maxExtLength: 0,
  };
  const values: unknown[] = [];
  try {
    for (const value of decodeMulti(payload, limits)) {
      values.push(value);
      if (values.length > most) return err(`more than ${most} values`);
    }
  } catch {
    return err('the payload is not MessagePack, or beyond what a document can hold');
  }
  return ok(values);
}

function toWire(field: ManifestField, value: SealValue): unknown {
  if (value === null) {
    if (field.nillable) return null;
    throw new RangeError(`${field.label}: a value is expected`);
  }
  return kindToWire(field.kind, value, field.label);
}

function kindToWire(kind: FieldKind, value: SealValue, label: string): unknown {
  if (kind.kind === 'object' && Array.isArray(value) && value.length === kind.fields.length)
    return kind.fields.map((field, index) => toWire(field, value[index] ?? null));
  if (kind.kind === 'list' && Array.isArray(value) && value.length <= MOST_ELEMENTS)
    return value.map((element) => kindToWire(kind.of, element, label));
  if (kind.kind === 'date' && typeof value === 'string') return daysOf(value as CalendarDate);
  if (isScalar(kind, value)) return value;
  throw new RangeError(`${label}: not a value of the kind ${kind.kind}`);
}

function daysOf(date: CalendarDate): number {
  return Math.round((Date.parse(`${date}T00:00:00Z`) - EPOCH) / MILLISECONDS_A_DAY);
}

function isScalar(kind: FieldKind, value: unknown): value is SealValue {
  switch (kind.kind) {
    case 'text':
      return typeof value === 'string' && new TextEncoder().encode(value).length <= LONGEST_TEXT;
    case 'nir':
      return typeof value === 'string' && value.length <= 15;
    case 'number':
    case 'amount':
      return Number.isSafeInteger(value);
    case 'flag':
      return typeof value === 'boolean';
    default:
      return false;
  }
}

function objectFromWire(
  fields: readonly ManifestField[],
  found: unknown,
): Result<readonly SealValue[], string> {
  if (!Array.isArray(found) || found.length !== fields.length)
    return err(`expected the ${fields.length} values ${fields.map(({ label }) => label).join(', ')}`);
  const values: SealValue[] = [];
  for (const [index, field] of fields.entries()) {
    const value = fromWire(field, found[index]);
    if (!value.ok) return value;
    values.push(value.value);
  }
  return ok(values);
}

function fromWire({ label, kind, nillable }: ManifestField, found: unknown): Result<SealValue, string> {
  if (found === null && nillable) return ok(null);
  const value = kindFromWire(kind, found);
  return value.ok ? value : err(`${label}: ${value.error}`);
}

function kindFromWire(kind: FieldKind, found: unknown): Result<SealValue, string> {
  if (kind.kind === 'object') return objectFromWire(kind.fields, found);
  if (kind.kind === 'list') return listFromWire(kind.of, found);
  if (kind.kind === 'date') return dateFromWire(found);
  return isScalar(kind, found) ? ok(found) : err(`expected a value of the kind ${kind.kind}`);
}

function listFromWire(of: FieldKind, found: unknown): Result<SealValue, string> {
  if (!Array.isArray(found)) return err('expected a list');
  const values: SealValue[] = [];
  for (const element of found) {
    const value = kindFromWire(of, element);
    if (!value.ok) return value;
    values.push(value.value);
  }
  return ok(values);
}

function dateFromWire(found: unknown): Result<CalendarDate, string> {
  if (typeof found !== 'number' || !Number.isInteger(found) || found < EARLIEST || found > LATEST)
    return err('expected a number of days since 1900-01-01');
  return parseCalendarDate(new Date(EPOCH + found * MILLISECONDS_A_DAY).toISOString().slice(0, 10));
}
