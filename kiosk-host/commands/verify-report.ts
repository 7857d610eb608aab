import type { DescribedField } from '@borne/documents/seal/described';
import type { Verdict } from '@borne/documents/seal/verdict';
import { verdictText } from '@borne/documents/seal/verdict-text';

const signs = { good: '✔', caution: '▲', bad: '✘' } as const;

/** Writes a verdict on the standard output: for a person, in French, or as JSON. */
export function printVerdict(verdict: Verdict, json: boolean): void {
  const { tone, title, sentence, notes } = verdictText(verdict);
  if (json) {
    console.log(JSON.stringify({ ...verdict, title, sentence, notes }, null, 2));
    return;
  }
  console.log(`${signs[tone]} ${title.toLocaleUpperCase('fr')}\n${sentence}`);
  for (const note of notes) console.log(`  ${note}`);
  if (!('document' in verdict)) return;
  console.log(`\n${verdict.document.name}`);
  for (const line of linesOf(verdict.document.fields)) console.log(line);
}

function linesOf(fields: readonly DescribedField[], indent = '  '): readonly string[] {
  return fields.flatMap((field) => {
    if ('text' in field) return [`${indent}${field.label} : ${field.text}`];
    if ('fields' in field) return [`${indent}${field.label}`, ...linesOf(field.fields, `${indent}  `)];
    if (field.items.length === 0) return [`${indent}${field.label} : aucun`];
    return [
      `${indent}${field.label}`,
      ...field.items.flatMap((item) =>
        typeof item === 'string' ? [`${indent}  – ${item}`] : bulleted(linesOf(item, `${indent}    `)),
      ),
    ];
  });
}

/** The first line of an item begins with a dash. */
const bulleted = ([first = '', ...others]: readonly string[]) => [
  first.replace(/^(\s*) {2}(?=\S)/, '$1– '),
  ...others,
];
