import { err, ok, type Result } from '@borne/domain/result';
import { readCode128 } from './code128.ts';
import { linearModules } from './module-drawing.ts';

/** A bar code, ready to be drawn. */
export interface LinearSymbol {
  /** Its name, as Epson's reference has it. */
  readonly name: string;
  /** Widths of bars and spaces, in modules, beginning with a bar. */
  readonly modules: readonly number[];
  /** Only two widths, which print as narrow and wide whatever their ratio is here. */
  readonly binary: boolean;
  /** What it says, as HRI characters have it. */
  readonly text: string;
}

interface Symbology {
  readonly name: string;
  readonly binary?: boolean;
  readonly read: (
    data: Uint8Array,
  ) => Result<{ readonly modules: readonly number[]; readonly text: string }, string>;
}

const latin = (data: Uint8Array) => Buffer.from(data).toString('latin1');

/** @param normal the text as the symbology wants it, which is also what HRI characters say. */
const as =
  (symbology: string, normal: (text: string) => string = (text) => text): Symbology['read'] =>
  (data) => {
    const text = normal(latin(data));
    const modules = linearModules(symbology, text);
    return modules.ok ? ok({ modules: modules.value, text }) : modules;
  };

/** The check digit of the GS1 numbers: weights 3 and 1 from the right. */
function checkDigit(digits: string): string {
  const sum = [...digits]
    .toReversed()
    .reduce((total, digit, index) => total + Number(digit) * (index % 2 === 0 ? 3 : 1), 0);
  return String((10 - (sum % 10)) % 10);
}

/** `length` digits and their own check digit, whatever check digit came with them. */
const checked = (length: number) => (text: string) => {
  const digits = text.slice(0, length);
  return /^\d+$/.test(digits) && digits.length === length ? digits + checkDigit(digits) : text;
};

/** UPC-E of a UPC-A of 11 or 12 digits, of 7 or 8, or of 6. */
function upcE(text: string): string {
  if (text.length === 6) return `0${text}`;
  if (text.length < 11) return text.slice(0, 7);
  const [system = '', maker, item] = [text.slice(0, 1), text.slice(1, 6), text.slice(6, 11)];
  if (/[012]00$/.test(maker) && item.startsWith('00'))
    return `${system}${maker.slice(0, 2)}${item.slice(2)}${maker.slice(2, 3)}`;
  if (maker.endsWith('00') && item.startsWith('000')) return `${system}${maker.slice(0, 3)}${item.slice(3)}3`;
  if (maker.endsWith('0') && item.startsWith('0000')) return `${system}${maker.slice(0, 4)}${item.slice(4)}4`;
  // Any other has no short form: left as it is, it is refused.
  return /^0000[5-9]$/.test(item) ? `${system}${maker}${item.slice(4)}` : text;
}

/** ITF has digits in pairs: the last of an odd number is not printed (Epson). */
const pairs = (text: string) => text.slice(0, text.length - (text.length % 2));

/** CODABAR between start and stop characters: A and A when it came without. */
const codabar = (text: string) => {
  const upper = text.toUpperCase();
  return /^[A-D].*[A-D]$/.test(upper) ? upper : `A${upper}A`;
};

function code128(data: Uint8Array): ReturnType<Symbology['read']> {
  const { words, text } = readCode128(data);
  if (words.length === 0) return err('no data');
  const raw = words.map((word) => `^${String(word).padStart(3, '0')}`).join('');
  const modules = linearModules('code128', raw, { raw: true });
  return modules.ok ? ok({ modules: modules.value, text }) : modules;
}

/** GS1-128: FNC1, then the data without the marks that only HRI characters show. */
function gs1Code128(data: Uint8Array): ReturnType<Symbology['read']> {
  const text = latin(data);
  const content = text.replaceAll(/[()\s*]/g, '').replaceAll('{1', '^FNC1');
  const modules = linearModules('code128', `^FNC1${content}`, { parsefnc: true });
  return modules.ok ? ok({ modules: modules.value, text }) : modules;
}

const dataBar =
  (symbology: string): Symbology['read'] =>
  (data) => {
    const text = `(01)${checked(13)(latin(data).replace(/^\(01\)/, ''))}`;
    const modules = linearModules(symbology, text);
    return modules.ok ? ok({ modules: modules.value, text }) : modules;
  };

/** By `m` of `GS k`, function A; function B has the same from 65 on. */
const symbologies: readonly Symbology[] = [
  { name: 'UPC-A', read: as('upca', checked(11)) },
  { name: 'UPC-E', read: as('upce', upcE) },
  { name: 'EAN13', read: as('ean13', checked(12)) },
  { name: 'EAN8', read: as('ean8', checked(7)) },
  { name: 'CODE39', binary: true, read: as('code39', (text) => text.replaceAll('*', '').toUpperCase()) },
  { name: 'ITF', binary: true, read: as('interleaved2of5', pairs) },
  { name: 'CODABAR', binary: true, read: as('rationalizedCodabar', codabar) },
  { name: 'CODE93', read: as('code93ext') },
  { name: 'CODE128', read: code128 },
  { name: 'GS1-128', read: gs1Code128 },
  { name: 'GS1 DataBar Omnidirectional', read: dataBar('databaromni') },
  { name: 'GS1 DataBar Truncated', read: dataBar('databartruncated') },
  { name: 'GS1 DataBar Limited', read: dataBar('databarlimited') },
  { name: 'GS1 DataBar Expanded', read: as('databarexpanded', (text) => text.replaceAll(/\{1|\s/g, '')) },
  { name: 'CODE128', read: code128 },
];

/** The bar code that `GS k` with system `m` makes of `data`. */
export function linearSymbol(m: number, data: Uint8Array): Result<LinearSymbol, string> {
  const symbology = symbologies[m >= 65 ? m - 65 : m];
  if (!symbology) return err(`there is no bar code system ${m}`);
  const read = symbology.read(data);
  if (!read.ok) return err(`${symbology.name} cannot say ${JSON.stringify(latin(data))}: ${read.error}`);
  return ok({ name: symbology.name, binary: symbology.binary ?? false, ...read.value });
}
