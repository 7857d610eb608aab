import type { Kysely } from 'kysely';
import type { Engine } from './engine.ts';

/**
 * One step of the store's tables, on either engine. It knows the tables as they were when it was written, hence no types of
 * today's. A step that was released is never edited.
 */
export type Migration = (db: Kysely<unknown>, engine: Engine) => Promise<void>;
