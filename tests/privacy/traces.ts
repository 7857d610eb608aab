import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { formatNir } from '@borne/domain/nir';
import type { Persona } from '@borne/simulators/personas/persona';

/** One thing that must not be on disk, and where it was found. */
export interface Trace {
  readonly what: string;
  readonly file: string;
}

/** What stays the same of `bytes` in base 64, wherever in a longer text they begin. */
function inBase64(bytes: Buffer): Buffer[] {
  return [0, 1, 2].map((before) => {
    const encoded = Buffer.concat([Buffer.alloc(before), bytes])
      .toString('base64')
      .replace(/=+$/, '');
    // The first and the last character may hold bits of what is beside.
    return Buffer.from(encoded.slice(Math.ceil((before * 8) / 6), -1));
  });
}

/** A secret in each form that software writes text in. CBOR and JSON have it as UTF-8. */
function forms(text: string): Buffer[] {
  const spellings = [text, text.toLowerCase(), JSON.stringify(text).slice(1, -1), encodeURIComponent(text)];
  const encoded = spellings.flatMap((spelling) => {
    const utf8 = Buffer.from(spelling, 'utf8');
    const hex = utf8.toString('hex');
    return [
      utf8,
      Buffer.from(spelling, 'latin1'),
      Buffer.from(spelling, 'utf16le'),
      Buffer.from(hex),
      Buffer.from(hex.toUpperCase()),
      ...inBase64(utf8),
    ];
  });
  return [...new Map(encoded.map((bytes) => [bytes.toString('latin1'), bytes])).values()];
}

/** NIRs, with and without their grouping and key, and names of everybody on the cards of `personas`. */
export function secretsOf(personas: readonly Persona[]): Map<string, Buffer[]> {
  const people = personas.flatMap((persona) => [
    ...persona.card.people,
    ...(persona.registry?.beneficiaries ?? []),
  ]);
  const secrets = people.flatMap(({ nir, familyName, givenNames }) => [
    nir,
    nir.slice(0, 13),
    formatNir(nir),
    familyName,
    `${givenNames} ${familyName}`,
  ]);
  return new Map([...new Set(secrets)].map((secret) => [secret, forms(secret)]));
}

/** One way in which a secret may be written. */
interface Form {
  readonly what: string;
  readonly form: Buffer;
}

/** Each place of `bytes` where one of `secrets` is: in one pass, for a disk is long and their forms are many. */
function* formsIn(bytes: Buffer, secrets: ReadonlyMap<string, readonly Buffer[]>): Generator<Form> {
  const beginnings = new Map<number, Form[]>();
  const begins = new Uint8Array(2 ** 24);
  for (const [what, spellings] of secrets)
    for (const form of spellings) {
      const beginning = form.readUIntBE(0, 3);
      begins[beginning] = 1;
      beginnings.set(beginning, [...(beginnings.get(beginning) ?? []), { what, form }]);
    }
  let last = 0;
  for (let at = 0; at < bytes.length; at += 1) {
    last = ((last << 8) | (bytes[at] ?? 0)) & 0xff_ffff;
    if (begins[last] === 0) continue;
    const from = at - 2;
    for (const found of beginnings.get(last) ?? [])
      if (found.form.equals(bytes.subarray(from, from + found.form.length))) yield found;
  }
}

/** Which of `secrets` are in `bytes`. */
export const secretsIn = (bytes: Buffer, secrets: ReadonlyMap<string, readonly Buffer[]>): string[] => [
  ...new Set([...formsIn(bytes, secrets)].map(({ what }) => what)),
];

/** How many times any of `secrets` is in `bytes`, by secret. */
export function countsIn(
  bytes: Buffer,
  secrets: ReadonlyMap<string, readonly Buffer[]>,
): Map<string, number> {
  const counts = new Map<string, number>();
  for (const { what } of formsIn(bytes, secrets)) counts.set(what, (counts.get(what) ?? 0) + 1);
  return counts;
}

/** `secrets` without the forms that `bytes` have by chance, or for reasons of their own. */
export function withoutThoseIn(
  bytes: Buffer,
  secrets: ReadonlyMap<string, readonly Buffer[]>,
): Map<string, Buffer[]> {
  const known = new Set([...formsIn(bytes, secrets)].map(({ form }) => form));
  return new Map([...secrets].map(([what, forms]) => [what, forms.filter((form) => !known.has(form))]));
}

/** Looks for `secrets` in the bytes of every file under `folder`. */
export function findTraces(folder: string, secrets: ReadonlyMap<string, readonly Buffer[]>): Trace[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .flatMap((entry) => {
      const file = join(entry.parentPath, entry.name);
      return secretsIn(readFileSync(file), secrets).map((what) => ({ what, file }));
    });
}
