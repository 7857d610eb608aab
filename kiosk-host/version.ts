import manifest from '../package.json' with { type: 'json' };

/** As in package.json; recorded in the journal at each start. */
export const version: string = manifest.version;
