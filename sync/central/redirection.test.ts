import { beforeEach, expect, it } from 'vitest';
import { Redirection } from './redirection.ts';

const centre = 'https://centre.example:8090';
let redirection: Redirection;
beforeEach(() => {
  redirection = new Redirection(centre);
});

it('goes to another port of the same host, and stays there until nothing comes from it', () => {
  expect(redirection.follow('https://centre.example:8092/v1/any')).toBe(true);
  expect(redirection.origin).toBe('https://centre.example:8092');
  redirection.forget();
  expect(redirection.origin).toBe(centre);
});

it.each([
  ['no address', undefined],
  ['what is none', 'https://[oops'],
  ['another host', 'https://elsewhere.example:8090/'],
  ['no TLS', 'http://centre.example:8092/'],
  ['where it is', '/v1/any'],
])('goes nowhere for %s', (_, location) => {
  expect(redirection.follow(location)).toBe(false);
  expect(redirection.origin).toBe(centre);
});
