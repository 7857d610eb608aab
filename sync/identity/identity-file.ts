import { createPrivateKey, createPublicKey, type KeyObject, X509Certificate } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, renameSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { err, ok, type Result } from '@borne/domain/result';
import { type Static, Type } from 'typebox';
import { Compile } from 'typebox/compile';
import { CentralKeys } from '../contract/central-keys.ts';
import { recipientsIn } from '../envelope/recipient.ts';
import { replaceFile } from '../replace-file.ts';
import { setAsideName } from '../set-aside-name.ts';
import { judgeCertificate, kioskNamed } from './certificate.ts';

/** PKCS#8 in PEM; DER in base64. */
const IdentityFile = Type.Object(
  {
    privateKey: Type.String(),
    certificate: Type.String(),
    keys: CentralKeys,
  },
  { additionalProperties: false },
);
const identityFile = Compile(IdentityFile);

/** Who a kiosk is: its key, the certificate of it, and what the centre gave it with that. */
export interface KeptIdentity {
  readonly key: KeyObject;
  readonly certificate: X509Certificate;
  readonly keys: CentralKeys;
}

/** `unusable`: why there is none, for a technician. `damaged`: what is there makes no sense. */
export interface FoundIdentity {
  readonly found?: KeptIdentity;
  readonly unusable?: string;
  readonly damaged?: true;
}

/** `setAside`: where a file that held no identity was moved. */
export interface OpenedIdentity extends Omit<FoundIdentity, 'damaged'> {
  readonly setAside?: string;
}

/**
 * The identity in `file`, when it is the one of `kiosk` under `authority`. Key, certificate and the centre's keys are one file, so that a
 * power cut leaves them all old or all new.
 */
export function readIdentity(file: string, kiosk: string, authority: X509Certificate): FoundIdentity {
  try {
    const stat = statSync(file, { throwIfNoEntry: false });
    if (!stat) return {};
    if ((stat.mode & 0o077) !== 0)
      return { unusable: `${file} can be read by others: have its certificate revoked, or chmod 600 it` };
    const read = parse(readFileSync(file, 'utf8'));
    if (!read) return { damaged: true };
    const problem = against(read, kiosk, authority);
    return problem === undefined ? { found: read } : { unusable: `${file}: ${problem}` };
  } catch (cause) {
    return unusable(file, cause);
  }
}

/**
 * `readIdentity` for a kiosk that starts: a file that makes no sense is set aside. It is told of at each start from then on, as long as
 * there is no other: whoever comes reads what the last of many starts said.
 */
export function openKept(
  file: string,
  kiosk: string,
  authority: X509Certificate,
  now: number,
): OpenedIdentity {
  const { damaged, ...read } = readIdentity(file, kiosk, authority);
  if (read.found ?? read.unusable) return read;
  const mark = `${basename(file)}.damaged-`;
  try {
    if (damaged) renameSync(file, setAsideName(file, now));
    const names = existsSync(dirname(file)) ? readdirSync(dirname(file)) : [];
    const last = names
      .filter((name) => name.startsWith(mark))
      .sort()
      .at(-1);
    return last === undefined ? {} : { setAside: join(dirname(file), last) };
  } catch (cause) {
    return unusable(file, cause);
  }
}

const unusable = (file: string, cause: unknown): FoundIdentity => ({
  unusable: `${file}: ${cause instanceof Error && 'code' in cause ? cause.code : 'the disk refused'}`,
});

/** Keeps an identity in `file`. Throws as `node:fs` does. */
export function keepIdentity(file: string, { key, certificate, keys }: KeptIdentity): void {
  const content: Static<typeof IdentityFile> = {
    privateKey: key.export({ type: 'pkcs8', format: 'pem' }).toString(),
    certificate: certificate.raw.toString('base64'),
    keys,
  };
  replaceFile(file, `${JSON.stringify(content)}\n`);
}

/** What is wrong with an identity, if anything: a certificate for another key, another kiosk, or from another authority; keys of no use. */
export function against(
  { key, certificate, keys }: KeptIdentity,
  kiosk: string,
  authority: X509Certificate,
): string | undefined {
  if (!certificate.publicKey.equals(createPublicKey(key))) return 'its certificate is for another key';
  if (judgeCertificate(certificate, authority, { usage: 'client', at: undefined }))
    return 'its certificate is not from the authority of the fleet';
  const named = kioskNamed(certificate);
  if (named !== kiosk) return `its certificate is for ${named ?? 'nobody'}, not for ${kiosk}`;
  const recipients = recipientsIn(keys.recipients);
  return recipients.ok ? undefined : `the centre's keys for records: ${recipients.error}`;
}

/** A certificate in base64 of DER. */
export function certificateIn(base64: string): Result<X509Certificate, string> {
  try {
    return ok(new X509Certificate(Buffer.from(base64, 'base64')));
  } catch {
    return err('not an X.509 certificate');
  }
}

function parse(text: string): KeptIdentity | undefined {
  try {
    const content: unknown = JSON.parse(text);
    if (!identityFile.Check(content)) return undefined;
    const certificate = certificateIn(content.certificate);
    if (!certificate.ok) return undefined;
    return {
      key: createPrivateKey(content.privateKey),
      certificate: certificate.value,
      keys: content.keys,
    };
  } catch {
    return undefined;
  }
}
