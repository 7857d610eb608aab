import type { CalendarDate } from '@borne/domain/calendar-date';

/**
 * What the values of a payload mean, as the manifests of the 2D-Doc say it: an ordered list of fields. Values are
 * positional; the labels are for people and are not in the seal.
 */
export interface Manifest {
  /** Six hexadecimal digits. */
  readonly id: string;
  /** The kind of document, in French. */
  readonly name: string;
  readonly fields: readonly ManifestField[];
  /** What a verification must know of the document itself, out of values that fit `fields`. */
  readonly about: (values: readonly SealValue[]) => AboutDocument;
}

export interface ManifestField {
  readonly label: string;
  readonly kind: FieldKind;
  /** The value may be absent, which is MessagePack's nil. */
  readonly nillable?: boolean;
}

export type FieldKind =
  | { readonly kind: 'text' }
  /** A text of 15 characters, shown in groups. */
  | { readonly kind: 'nir' }
  /** Days since 1900-01-01. */
  | { readonly kind: 'date' }
  | { readonly kind: 'flag' }
  /** A whole number, shown with at least `digits` digits. */
  | { readonly kind: 'number'; readonly digits?: number }
  /** Cents of a euro, a whole number. */
  | { readonly kind: 'amount' }
  | { readonly kind: 'object'; readonly fields: readonly ManifestField[] }
  | { readonly kind: 'list'; readonly of: FieldKind };

/** A value as the fields have it: a date is a `CalendarDate`, an object or a list is an array, null is nil. */
export type SealValue = string | number | boolean | null | readonly SealValue[];

export interface AboutDocument {
  /** The number printed on it. */
  readonly number?: string;
  /** Last day on which what it says holds; absent when it has no end, or says nothing that could end. */
  readonly validUntil?: CalendarDate;
  /** It says of itself that it is worth nothing. */
  readonly specimen: boolean;
}

/** Most elements of a list, and most fields of an object. */
export const MOST_ELEMENTS = 64;

/** Longest text, in bytes. */
export const LONGEST_TEXT = 1024;
