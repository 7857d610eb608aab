import 'reflect-metadata';
import { isIP } from 'node:net';
import {
  ExtendedKeyUsage,
  ExtendedKeyUsageExtension,
  type JsonGeneralNames,
  SubjectAlternativeNameExtension,
} from '@peculiar/x509';
import { type Certified, createAuthority, issue, type StoredAuthority } from '../authority.ts';

const AUTHORITY_NAME = 'Borne — autorité de flotte de TEST';

/** A new authority, valid for ten years from `now`, which certifies kiosks and servers and no other authority. */
export const createFleetAuthority = (now: number): Promise<StoredAuthority> =>
  createAuthority([{ CN: [AUTHORITY_NAME] }, { C: ['ZZ'] }], now);

type Subject = Omit<Certified, 'name'> & { readonly name: string };

const named = ({ name, ...subject }: Subject): Certified => ({
  ...subject,
  name: [{ CN: [name] }, { C: ['ZZ'] }],
});

/** Certifies the key of a kiosk: as a client, and for the name it has in the fleet. */
export const issueKioskCertificate = (authority: StoredAuthority, subject: Subject) =>
  issue(authority, named(subject), [new ExtendedKeyUsageExtension([ExtendedKeyUsage.clientAuth], true)]);

/** Certifies the key of a server of the centre, under each of the names and addresses it is reached by. */
export const issueServerCertificate = (
  authority: StoredAuthority,
  { names, ...subject }: Omit<Subject, 'name'> & { readonly names: readonly string[] },
) => {
  const alternatives: JsonGeneralNames = names.map((value) => ({ type: isIP(value) ? 'ip' : 'dns', value }));
  return issue(authority, named({ ...subject, name: names[0] ?? 'centre' }), [
    new ExtendedKeyUsageExtension([ExtendedKeyUsage.serverAuth], true),
    new SubjectAlternativeNameExtension(alternatives),
  ]);
};
