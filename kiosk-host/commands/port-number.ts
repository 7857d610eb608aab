import { InvalidArgumentError } from 'commander';

/** The number of a TCP port, out of an option; 0 is any that is free. */
export function portNumber(text: string): number {
  const port = Number(text);
  if (!/^\d{1,5}$/.test(text) || port > 65_535)
    throw new InvalidArgumentError('expected a port, 0 to 65535.');
  return port;
}
