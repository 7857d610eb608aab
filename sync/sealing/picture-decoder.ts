import { createRequire } from 'node:module';
import { Worker } from 'node:worker_threads';
import { type Milliseconds, seconds, type Timers } from '@borne/domain/time';

/** A picture of 26 million pixels takes a second or two. */
const TIME_LIMIT: Milliseconds = seconds(15);

const require = createRequire(import.meta.url);

/**
 * The decoder's thread. JavaScript in a text, because Node 20 starts no thread from TypeScript and the host is one bundle. One code
 * is looked for first, which is four times faster than all of them.
 */
const program = `
const { readFileSync } = require('node:fs');
const { parentPort, workerData } = require('node:worker_threads');
const { prepareZXingModule, readBarcodes } = require(workerData.reader);
prepareZXingModule({ overrides: { wasmBinary: readFileSync(workerData.wasm) } });
parentPort.once('message', async ({ picture, prefix }) => {
  const read = async (maxNumberOfSymbols) => {
    const found = await readBarcodes(picture, { formats: ['QRCode'], tryHarder: true, maxNumberOfSymbols });
    return found.filter((code) => code.isValid).map((code) => code.text);
  };
  const first = await read(1);
  parentPort.postMessage(first.length === 0 || first[0].startsWith(prefix) ? first : await read(8));
});
`;

/**
 * What the QR codes in a picture say: the first one alone when it begins with `prefix`, else all. In a thread and a WebAssembly
 * memory of its own, thrown away afterwards: whatever the picture does to its decoder, nothing is found in it.
 */
export function codesIn(picture: Uint8Array, prefix: string, timers: Timers): Promise<readonly string[]> {
  const workerData = {
    reader: require.resolve('zxing-wasm/reader'),
    wasm: require.resolve('zxing-wasm/reader/zxing_reader.wasm'),
  };
  const worker = new Worker(program, { eval: true, workerData, stdout: true, stderr: true });
  return new Promise((settle) => {
    const end = (texts: readonly string[]) => {
      timers.clearTimeout(timer);
      void worker.terminate();
      settle(texts);
    };
    const timer = timers.setTimeout(() => end([]), TIME_LIMIT);
    worker.once('message', end);
    worker.once('error', () => end([]));
    worker.once('exit', () => end([]));
    worker.postMessage({ picture, prefix });
  });
}
