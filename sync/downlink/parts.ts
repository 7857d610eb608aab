import { createHash } from 'node:crypto';
import { err, ok, type Result } from '@borne/domain/result';
import type { Static, TSchema } from 'typebox';
import { Compile, type Validator } from 'typebox/compile';
import type { CentralKeys } from '../contract/central-keys.ts';
import { JSON_PARTS, type Manifest, type PartReference } from '../contract/downlink.ts';
import { recipientsIn } from '../envelope/recipient.ts';
import { decodeOppositionList, type OppositionList } from '../opposition/opposition-list.ts';

type JsonPart = keyof typeof JSON_PARTS;

/** Everything that the parts of one manifest say, read and checked. A part that the manifest does not have is absent. */
export type Reference = { readonly [Name in JsonPart]?: Static<(typeof JSON_PARTS)[Name]> } & {
  readonly opposition?: OppositionList;
};

export const OPPOSITION = 'opposition';

const validators = new Map<string, Validator>(
  Object.entries(JSON_PARTS).map(([name, schema]) => [name, Compile(schema as TSchema)]),
);

/** Whether a kiosk of this version has a use for a part: others are neither fetched nor kept. */
export const isKnownPart = ({ name }: Pick<PartReference, 'name'>): boolean =>
  name === OPPOSITION || validators.has(name);

export const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

/** Says what is wrong with texts; undefined when nothing is. The catalogue of texts is another room's. */
export type CheckTexts = (texts: Readonly<Record<string, string>>) => string | undefined;

/** Reads every known part of a manifest, `bytesOf` giving each by its digest. All or nothing: the error names the first bad one. */
export function readParts(
  { parts }: Manifest,
  bytesOf: (part: PartReference) => Uint8Array | undefined,
  checkTexts: CheckTexts,
): Result<Reference, string> {
  const read: Record<string, unknown> = {};
  for (const part of parts.filter(isKnownPart)) {
    const { name } = part;
    if (name in read) return err(`part ${name}: named twice`);
    const bytes = bytesOf(part);
    if (bytes === undefined) return err(`part ${name}: missing`);
    if (bytes.length !== part.size || sha256(bytes) !== part.sha256)
      return err(`part ${name}: expected the bytes whose SHA-256 the manifest gives, found others`);
    const value = readPart(name, bytes);
    if (!value.ok) return err(`part ${name}: ${value.error}`);
    read[name] = value.value;
  }
  const reference = read as Reference;
  const wrong = reference.texts && checkTexts(reference.texts.texts);
  return wrong === undefined ? ok(reference) : err(`part texts: ${wrong}`);
}

/** What the bytes of one part say. A name that is not known is an error, as is anything that the contract does not allow. */
export function readPart(name: string, bytes: Uint8Array): Result<unknown, string> {
  if (name === OPPOSITION) return decodeOppositionList(bytes);
  const validator = validators.get(name);
  let value: unknown;
  try {
    value = JSON.parse(Buffer.from(bytes).toString('utf8'));
  } catch {
    return err('expected JSON');
  }
  if (!validator) return err(`expected one of ${[OPPOSITION, ...validators.keys()].join(', ')}`);
  if (validator.Check(value)) return name === 'keys' ? usableKeys(value) : ok(value);
  return err(firstProblem(validator.Errors(value)));
}

type Problem = ReturnType<Validator['Errors']>[number];

/** Where the first mistake is, and what was expected: every word of a closed list when it is one. */
function firstProblem(problems: readonly Problem[]): string {
  const [first] = problems;
  if (first === undefined) return 'not what the contract says';
  const words = problems.flatMap(({ instancePath, params }) =>
    instancePath === first.instancePath && 'allowedValue' in params ? [String(params.allowedValue)] : [],
  );
  const expected = words.length > 0 ? `expected one of ${words.join(', ')}` : first.message;
  return `${first.instancePath || 'content'}: ${expected}`;
}

/** Whoever could not seal to them could record nothing. */
function usableKeys(value: unknown): Result<unknown, string> {
  const recipients = recipientsIn((value as CentralKeys).recipients);
  return recipients.ok ? ok(value) : err(`/recipients: ${recipients.error}`);
}
