import { attestationDroitsManifest } from './attestation-droits-seal.ts';
import type { Manifest } from './manifest.ts';

const known: readonly Manifest[] = [attestationDroitsManifest];

/** The manifest of that identifier, among the documents that the kiosk seals. */
export const manifestOf = (id: string): Manifest | undefined => known.find((manifest) => manifest.id === id);
