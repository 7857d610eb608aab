import { readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { err, ok, type Result } from '@borne/domain/result';
import type { TSchema } from 'typebox';
import { Value } from 'typebox/value';
import { Config, deviceVariants } from './schema.ts';

/** Every reason why a configuration cannot be used, each naming its key. Never empty. */
export type ConfigProblems = readonly [string, ...string[]];

/** Reads and checks a configuration file (JSON). Its relative paths are taken from the file's own folder. */
export function loadConfig(file: string): Result<Config, ConfigProblems> {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (cause) {
    return err([`${file}: cannot be read (${cause instanceof Error ? cause.message : cause})`]);
  }
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (cause) {
    return err([`${file}: is not JSON (${cause instanceof Error ? cause.message : cause})`]);
  }
  const checked = checkConfig(json);
  return checked.ok ? ok(withAbsolutePaths(checked.value, dirname(resolve(file)))) : checked;
}

/** Checks a configuration value against the schema and the rules that span keys. */
export function checkConfig(value: unknown): Result<Config, ConfigProblems> {
  if (!Value.Check(Config, value)) {
    const [first = 'the configuration is not what is expected', ...others] = schemaProblems(value);
    return err([first, ...others]);
  }
  const parts = ['cardReader', 'printer', 'central'] as const;
  const simulated = parts.filter((part) => value[part].transport === 'simulated');
  if (!value.specimen && simulated.length > 0) {
    return err([
      `specimen: must be true while ${simulated.join(', ')} are simulated: such a document is worth nothing`,
    ]);
  }
  if (value.cardReader.transport !== 'simulated' && value.technicianAuthority === undefined) {
    return err([
      'technicianAuthority: is missing: a real card reader needs the authority of technicians’ cards',
    ]);
  }
  if (value.bench && simulated.length === 0) {
    return err(['bench: there is no bench without a simulated part']);
  }
  if (value.central.transport === 'https') {
    const problem = urlProblem(value.central.url);
    if (problem) return err([`central.url: ${problem}`]);
  }
  return ok(value);
}

function urlProblem(text: string): string | undefined {
  if (!URL.canParse(text)) return `"${text}" is not an address`;
  const { pathname, search, hash, username } = new URL(text);
  return username || pathname !== '/' || search || hash
    ? 'must be an origin only, such as https://central.example'
    : undefined;
}

/**
 * One line a faulty key. For a device, whose schema is a union, only the variant that the key `transport` names
 * is judged: the errors of the others would send the reader astray.
 */
function schemaProblems(value: unknown): string[] {
  if (typeof value !== 'object' || value === null) return ['the configuration: expected an object'];
  const given = value as Record<string, unknown>;
  const unknownKeys = Object.keys(given).filter((key) => !(key in Config.properties));
  return [
    ...unknownKeys.map((key) => `${key}: is not a key of the configuration`),
    ...Config.required.filter((key) => given[key] === undefined).map((key) => `${key}: is missing`),
    ...Object.entries(Config.properties)
      .filter(([key]) => given[key] !== undefined)
      .flatMap(([key, schema]) => partProblems(key, schema, given[key])),
  ];
}

function partProblems(key: string, schema: TSchema, part: unknown): string[] {
  const variants: readonly DeviceVariant[] | undefined = deviceVariants[key as keyof typeof deviceVariants];
  const transport = (part as { transport?: unknown } | null)?.transport;
  const named = variants?.find((variant) => variant.properties.transport.const === transport);
  if (variants && !named) {
    const known = variants.map((variant) => variant.properties.transport.const);
    return [`${key}.transport: expected one of ${known.join(', ')}`];
  }
  return Value.Errors(named ?? schema, part)
    .filter((error) => error.message !== 'schema is false')
    .map(
      (error) =>
        `${[key, ...error.instancePath.split('/').filter(Boolean)].join('.')}: ${describe(error, descriptionOf(named ?? schema, error.instancePath))}`,
    );
}

type DeviceVariant = (typeof deviceVariants)[keyof typeof deviceVariants][number];

/** What the schema says of the value at `path`, where it says something: a pattern is for machines. */
function descriptionOf(schema: TSchema, path: string): string | undefined {
  let at: { readonly properties?: Readonly<Record<string, object>>; readonly description?: string } = schema;
  for (const key of path.split('/').filter(Boolean)) at = at.properties?.[key] ?? {};
  return at.description;
}

function describe(
  error: { keyword: string; message: string; params: object },
  expected: string | undefined,
): string {
  const { params } = error;
  if (error.keyword === 'pattern' && expected !== undefined) return `expected ${expected}`;
  if ('requiredProperties' in params && Array.isArray(params.requiredProperties))
    return `is missing ${params.requiredProperties.join(', ')}`;
  if ('allowedValues' in params && Array.isArray(params.allowedValues))
    return `expected one of ${params.allowedValues.join(', ')}`;
  if ('additionalProperties' in params) return `has an unknown key ${String(params.additionalProperties)}`;
  return error.message;
}

function withAbsolutePaths(config: Config, folder: string): Config {
  const absolute = (path: string) => resolve(folder, path);
  const { central, technicianAuthority } = config;
  return {
    ...config,
    dataDirectory: absolute(config.dataDirectory),
    ...(technicianAuthority && {
      technicianAuthority: {
        ...technicianAuthority,
        publicKeyFile: absolute(technicianAuthority.publicKeyFile),
      },
    }),
    central:
      central.transport === 'https'
        ? { ...central, authorityFile: absolute(central.authorityFile) }
        : central,
  };
}
