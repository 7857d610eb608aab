import { join } from 'node:path';

/** Where the log of a kiosk lives in its data directory. */
export const logFile = (dataDirectory: string): string => join(dataDirectory, 'log', 'kiosk.log');
