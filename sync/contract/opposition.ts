/**
 * `GET /v1/opposition`: the whole opposition list, `application/octet-stream` as in `opposition/opposition-list.ts`. The ETag
 * is the SHA-256 of the body in hex, between quotes: a kiosk that sends back the one it has is told 304, and one that
 * receives a list checks it. It will become one of the files of a signed manifest, fetched and kept in the same way.
 */
export const OPPOSITION_PATH = '/v1/opposition';

export const OPPOSITION_TYPE = 'application/octet-stream';
