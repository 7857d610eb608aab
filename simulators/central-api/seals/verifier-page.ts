import { createHash } from 'node:crypto';
import type { DescribedField } from '@borne/documents/seal/described';
import type { SealedDocument } from '@borne/documents/seal/verdict';
import type { VerdictText } from '@borne/documents/seal/verdict-text';
import { html } from '../html.ts';
import { style } from './verifier-style.ts';

/** What the page has to say besides its forms. */
export type Outcome =
  | { readonly outcome: 'none' }
  | Refused
  | { readonly outcome: 'judged'; readonly text: VerdictText; readonly document?: SealedDocument };

/** The photo or the text could not be looked at; `status` is HTTP's. */
export interface Refused {
  readonly outcome: 'refused';
  readonly reason: string;
  readonly status: number;
}

/** No script, no picture, nothing from elsewhere: what a seal says can do nothing to who reads it. */
export const contentSecurityPolicy = [
  "default-src 'none'",
  `style-src 'sha256-${createHash('sha256').update(style).digest('base64')}'`,
  "form-action 'self'",
  "frame-ancestors 'none'",
  "base-uri 'none'",
].join('; ');

/** The page on which a person with a telephone checks a printed document, in French; it needs no script. */
export function verifierPage(outcome: Outcome): string {
  const judged = outcome.outcome === 'judged';
  return `<!doctype html>
<html lang="fr">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>${judged ? `${html(outcome.text.title)} – ` : ''}Vérifier un document</title>
<style>${style}</style>
</head>
<body>
<header><p>Assurance Maladie – démonstration</p><h1>Vérifier un document</h1></header>
<main>
${outcomeHtml(outcome)}
${judged ? '<h2>Vérifier un autre document</h2>' : '<p>Un document imprimé par une borne porte un code carré. Ce code dit ce que le document doit dire, et prouve de quelle borne il vient.</p>'}
${forms}
</main>
<footer>
<p>La photo et le texte sont oubliés dès que la réponse est affichée : rien n’est enregistré.</p>
<p>Autorité de TEST : les documents de cette démonstration sont sans valeur.</p>
</footer>
</body>
</html>
`;
}

const forms = `<form method="post" action="/verifier" enctype="multipart/form-data">
<label for="photo">Photo du code</label>
<p class="hint" id="photo-hint">De près, bien éclairée, le code entier et net.</p>
<input id="photo" name="photo" type="file" accept="image/jpeg,image/png" required aria-describedby="photo-hint">
<button>Vérifier cette photo</button>
</form>
<form method="post" action="/verifier">
<label for="seal">Texte du code</label>
<p class="hint" id="seal-hint">Celui qu’un lecteur de QR code affiche ; il commence par KFRMI6.</p>
<textarea id="seal" name="seal" rows="4" required spellcheck="false" autocapitalize="characters" autocomplete="off" aria-describedby="seal-hint"></textarea>
<button class="second">Vérifier ce texte</button>
</form>`;

function outcomeHtml(outcome: Outcome): string {
  if (outcome.outcome === 'none') return '';
  if (outcome.outcome === 'refused')
    return verdictHtml({
      tone: 'caution',
      title: 'Rien n’a été vérifié',
      sentence: outcome.reason,
      notes: [],
    });
  const { text, document } = outcome;
  return verdictHtml(text) + (document ? documentHtml(document) : '');
}

const verdictHtml = ({
  tone,
  title,
  sentence,
  notes,
}: VerdictText) => `<section class="verdict ${tone}" role="status">
${icons[tone]}
<h2>${html(title)}</h2>
<p>${html(sentence)}</p>
${notes.length > 0 ? `<ul>${notes.map((note) => `<li>${html(note)}</li>`).join('')}</ul>` : ''}
</section>
`;

const documentHtml = ({ name, fields }: SealedDocument) =>
  `<section class="document"><h2>${html(name)}</h2>${fieldsHtml(fields)}</section>\n`;

const fieldsHtml = (fields: readonly DescribedField[]): string =>
  `<dl>${fields.map((field) => `<div><dt>${html(field.label)}</dt><dd>${valueHtml(field)}</dd></div>`).join('')}</dl>`;

function valueHtml(field: DescribedField): string {
  if ('text' in field) return html(field.text);
  if ('fields' in field) return fieldsHtml(field.fields);
  if (field.items.length === 0) return 'aucun';
  return `<ul>${field.items.map((item) => `<li>${typeof item === 'string' ? html(item) : fieldsHtml(item)}</li>`).join('')}</ul>`;
}

/** Drawn signs: their shape says the verdict without their colour. */
const icon = (path: string) =>
  `<svg viewBox="0 0 24 24" width="56" height="56" aria-hidden="true" fill="none" stroke="currentColor" stroke-width="2.2" stroke-linecap="round" stroke-linejoin="round">${path}</svg>`;

const icons: Readonly<Record<VerdictText['tone'], string>> = {
  good: icon('<circle cx="12" cy="12" r="10"/><path d="m7.5 12.5 3 3 6-6.5"/>'),
  caution: icon('<path d="M12 3 2 20.5h20Z"/><path d="M12 10v4.5"/><path d="M12 17.6v.1"/>'),
  bad: icon('<path d="M8 2h8l6 6v8l-6 6H8l-6-6V8Z"/><path d="m8.5 8.5 7 7m0-7-7 7"/>'),
};
