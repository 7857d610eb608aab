import { spawnSync } from 'node:child_process';
import { createHash, generateKeyPairSync, sign, X509Certificate } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { printedNames } from '@borne/documents/person-blocks';
import {
  attestationDroitsManifest,
  attestationDroitsValues,
} from '@borne/documents/seal/attestation-droits-seal';
import { decodeBase45 } from '@borne/documents/seal/base45';
import { PREFIX, readSealedText, sealedText } from '@borne/documents/seal/sealed-text';
import { verifySeal } from '@borne/documents/seal/verdict';
import type { CalendarDate } from '@borne/domain/calendar-date';
import type { Beneficiary, Rang, RightsStatement } from '@borne/domain/rights';
import { patientTimers } from '@borne/simulators/central-api/testing/patient-timers';
import { personas } from '@borne/simulators/personas/personas';
import { codeInPicture } from '@borne/sync/sealing/code-in-picture';
import { readTrustBundle, trustFromCentre } from '@borne/sync/sealing/trust';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { photographed } from './photograph.ts';
import { createSealingOffice, type PrinterName, printedSheet, printers } from './sealed-paper.ts';

/** From the kiosk's key to the verdict on a sheet of paper: what is printed is read back from its dots, and judged. */

const noOpenssl = spawnSync('openssl', ['version']).error
  ? 'openssl is not installed (apt install openssl)'
  : undefined;
if (noOpenssl) process.stderr.write(`checking a seal with openssl: not run, ${noOpenssl}\n`);

it('has openssl where CI must have it', () => {
  if (process.env.CI === 'true') expect(noOpenssl).toBeUndefined();
});

type Office = Awaited<ReturnType<typeof createSealingOffice>>;
let office: Office;
beforeAll(async () => {
  office = await createSealingOffice();
});
afterAll(() => office.close());

const today = '2026-11-22' as CalendarDate;
const people = personas(today).flatMap(({ id, registry, card }) => {
  const rights = registry ?? card.rights;
  return rights ? [{ id, rights }] : [];
});
const somebody = (): RightsStatement => {
  const [first] = people;
  if (!first) throw new Error('no persona has rights');
  return first.rights;
};

/** As many people as there are ranks, of one family. */
function familyOf(count: number): RightsStatement {
  const rights = somebody();
  const [insured] = rights.beneficiaries;
  const others = Array.from(
    { length: count - 1 },
    (_, index): Beneficiary => ({
      ...insured,
      givenNames: `ENFANT${index + 2}`,
      rang: String(index + 2).padStart(2, '0') as Rang,
    }),
  );
  return { ...rights, beneficiaries: [insured, ...others] };
}

async function read(picture: Uint8Array): Promise<string> {
  const code = await codeInPicture(picture, PREFIX);
  if (!code.ok) throw new Error(code.error);
  return code.value;
}

async function judged(text: string) {
  const findTrust = trustFromCentre({ url: office.url, fetch, timers: patientTimers });
  const verdict = await verifySeal(text, findTrust, office.clock.now());
  if (!verdict.ok) throw new Error(verdict.error);
  return verdict.value;
}

