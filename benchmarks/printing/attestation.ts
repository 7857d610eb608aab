import { attestationDroits } from '@borne/documents/attestation-droits';
import { layout } from '@borne/documents/layout/layout';
import { calendarDateAt } from '@borne/domain/calendar-date';
import { paper80 } from '@borne/domain/paper-format';
import type { PrintedLine } from '@borne/domain/printed-line';
import type { Clock } from '@borne/domain/time';
import { personas } from '@borne/simulators/personas/personas';

/** As long as the seal of a family of four, of which only the length matters here. */
export const sealText = 'KFRMI6'.padEnd(420, '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ');

/** The attestation de droits of a whole family with its 2D code, laid out on 48 columns. */
export function attestationLines(clock: Clock): readonly PrintedLine[] {
  const today = calendarDateAt(clock.now());
  const statements = personas(today).flatMap(({ registry }) => (registry ? [registry] : []));
  const [rights] = statements.toSorted((one, other) => other.beneficiaries.length - one.beneficiaries.length);
  if (!rights) throw new Error('nobody has rights');
  const document = attestationDroits({
    rights,
    rangs: rights.beneficiaries.map(({ rang }) => rang),
    documentNumber: 'AD-BENCH-000001',
    issuedOn: today,
    kiosk: 'bench',
    specimen: true,
    duplicata: false,
    seal: { content: sealText },
  });
  return layout(document, paper80);
}
