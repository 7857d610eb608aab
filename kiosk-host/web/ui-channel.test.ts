import { expect, it } from 'vitest';
import { parseScreenMessage } from './ui-channel.ts';

const message = (intent: unknown) => JSON.stringify({ type: 'intent', screen: 'menu#1', intent });

it.each([
  { type: 'choose', option: 'attestation-droits' },
  { type: 'toggle', option: '02' },
  { type: 'digit', digit: '7' },
  { type: 'erase' },
  { type: 'confirm' },
  { type: 'back' },
  { type: 'leave' },
  { type: 'stay' },
  { type: 'run', action: 'sync-now' },
])('reads $type', (intent) => {
  expect(parseScreenMessage(message(intent))).toEqual({ type: 'intent', screen: 'menu#1', intent });
});

it('reads that a screen has painted', () => {
  const painted = { type: 'painted', screen: 'menu#1' };
  expect(parseScreenMessage(JSON.stringify(painted))).toEqual(painted);
});

it.each([
  ['text', 'hello'],
  ['painted, and more', JSON.stringify({ type: 'painted', screen: 'menu#1', text: 'x' })],
  ['an unknown type', message({ type: 'format-disk' })],
  ['two digits at once', message({ type: 'digit', digit: '77' })],
  ['a field too many', message({ type: 'confirm', price: 0 })],
  ['no screen', JSON.stringify({ type: 'intent', intent: { type: 'confirm' } })],
  ['a long option', message({ type: 'choose', option: 'x'.repeat(65) })],
  ['null', 'null'],
])('refuses %s and says so', (_name, text) => {
  expect(parseScreenMessage(text)).toEqual({ malformed: expect.stringMatching(/./) });
});