describe('a printed sheet', () => {
  it.each(
    people.flatMap(({ id }) => Object.keys(printers).map((printer) => [id, printer as PrinterName] as const)),
  )('of %s on %s is genuine, and says who it is for', async (id, printer) => {
    const rights = people.find((one) => one.id === id)?.rights ?? somebody();
    const { data, content } = office.sealed(rights);
    const verdict = await judged(await read(await printedSheet(data, content, printer)));
    if (verdict.verdict === 'genuine')
      expect(JSON.stringify(verdict.document.fields)).toContain(
        printedNames(rights.beneficiaries[0]).familyName,
      );
    // Somebody's rights have ended: their paper says so, and so does the verdict.
    else expect(verdict).toMatchObject({ verdict: 'expired', why: 'rights' });
    expect(id === 'karim-benali').toBe(verdict.verdict === 'expired');
  });

  it.each([
    ['tm-t20iii', 19],
    ['tm-t88vii', 19],
    ['generic-58', 19],
  ] as const)('on %s has room for the seal of a family of %i', async (printer, count) => {
    const { data, content } = office.sealed(familyOf(count));
    expect(await judged(await read(await printedSheet(data, content, printer)))).toMatchObject({
      verdict: 'genuine',
    });
  });

  it('says that its code is missing when the paper is too narrow for it', async () => {
    const longest = 'DE LA ROCHEFOUCAULD-MONTMORENCY';
    const family = familyOf(19);
    const [first, ...others] = family.beneficiaries.map((person) => ({ ...person, familyName: longest }));
    if (!first) throw new Error('nobody in the family');
    const { data, content } = office.sealed({ ...family, beneficiaries: [first, ...others] });
    const sheet = await printedSheet(data, content, 'generic-58');
    expect(await codeInPicture(sheet, PREFIX)).toEqual({ ok: false, error: 'no-code' });
  });

  it.each(['turned', 'tilted', 'dim', 'jpeg'] as const)(
    'is read from a photo of it that is %s',
    async (how) => {
      const { data, content } = office.sealed(somebody());
      const photo = await photographed(await printedSheet(data, content, 'tm-t20iii'), how);
      expect(await read(photo)).toBe(content);
    },
  );
});

describe('a forger', () => {
  it('who prints other names under a signature that was made is found out', async () => {
    const { data, content } = office.sealed(somebody());
    const seal = readSealedText(content);
    if (!seal.ok) throw new Error(seal.error.detail);
    const [insured] = data.rights.beneficiaries;
    const forged = {
      ...data,
      rights: { ...data.rights, beneficiaries: [{ ...insured, familyName: 'FAUSSAIRE' }] as const },
      rangs: [insured.rang],
    };
    const { signature } = seal.value;
    const borrowed = { authority: 'ZZ99', certificate: '1112', sign: () => signature };
    const text = sealedText(
      attestationDroitsManifest,
      attestationDroitsValues(forged),
      borrowed,
      office.clock.now(),
    );
    expect(await judged(await read(await printedSheet(forged, text, 'tm-t20iii')))).toEqual({
      verdict: 'altered',
    });
  });

  it('who signs with a key of their own under our certificate’s name is found out, and under another is unknown', async () => {
    const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const own = (certificate: string) => ({
      authority: 'ZZ99',
      certificate,
      sign: (header: Uint8Array, payload: Uint8Array) => {
        const input = Buffer.concat([header, createHash('sha256').update(payload).digest()]);
        return sign('sha256', input, { key: privateKey, dsaEncoding: 'ieee-p1363' });
      },
    });
    const values = attestationDroitsValues(office.sealed(somebody()).data);
    const sealed = (certificate: string) =>
      sealedText(attestationDroitsManifest, values, own(certificate), office.clock.now());
    expect(await judged(sealed('1112'))).toEqual({ verdict: 'altered' });
    expect(await judged(sealed('ZZZZ'))).toMatchObject({ verdict: 'unknown-authority', certificate: 'ZZZZ' });
  });
});

