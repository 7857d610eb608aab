import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { type Static, Type } from 'typebox';
import { Compile } from 'typebox/compile';
import type { PartReference } from '../contract/downlink.ts';
import { replaceFile } from '../replace-file.ts';

/** A signed manifest as it was believed: with the key that was trusted for it, and under the keys of which enrolment. */
const KeptManifest = Type.Object(
  { jws: Type.String(), signedWith: Type.String(), enrolledWith: Type.Array(Type.String()) },
  { additionalProperties: false },
);
export type KeptManifest = Static<typeof KeptManifest>;

const keptManifest = Compile(KeptManifest);

/**
 * A manifest and its parts, in a folder: `manifest` is the signed text, `parts/` holds each part under its digest. Parts are written
 * first, the manifest last: whenever the power is cut, the set is the old one or the new one, whole.
 */
export interface KeptSet {
  /** The manifest that was kept last; undefined when there is none, or none that can be read. */
  manifest(): KeptManifest | undefined;
  /** A part's bytes, unchecked. */
  part(sha256: string): Uint8Array | undefined;
  /** Replaces the set. `parts`, by digest, are those that are not kept already. Throws as `node:fs` does: the old set then stands. */
  replace(manifest: KeptManifest, parts: ReadonlyMap<string, Uint8Array>): void;
  /** Removes every part that `used` does not name: what an earlier set, or a replacement that was cut, left. */
  tidy(used: readonly PartReference[]): void;
}

export function keptSetIn(folder: string): KeptSet {
  const file = join(folder, 'manifest');
  const parts = join(folder, 'parts');
  return {
    manifest() {
      const text = read(file)?.toString('utf8');
      const kept = text === undefined ? undefined : parsed(text);
      return keptManifest.Check(kept) ? kept : undefined;
    },
    part: (sha256) => read(join(parts, sha256)),
    replace(manifest, fresh) {
      for (const [sha256, bytes] of fresh) replaceFile(join(parts, sha256), bytes);
      replaceFile(file, JSON.stringify(manifest));
    },
    tidy(used) {
      const named = new Set(used.map(({ sha256 }) => sha256));
      for (const name of namesIn(parts)) if (!named.has(name)) rmSync(join(parts, name), { force: true });
    },
  };
}

function read(file: string): Buffer | undefined {
  try {
    return readFileSync(file);
  } catch {
    return undefined;
  }
}

function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
