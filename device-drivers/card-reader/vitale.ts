import { parseCardBirthDate } from '@borne/domain/calendar-date';
import type { DeviceError } from '@borne/domain/device-error';
import { parseNir } from '@borne/domain/nir';
import { err, ok, type Result } from '@borne/domain/result';
import type { CardSerial, Person, Rang, VitaleContent } from '@borne/domain/rights';
import type { Transmit } from './apdu.ts';
import { cardError } from './card-error.ts';
import { readBinary, selectApplication, selectFile, selectMasterFile, stepError } from './card-files.ts';
import { readCardRights } from './card-rights.ts';
import { readText } from './card-text.ts';
import { findTlv, readTlv, type Tlv } from './tlv.ts';

/** Application VITALE: RID D250000002 + "VITALE". */
const VITALE = Uint8Array.from(Buffer.from('D250000002564954414C45', 'hex'));
/** Root application: RID D250000002 + "MF_VITALE". */
const MF_VITALE = Uint8Array.from(Buffer.from('D2500000024D465F564954414C45', 'hex'));
const IDENTITIES_SFI = 2;
const NIRS_SFI = 2;
const PAN_FILE = 0x2f02;

const BENEFICIARY = 0x65;
const FAMILY_NAME = 0x80;
const GIVEN_NAMES = 0x81;
const BIRTH = 0x82;
const NIR = 0x93;
/** Application primary account number (ISO/IEC 7816-6): where we assume the serial to be. */
const PAN = 0x5a;

/** A Carte Vitale holds the assuré and 18 others. */
const MAX_PEOPLE = 19;
const MAX_NAME = 60;

/**
 * Reads a Carte Vitale 2 with no key: identities, NIRs, serial, and the rights file when the card has one that reads
 * (docs/card.md gives files and tags). A file that is missing or malformed is a `protocol` error that names it,
 * without what it held; a card that refuses the applications is `card-unsupported`.
 */
export async function readVitale(transmit: Transmit): Promise<Result<VitaleContent, DeviceError>> {
  const identities = await readIdentities(transmit);
  if (!identities.ok) return identities;
  const nirs = await readNirs(transmit);
  if (!nirs.ok) return nirs;
  const serial = await readSerial(transmit);
  if (!serial.ok) return serial;

  if (identities.value.length !== nirs.value.length) {
    return malformed('NIR file', `${nirs.value.length} entries for ${identities.value.length} identities`);
  }
  const people: Person[] = [];
  for (const [index, identity] of identities.value.entries()) {
    const person = readPerson(identity, nirs.value[index] ?? [], index + 1);
    if (!person.ok) return malformed('identities', `person ${index + 1}: ${person.error}`);
    people.push(person.value);
  }
  const [assure, ...others] = people;
  if (!assure) return malformed('identities', 'nobody on the card');

  const everybody = [assure, ...others] as const;
  const own = await readCardRights(transmit, everybody);
  if (!own.ok) return own;
  return ok({ serial: serial.value, people: everybody, ...own.value });
}

async function readIdentities(transmit: Transmit) {
  const root = await selectMasterFile(transmit);
  if (!root.ok) return err(stepError('SELECT 3F00', root.error, 'card-unsupported'));
  return readBeneficiaries(transmit, 'identities', IDENTITIES_SFI);
}

async function readNirs(transmit: Transmit) {
  const application = await selectApplication(transmit, VITALE);
  if (!application.ok) return err(stepError('SELECT VITALE', application.error, 'card-unsupported'));
  return readBeneficiaries(transmit, 'NIR file', NIRS_SFI);
}

/** A file of `65` templates, one a person. */
async function readBeneficiaries(
  transmit: Transmit,
  name: string,
  sfi: number,
): Promise<Result<readonly (readonly Tlv[])[], DeviceError>> {
  const file = await readBinary(transmit, { sfi });
  if (!file.ok) return err(stepError(name, file.error));
  const objects = readTlv(file.value);
  if (!objects.ok) return malformed(name, objects.error);
  const templates = objects.value.filter(({ tag }) => tag === BENEFICIARY);
  if (templates.length > MAX_PEOPLE) return malformed(name, `${templates.length} people: expected 1 to 19`);
  const beneficiaries: (readonly Tlv[])[] = [];
  for (const [index, { value }] of templates.entries()) {
    const fields = readTlv(value);
    if (!fields.ok) return malformed(name, `template ${index + 1}: ${fields.error}`);
    beneficiaries.push(fields.value);
  }
  return ok(beneficiaries);
}

function readPerson(
  identity: readonly Tlv[],
  nirFields: readonly Tlv[],
  rang: number,
): Result<Person, string> {
  const familyName = readText(findTlv(identity, FAMILY_NAME), MAX_NAME);
  if (!familyName.ok) return err(`family name: ${familyName.error}`);
  const givenNames = readText(findTlv(identity, GIVEN_NAMES), MAX_NAME);
  if (!givenNames.ok) return err(`given names: ${givenNames.error}`);
  const birthText = readText(findTlv(identity, BIRTH), 8);
  const birth = birthText.ok ? parseCardBirthDate(birthText.value) : birthText;
  if (!birth.ok) return err('birth date: expected 8 digits AAAAMMJJ');
  const nirText = readText(findTlv(nirFields, NIR), 15);
  if (!nirText.ok) return err(`NIR: ${nirText.error}`);
  const nir = parseNir(nirText.value);
  if (!nir.ok) return err(`NIR: ${nir.error.code}`);
  return ok({
    rang: String(rang).padStart(2, '0') as Rang,
    familyName: familyName.value,
    givenNames: givenNames.value,
    birth: birth.value,
    nir: nir.value,
  });
}

async function readSerial(transmit: Transmit): Promise<Result<CardSerial, DeviceError>> {
  const root = await selectApplication(transmit, MF_VITALE);
  if (!root.ok) return err(stepError('SELECT MF_VITALE', root.error, 'card-unsupported'));
  const selected = await selectFile(transmit, PAN_FILE);
  if (!selected.ok) return err(stepError('SELECT PAN', selected.error));
  const file = await readBinary(transmit);
  if (!file.ok) return err(stepError('PAN', file.error));
  const objects = readTlv(file.value);
  if (!objects.ok) return malformed('PAN', objects.error);
  const pan = findTlv(objects.value, PAN);
  if (!pan) return malformed('PAN', 'no data object 5A');
  const digits = Buffer.from(pan).toString('hex').replace(/f$/, '');
  return /^\d{8,20}$/.test(digits)
    ? ok(digits as CardSerial)
    : malformed('PAN', `${digits.length} half-bytes: expected 8 to 20 decimal digits`);
}

function malformed(file: string, detail: string) {
  return err(cardError('protocol', `${file}: ${detail}`));
}