describe('whoever checks', () => {
  it.skipIf(noOpenssl)('needs nothing of ours: openssl finds the signature good, and the chain', async () => {
    const { content } = office.sealed(somebody());
    const folder = mkdtempSync(join(tmpdir(), 'borne-openssl-'));
    const file = (name: string, bytes: string | Uint8Array) => {
      const path = join(folder, name);
      writeFileSync(path, bytes);
      return path;
    };
    const openssl = (...args: readonly string[]) => spawnSync('openssl', args, { encoding: 'utf8' });
    const answer = await fetch(new URL('/v1/seal/certificates/ZZ99/1112', office.url));
    const { chain } = (await answer.json()) as { chain: [string, string] };
    const [leaf, authority] = chain.map((der) =>
      new X509Certificate(Buffer.from(der, 'base64')).toString(),
    ) as [string, string];
    expect(
      openssl(
        ...['verify', '-x509_strict', '-attime', String(office.clock.now() / 1000)],
        ...['-CAfile', file('ca.pem', authority), file('leaf.pem', leaf)],
      ),
    ).toMatchObject({ stdout: expect.stringContaining(': OK'), stderr: '' });

    // Sliced by the lengths of the specification alone.
    const decoded = decodeBase45(content.slice(6));
    if (!decoded.ok) throw new Error(decoded.error);
    const bytes = Buffer.from(decoded.value);
    const end = 19 + bytes.readUInt16BE(17);
    const signed = Buffer.concat([
      bytes.subarray(0, 19),
      createHash('sha256').update(bytes.subarray(19, end)).digest(),
    ]);
    const key = openssl('x509', '-in', join(folder, 'leaf.pem'), '-noout', '-pubkey').stdout;
    const arguments_ = (data: Uint8Array) => [
      'dgst',
      '-sha256',
      '-verify',
      file('key.pem', key),
      '-signature',
      file('signature.der', derSignature(bytes.subarray(end))),
      file('signed', data),
    ];
    expect(openssl(...arguments_(signed)).stdout).toContain('Verified OK');
    signed[30] = (signed[30] ?? 0) ^ 1;
    expect(openssl(...arguments_(signed)).status).not.toBe(0);
    rmSync(folder, { recursive: true });
  });

  it('needs no network with a file of what is trusted', async () => {
    const bundle = await (await fetch(new URL('/v1/seal/trust', office.url))).json();
    const book = readTrustBundle(bundle);
    if (!book.ok) throw new Error(book.error);
    const offline = await verifySeal(
      office.sealed(somebody()).content,
      async (authority, certificate) => ({ ok: true, value: book.value.trustOf(authority, certificate) }),
      office.clock.now(),
    );
    expect(offline).toMatchObject({ ok: true, value: { verdict: 'genuine' } });
  });

  it('believes only the authorities that were given, whatever the centre says', async () => {
    const other = await createSealingOffice();
    const bundle = readTrustBundle(await other.centre.seals.trustBundle());
    if (!bundle.ok) throw new Error(bundle.error);
    const findTrust = trustFromCentre(
      { url: office.url, fetch, timers: patientTimers },
      bundle.value.authorities,
    );
    const { content } = office.sealed(somebody());
    expect(await verifySeal(content, findTrust, office.clock.now())).toMatchObject({
      value: { verdict: 'unknown-authority' },
    });
    await other.close();
  });

  it('learns of a revoked document, and of a revoked kiosk', async () => {
    const mine = await createSealingOffice();
    const findTrust = trustFromCentre({ url: mine.url, fetch, timers: patientTimers });
    const verdict = async (content: string) => {
      const found = await verifySeal(content, findTrust, mine.clock.now());
      return found.ok ? found.value : found;
    };
    const one = mine.sealed(somebody(), { documentNumber: 'AD-ONE' }).content;
    const two = mine.sealed(somebody(), { documentNumber: 'AD-TWO' }).content;
    await mine.centre.seals.revokeDocument('AD-ONE');
    expect(await verdict(one)).toMatchObject({ verdict: 'revoked', what: 'document' });
    expect(await verdict(two)).toMatchObject({ verdict: 'genuine' });
    await mine.centre.seals.revokeCertificate('1112', 'key-compromise');
    expect(await verdict(two)).toMatchObject({ verdict: 'revoked', what: 'certificate' });
    await mine.close();
  });
});

/** r and s as the two INTEGERs of a SEQUENCE, which is how openssl has them (RFC 3279 §2.2.3). */
function derSignature(raw: Uint8Array): Buffer {
  const integer = (bytes: Uint8Array) => {
    const start = bytes.findIndex((byte) => byte !== 0);
    const digits = Buffer.from(bytes.subarray(start));
    const positive = (digits[0] ?? 0) >= 0x80 ? Buffer.concat([Buffer.of(0), digits]) : digits;
    return Buffer.concat([Buffer.of(0x02, positive.length), positive]);
  };
  const both = Buffer.concat([integer(raw.subarray(0, 32)), integer(raw.subarray(32))]);
  return Buffer.concat([Buffer.of(0x30, both.length), both]);
}
