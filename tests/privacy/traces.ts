import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { formatNir } from '@borne/domain/nir';
import type { Persona } from '@borne/simulators/personas/persona';

/** One thing that must not be on disk, and where it was found. */
export interface Trace {
  readonly what: string;
  readonly file: string;
}

/** A secret in each form that software writes text in. */
function forms(text: string): Buffer[] {
  const spellings = [text, text.toLowerCase(), JSON.stringify(text).slice(1, -1), encodeURIComponent(text)];
  return spellings.flatMap((spelling) => [
    Buffer.from(spelling, 'utf8'),
    Buffer.from(spelling, 'latin1'),
    Buffer.from(spelling, 'utf16le'),
  ]);
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

/** Looks for `secrets` in the bytes of every file under `folder`. */
export function findTraces(folder: string, secrets: ReadonlyMap<string, readonly Buffer[]>): Trace[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .flatMap((entry) => {
      const file = join(entry.parentPath, entry.name);
      const bytes = readFileSync(file);
      return [...secrets]
        .filter(([, spellings]) => spellings.some((spelling) => bytes.includes(spelling)))
        .map(([what]) => ({ what, file }));
    });
}
