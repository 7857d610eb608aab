import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { replaceFile } from './replace-file.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'borne-replace-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

it('makes a file and its folder, for their owner, and replaces it', () => {
  const file = join(folder, 'new', 'file');
  replaceFile(file, 'one');
  replaceFile(file, 'two');
  expect(readFileSync(file, 'utf8')).toBe('two');
  expect(statSync(file).mode & 0o777).toBe(0o600);
  expect(readdirSync(join(folder, 'new'))).toEqual(['file']);
});

it('follows a link, as to a folder of secrets', () => {
  const [secret, link] = [join(folder, 'secret'), join(folder, 'link')];
  replaceFile(secret, 'one');
  symlinkSync(secret, link);
  replaceFile(link, 'two');
  expect(readFileSync(secret, 'utf8')).toBe('two');
  expect(readdirSync(folder).toSorted()).toEqual(['link', 'secret']);
});

it('leaves the old one, and nothing else, when the new one cannot be put there', () => {
  const file = join(folder, 'taken');
  replaceFile(join(file, 'inside'), 'a folder of that name');
  expect(() => replaceFile(file, 'two')).toThrow(/EISDIR|ENOTEMPTY|EEXIST/);
  expect(readdirSync(folder)).toEqual(['taken']);
  expect(readFileSync(join(file, 'inside'), 'utf8')).toBe('a folder of that name');
});
