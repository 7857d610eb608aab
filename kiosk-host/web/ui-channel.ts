import type { Intent, IntentMessage, View } from '@borne/state-machines/view';
import { type Static, Type } from 'typebox';
import { Value } from 'typebox/value';

/** The largest message a screen has a reason to send, in bytes. */
export const maxIntentBytes = 1024;

const closed = { additionalProperties: false };
const Name = Type.String({ minLength: 1, maxLength: 64 });
const WithOption = (type: 'choose' | 'toggle') =>
  Type.Object({ type: Type.Literal(type), option: Name }, closed);
const Bare = (type: 'erase' | 'confirm' | 'back' | 'leave' | 'stay') =>
  Type.Object({ type: Type.Literal(type) }, closed);

const IntentSchema = Type.Union([
  WithOption('choose'),
  WithOption('toggle'),
  Type.Object({ type: Type.Literal('digit'), digit: Type.String({ pattern: '^[0-9]$' }) }, closed),
  Bare('erase'),
  Bare('confirm'),
  Bare('back'),
  Bare('leave'),
  Bare('stay'),
  Type.Object({ type: Type.Literal('run'), action: Name }, closed),
]);

/** What a screen may send over the WebSocket `/ui`: what somebody asks for, or that it has painted what it was sent. */
const FromScreen = Type.Union([
  Type.Object({ type: Type.Literal('intent'), screen: Name, intent: IntentSchema }, closed),
  Type.Object({ type: Type.Literal('painted'), screen: Name }, closed),
]);

/** What the host sends over it. */
export type ToScreen =
  | { readonly type: 'view'; readonly view: View }
  | { readonly type: 'refused'; readonly reason: string };

/** Holds while the schema and `Intent` say the same: a kind of intent added to one only fails to compile. */
type Same<A, B> = [A] extends [B] ? ([B] extends [A] ? true : false) : false;
const sameIntents: Same<Static<typeof IntentSchema>, Intent> = true;

/** One message of a screen, read. */
export type ScreenMessage =
  | ({ readonly type: 'intent' } & IntentMessage)
  | { readonly type: 'painted'; readonly screen: string };

/** Reads one message of a screen; the error says what was wrong with it, without repeating it. */
export function parseScreenMessage(text: string): ScreenMessage | { readonly malformed: string } {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return { malformed: 'not JSON' };
  }
  if (sameIntents && Value.Check(FromScreen, json)) return json;
  const [first] = Value.Errors(FromScreen, json);
  return { malformed: `${first?.instancePath || 'message'}: ${first?.message ?? 'not an intent'}` };
}
