import { readFileSync, renameSync } from 'node:fs';
import { replaceFile } from '../replace-file.ts';
import { issued, readCertificate, type SealingCertificate } from './certificate.ts';

/** A certificate and the authority that issued it. */
export interface Chain {
  readonly leaf: SealingCertificate;
  readonly authority: SealingCertificate;
}

const block = /-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g;

/** The chain in `file` (PEM, the kiosk's first); nothing when there is no file, or one that holds none. */
export function readChain(file: string): Chain | undefined {
  let pem: string;
  try {
    pem = readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
  return chainOf(pem.match(block) ?? []);
}

/** The two certificates as a chain, when the second issued the first. */
export function chainOf([first = '', second = '']: readonly (string | Uint8Array)[]): Chain | undefined {
  const [leaf, authority] = [readCertificate(first), readCertificate(second)];
  if (!leaf.ok || !authority.ok || !issued(authority.value, leaf.value)) return undefined;
  return { leaf: leaf.value, authority: authority.value };
}

/** Keeps a chain in `file`. Throws as `node:fs` does. */
export const keepChain = (file: string, { leaf, authority }: Chain): void =>
  replaceFile(file, `${leaf.x509}${authority.x509}`);

/** Moves a chain that is not to be used any more out of the way. Throws as `node:fs` does. */
export const setChainAside = (file: string, { leaf }: Chain): void =>
  renameSync(file, `${file}.revoked-${leaf.certificate}`);
