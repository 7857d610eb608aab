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

/** Which of `secrets` are in `bytes`: in one pass, for a disk is long and their forms are many. */
export function secretsIn(bytes: Buffer, secrets: ReadonlyMap<string, readonly Buffer[]>): string[] {
  const beginnings = new Map<number, { what: string; form: Buffer }[]>();
  const begins = new Uint8Array(2 ** 24);
  for (const [what, spellings] of secrets)
    for (const form of spellings) {
      const beginning = form.readUIntBE(0, 3);
      begins[beginning] = 1;
      beginnings.set(beginning, [...(beginnings.get(beginning) ?? []), { what, form }]);
    }
  const found = new Set<string>();
  let last = 0;
  for (let at = 0; at < bytes.length; at += 1) {
    last = ((last << 8) | (bytes[at] ?? 0)) & 0xff_ffff;
    if (begins[last] === 0) continue;
    const from = at - 2;
    for (const { what, form } of beginnings.get(last) ?? [])
      if (form.equals(bytes.subarray(from, from + form.length))) found.add(what);
  }
  return [...found];
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
