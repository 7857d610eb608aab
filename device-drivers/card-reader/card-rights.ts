import { type CalendarDate, parseCalendarDate } from '@borne/domain/calendar-date';
import type { DeviceError } from '@borne/domain/device-error';
import { err, ok, type Result } from '@borne/domain/result';
import type {
  Beneficiary,
  Organisme,
  Person,
  RightsPeriod,
  RightsStatement,
  VitaleContent,
} from '@borne/domain/rights';
import type { Transmit } from './apdu.ts';
import { readBinary, selectApplication } from './card-files.ts';
import { readText } from './card-text.ts';
import { findTlv, readTlv, type Tlv } from './tlv.ts';

/** Our own invented application, F0 (proprietary, unregistered: ISO/IEC 7816-4 §12.2.3) + "BORNE" + "DROITS". */
export const RIGHTS = Uint8Array.from([0xf0, ...Buffer.from('BORNEDROITS', 'latin1')]);
const RIGHTS_SFI = 1;

const STATEMENT = 0x66;
const AS_OF = 0x80;
const ORGANISME = 0x81;
const BENEFICIARY = 0x65;
const RANG = 0x80;
const DOCTOR = 0x83;
const PERIOD = 0xa1;
const C2S = 0xa4;
const VERSION = 0x82;
const OPEN = 0x83;
const VALIDITY = 0xa5;
const FROM = 0x81;
const TO = 0x82;
const MAX_PERIODS = 3;

/** What the file says: of rights, of the card, and of its updates. */
type OwnFile = Pick<VitaleContent, 'rights' | 'validity' | 'updates'>;

/**
 * Reads the card's own file of rights (its layout is invented: docs/card.md). Nothing when the card has no such
 * file, keeps it protected, or holds one that does not make sense for these people: rights are never guessed. Nor are
 * they told when an update was left unfinished, since no day can then be given on which all of them were true.
 * Fails only when the card can no longer be talked to.
 */
export async function readCardRights(
  transmit: Transmit,
  people: VitaleContent['people'],
): Promise<Result<OwnFile, DeviceError>> {
  const application = await selectApplication(transmit, RIGHTS);
  if (!application.ok) return 'failure' in application.error ? err(application.error.failure) : ok({});
  const file = await readBinary(transmit, { sfi: RIGHTS_SFI });
  if (!file.ok) return 'failure' in file.error ? err(file.error.failure) : ok({});
  const about = readAbout(file.value);
  const statement = about.updates?.open ? undefined : parseCardRights(file.value, people);
  return ok({ ...about, ...(statement?.ok && { rights: statement.value }) });
}

/** The validity of the card and how far its updates went, from the first template of the file. */
function readAbout(file: Uint8Array): Omit<OwnFile, 'rights'> {
  const objects = readTlv(file);
  const header = readTlv((objects.ok && findTlv(objects.value, STATEMENT)) || new Uint8Array());
  if (!header.ok) return {};
  const dates = findTlv(header.value, VALIDITY);
  const validity = dates && readPeriod(dates);
  const version = findTlv(header.value, VERSION);
  const open = findTlv(header.value, OPEN);
  const updated = version?.length === 4 && open?.length === 1;
  return {
    ...(validity?.ok && { validity: validity.value }),
    ...(updated && {
      updates: { version: Buffer.from(version).readUInt32BE(0), open: open[0] !== 0 },
    }),
  };
}

/** Reads the content of the rights file. The error tells what was wrong, without personal data. */
export function parseCardRights(
  file: Uint8Array,
  people: VitaleContent['people'],
): Result<RightsStatement, string> {
  const objects = readTlv(file);
  if (!objects.ok) return objects;
  const header = readTlv(findTlv(objects.value, STATEMENT) ?? new Uint8Array());
  if (!header.ok) return header;
  const asOf = readDay(findTlv(header.value, AS_OF));
  if (!asOf.ok) return asOf;
  const organisme = readOrganisme(findTlv(header.value, ORGANISME));
  if (!organisme.ok) return organisme;

  const byRang = new Map<string, readonly Tlv[]>();
  for (const { value } of objects.value.filter(({ tag }) => tag === BENEFICIARY)) {
    const fields = readTlv(value);
    if (!fields.ok) return fields;
    const rang = readText(findTlv(fields.value, RANG), 2);
    if (!rang.ok) return err(`rang: ${rang.error}`);
    byRang.set(rang.value, fields.value);
  }
  const beneficiaries: Beneficiary[] = [];
  for (const person of people) {
    const beneficiary = readBeneficiary(person, byRang.get(person.rang));
    if (!beneficiary.ok) return err(`rang ${person.rang}: ${beneficiary.error}`);
    beneficiaries.push(beneficiary.value);
  }
  const [assure, ...others] = beneficiaries;
  if (!assure || byRang.size !== people.length) {
    return err(`${byRang.size} entries for ${people.length} people`);
  }
  return ok({
    source: 'card',
    asOf: asOf.value,
    organisme: organisme.value,
    beneficiaries: [assure, ...others],
  });
}

function readBeneficiary(person: Person, fields: readonly Tlv[] | undefined): Result<Beneficiary, string> {
  if (!fields) return err('no entry');
  const templates = fields.filter(({ tag }) => tag === PERIOD);
  if (templates.length > MAX_PERIODS) return err(`${templates.length} periods: expected at most 3`);
  const periods: RightsPeriod[] = [];
  for (const { value } of templates) {
    const period = readPeriod(value);
    if (!period.ok) return period;
    periods.push(period.value);
  }
  const doctor = findTlv(fields, DOCTOR);
  if (doctor?.length !== 1 || (doctor[0] ?? 2) > 1) return err('médecin traitant: expected 00 or 01');
  const c2sTemplate = findTlv(fields, C2S);
  const c2s = c2sTemplate && readPeriod(c2sTemplate);
  if (c2s && !c2s.ok) return c2s;
  return ok({ ...person, periods, doctorDeclared: doctor[0] === 1, ...(c2s && { c2s: c2s.value }) });
}

function readPeriod(template: Uint8Array): Result<RightsPeriod, string> {
  const fields = readTlv(template);
  if (!fields.ok) return fields;
  const from = readDay(findTlv(fields.value, FROM));
  if (!from.ok) return from;
  const last = findTlv(fields.value, TO);
  if (!last) return ok({ from: from.value });
  const to = readDay(last);
  if (!to.ok) return to;
  return to.value < from.value
    ? err('a period ends before it begins')
    : ok({ from: from.value, to: to.value });
}

function readOrganisme(bytes: Uint8Array | undefined): Result<Organisme, string> {
  const text = readText(bytes, 9);
  const match = text.ok ? /^(\d{2})(\d{3})(\d{4})$/.exec(text.value) : null;
  const [, regime, caisse, centre] = match ?? [];
  return regime && caisse && centre
    ? ok({ regime, caisse, centre })
    : err('organisme: expected régime, caisse and centre, 9 digits');
}

function readDay(bytes: Uint8Array | undefined): Result<CalendarDate, string> {
  const text = readText(bytes, 8);
  if (!text.ok) return err(`date: ${text.error}`);
  const date = parseCalendarDate(text.value.replace(/^(\d{4})(\d{2})(\d{2})$/, '$1-$2-$3'));
  return date.ok ? date : err('date: expected a day written AAAAMMJJ');
}
