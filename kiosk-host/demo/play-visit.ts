import type { View } from '@borne/state-machines/view';
import type { Visitor } from './visitor.ts';

/** What puts a card in the reader and takes it out: the bench, or somebody at a reader of their own. */
export interface Hands {
  insertCard(id: string): Promise<void>;
  removeCard(): Promise<void>;
}

/** What a visit left in the visitor's hands. */
export interface VisitSeen {
  /** The document as previewed on the screen, one string a line. */
  readonly previewed: readonly string[];
  /** Texts of the banners shown while it was previewed. */
  readonly banners: readonly string[];
}

/** One visit from card in to card out: an attestation de droits for everybody on the card `cardId`. */
export async function playVisit(
  visitor: Visitor,
  hands: Hands,
  cardId: string,
  say: (text: string) => void = () => {},
): Promise<VisitSeen> {
  await visitor.seesKind('attract');
  say(`inserts the card ${cardId}`);
  await hands.insertCard(cardId);
  await visitor.sees('the attestation de droits offered', offers('attestation-droits'));
  say('chooses the attestation de droits');
  visitor.press({ type: 'choose', option: 'attestation-droits' });
  const next = await visitor.sees(
    'beneficiaries, the preview or a refusal',
    isOneOf('selection', 'preview', 'result'),
  );
  if (next.kind === 'result') throw new Error(`the visit ended with "${next.title}"`);
  if (next.kind === 'selection') {
    say('keeps every beneficiary');
    visitor.press({ type: 'confirm' });
  }
  const preview = await visitor.sees('a preview that can be printed', canBePrinted);
  say('agrees to what is previewed');
  await visitor.pressesUntil(
    { type: 'confirm' },
    'that it is being printed',
    (view) => view.kind !== 'preview',
  );
  await visitor.sees('that it was printed', (view) => view.kind === 'result' && view.tone === 'success');
  say('has finished');
  visitor.press({ type: 'leave' });
  await visitor.seesKind('take');
  say('takes the paper and the card');
  await hands.removeCard();
  await visitor.seesKind('attract');
  return { previewed: previewedLines(preview), banners: preview.banners.map((banner) => banner.text) };
}

/** Whether a service can be chosen now: its device may need a moment to be there. */
const offers = (service: string) => (view: View) =>
  view.kind === 'choice' &&
  view.options.some((option) => option.id === service && option.unavailable === undefined);

/** The printer may need a moment too, when the host has just started. */
const canBePrinted = (view: View) =>
  view.kind === 'preview' &&
  view.actions.some(({ intent, unavailable }) => intent.type === 'confirm' && unavailable === undefined);

const isOneOf =
  (...kinds: View['kind'][]) =>
  (view: View) =>
    kinds.includes(view.kind);

function previewedLines(view: View): string[] {
  return view.kind === 'preview'
    ? view.paper.filter((line) => line.kind === 'text').map((line) => line.text)
    : [];
}
