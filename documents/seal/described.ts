import { type CalendarDate, formatDay } from '@borne/domain/calendar-date';
import { cents, formatEuros } from '@borne/domain/money';
import { formatNir, type Nir } from '@borne/domain/nir';
import type { FieldKind, Manifest, ManifestField, SealValue } from './manifest.ts';

/** A field as a person reads it, in French: one text, or fields of its own, or several of either. */
export type DescribedField =
  | { readonly label: string; readonly text: string }
  | { readonly label: string; readonly fields: readonly DescribedField[] }
  | { readonly label: string; readonly items: readonly (string | readonly DescribedField[])[] };

/** Values that fit the manifest, field by field in its order. Control characters are replaced: a seal draws on no terminal. */
export function describe({ fields }: Manifest, values: readonly SealValue[]): readonly DescribedField[] {
  return described(fields, values);
}

const described = (
  fields: readonly ManifestField[],
  values: readonly SealValue[],
): readonly DescribedField[] =>
  fields.map(({ label, kind }, index) => field(label, kind, values[index] ?? null));

function field(label: string, kind: FieldKind, value: SealValue): DescribedField {
  if (value === null) return { label, text: 'non renseigné' };
  if (kind.kind === 'object' && Array.isArray(value)) return { label, fields: described(kind.fields, value) };
  if (kind.kind !== 'list' || !Array.isArray(value)) return { label, text: scalar(kind, value) };
  const { of } = kind;
  return {
    label,
    items: value.map((item: SealValue) =>
      of.kind === 'object' && Array.isArray(item) ? described(of.fields, item) : scalar(of, item),
    ),
  };
}

function scalar(kind: FieldKind, value: SealValue): string {
  switch (kind.kind) {
    case 'flag':
      return value === true ? 'oui' : 'non';
    case 'date':
      return formatDay(value as CalendarDate);
    case 'nir':
      return plain(formatNir(value as Nir));
    case 'number':
      return String(value).padStart(kind.digits ?? 1, '0');
    case 'amount':
      return formatEuros(cents(value as number));
    default:
      return plain(String(value));
  }
}

const plain = (text: string) => text.replaceAll(/[\p{Cc}\p{Cf}]/gu, '\ufffd');
