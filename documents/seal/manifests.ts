import { attestationDroitsManifest } from './attestation-droits-seal.ts';
import { attestationIjManifest } from './attestation-ij-seal.ts';
import { certificatProvisoireManifest } from './certificat-provisoire-seal.ts';
import type { Manifest } from './manifest.ts';
import { releveFiscalManifest } from './releve-fiscal-seal.ts';

const known: readonly Manifest[] = [
  attestationDroitsManifest,
  attestationIjManifest,
  releveFiscalManifest,
  certificatProvisoireManifest,
];

/** The manifest of that identifier, among the documents that the kiosk seals. */
export const manifestOf = (id: string): Manifest | undefined => known.find((manifest) => manifest.id === id);
