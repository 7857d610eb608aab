import { type CalendarDate, parseCalendarDate, parseCardBirthDate } from '@borne/domain/calendar-date';
import { parseNir } from '@borne/domain/nir';
import { err, ok, type Result } from '@borne/domain/result';
import type { Beneficiary, Rang, RightsPeriod, RightsStatement } from '@borne/domain/rights';
import type { Rights } from '../contract/rights.ts';

type WireBeneficiary = Rights['beneficiaries'][number];
type WirePeriod = WireBeneficiary['periods'][number];

/** Leaves the reading of one response, with the place of the first thing that is wrong. Holds no personal data. */
class Unreadable extends Error {}

const day = (text: string, where: string): CalendarDate => {
  const date = parseCalendarDate(text);
  if (!date.ok) throw new Unreadable(`${where}: ${date.error}`);
  return date.value;
};

function period(wire: WirePeriod, where: string): RightsPeriod {
  const from = day(wire.from, `${where}.from`);
  if (wire.to === undefined) return { from };
  const to = day(wire.to, `${where}.to`);
  if (to < from) throw new Unreadable(`${where}: ends on ${to}, before it begins on ${from}`);
  return { from, to };
}

function beneficiary(wire: WireBeneficiary, where: string): Beneficiary {
  const nir = parseNir(wire.nir);
  if (!nir.ok) throw new Unreadable(`${where}.nir: ${nir.error.code} is wrong`);
  const birth = parseCardBirthDate(wire.birth);
  if (!birth.ok) throw new Unreadable(`${where}.birth: expected AAAAMMJJ`);
  return {
    rang: wire.rang as Rang,
    familyName: wire.familyName,
    givenNames: wire.givenNames,
    birth: birth.value,
    nir: nir.value,
    periods: wire.periods.map((each, index) => period(each, `${where}.periods[${index}]`)),
    doctorDeclared: wire.doctorDeclared,
    ...(wire.c2s === undefined ? {} : { c2s: period(wire.c2s, `${where}.c2s`) }),
    ...(wire.exonerations === undefined
      ? {}
      : {
          exonerations: wire.exonerations.map((each, index) => ({
            code: each.code,
            period: period(each.period, `${where}.exonerations[${index}]`),
          })),
        }),
  };
}

/**
 * The centre's answer in the words of the domain. The schema was checked; here the values are: keys of NIRs, real days,
 * periods in the right direction, the assuré first. The error names the field and never its personal content.
 */
export function readRights(wire: Rights): Result<RightsStatement, string> {
  try {
    const [first, ...others] = wire.beneficiaries
      .map((each, index) => beneficiary(each, `beneficiaries[${index}]`))
      .sort((a, b) => a.rang.localeCompare(b.rang));
    if (first === undefined) return err('beneficiaries: expected at least one');
    const asOf = day(wire.asOf, 'asOf');
    return ok({ source: 'central', asOf, organisme: wire.organisme, beneficiaries: [first, ...others] });
  } catch (cause) {
    if (cause instanceof Unreadable) return err(cause.message);
    throw cause;
  }
}
