import type { PrintedLine } from '@borne/domain/printed-line';
import type { Words } from '../document-model.ts';
import { indent, type Style, textLine } from './text-line.ts';
import { typeset, wrap } from './wrap.ts';

/** Label to the left and value to the right; a value too long goes under its label, indented. */
export function layField(
  label: Words,
  value: string,
  columns: number,
  style: Style = {},
): readonly PrintedLine[] {
  const [left, right] = [typeset(label.text), typeset(value)];
  const second = label.second === undefined ? [] : wrap(label.second, columns - indent.length).map(indented);
  const gap = columns - left.length - right.length;
  if (gap >= 1) return [textLine(left + ' '.repeat(gap) + right, style), ...second];
  return [
    ...wrap(left, columns).map((text) => textLine(text, style)),
    ...second,
    ...wrap(right, columns - indent.length).map((text) => textLine(indent + text, style)),
  ];
}

const indented = (text: string) => textLine(indent + text);
