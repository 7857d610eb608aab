import { spawnSync } from 'node:child_process';
import { createEscposEncoder } from '@borne/device-drivers/receipt-printer/escpos-encoder';
import { tmT20iii } from '@borne/device-drivers/receipt-printer/profiles/tm-t20iii';
import { attestationDroits } from '@borne/documents/attestation-droits';
import { layout, lineText } from '@borne/documents/layout/layout';
import type { CalendarDate } from '@borne/domain/calendar-date';
import { paper80 } from '@borne/domain/paper-format';
import type { RightsStatement } from '@borne/domain/rights';
import { personas } from '@borne/simulators/personas/personas';
import { createSimulatedPrinter } from '@borne/simulators/printer/simulated-printer';
import { PNG } from 'pngjs';
import { expect, it } from 'vitest';

/**
 * Whether the paper can be read, by a reader that knows nothing of us: tesseract, on the picture of the sheet at
 * twice its dots (tesseract wants about 300 dpi, the paper has 203). It reads 98 to 99 % of the characters; the dot in
 * the zero of DejaVu Sans Mono is most of the rest.
 */
const tesseract = spawnSync('tesseract', ['--list-langs'], { encoding: 'utf8' });
const missing = tesseract.error
  ? 'tesseract is not installed (apt install tesseract-ocr tesseract-ocr-fra)'
  : /^fra$/m.test(tesseract.stdout)
    ? undefined
    : 'tesseract has no French (apt install tesseract-ocr-fra)';
if (missing) process.stderr.write(`reading the paper back: not run, ${missing}\n`);

it('has tesseract where CI must have it', () => {
  if (process.env.CI === 'true') expect(missing).toBeUndefined();
});

const today = '2026-11-22' as CalendarDate;
const statements: readonly (readonly [string, RightsStatement])[] = personas(today).flatMap(
  ({ label, registry, card }) => {
    const rights = registry ?? card.rights;
    return rights ? [[label, rights] as const] : [];
  },
);

it.runIf(!missing).each(statements)('reads the attestation back from the paper: %s', async (_, rights) => {
  const document = attestationDroits({
    rights,
    rangs: rights.beneficiaries.map(({ rang }) => rang),
    documentNumber: 'AD-B001-000123',
    issuedOn: today,
    kiosk: 'Nancy, hall d’accueil',
    specimen: true,
    duplicata: true,
  });
  const lines = layout(document, paper80);
  const printed = lines.map(lineText).filter((text) => text.trim() !== '');
  const printer = createSimulatedPrinter({ timers: globalThis });
  const link = await printer.transport.open({ received: () => {}, lost: () => {} });
  if (!link.ok) throw new Error(link.error.detail);
  await link.value.write(createEscposEncoder(tmT20iii).encode(lines));
  const [sheet] = printer.papers();
  const text = read(doubled(sheet?.png() ?? Buffer.of()));

  const alike = similarity(normalised(text), normalised(printed.join('\n')));
  process.stdout.write(`${(alike * 100).toFixed(2)} % of ${printed.join('').length} characters read back\n`);
  expect(alike).toBeGreaterThan(0.97);
});

/** Each dot as a square of four. */
function doubled(image: Buffer): Buffer {
  const { width, height, data } = PNG.sync.read(image);
  const large = new PNG({ width: width * 2, height: height * 2 });
  for (let y = 0; y < height * 2; y += 1)
    for (let x = 0; x < width * 2; x += 1) {
      const from = ((y >> 1) * width + (x >> 1)) * 4;
      data.copy(large.data, (y * width * 2 + x) * 4, from, from + 4);
    }
  return PNG.sync.write(large);
}

function read(image: Buffer): string {
  const options = ['stdin', 'stdout', '-l', 'fra', '--psm', '4', '--dpi', '406'];
  const { stdout, stderr, status } = spawnSync('tesseract', options, {
    input: image,
    encoding: 'utf8',
    env: { ...process.env, OMP_THREAD_LIMIT: '1' },
  });
  if (status !== 0) throw new Error(`tesseract failed: ${stderr}`);
  return stdout;
}

/** Which apostrophe or dash it is, how wide a gap, and where a line ended: a reader of paper cannot tell. */
const normalised = (text: string) =>
  text
    .replaceAll('’', "'")
    .replaceAll(/[–—-]+/g, '-')
    .replaceAll(/\s+/g, ' ')
    .trim();

/** 1 minus the edit distance (Levenshtein) over the length of `expected`. */
function similarity(actual: string, expected: string): number {
  let row = Array.from({ length: expected.length + 1 }, (_, index) => index);
  for (const [i, character] of [...actual].entries()) {
    const next = [i + 1];
    for (let j = 1; j <= expected.length; j += 1) {
      const substituted = (row[j - 1] ?? 0) + (character === expected[j - 1] ? 0 : 1);
      next.push(Math.min(substituted, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return 1 - (row.at(-1) ?? 0) / expected.length;
}
