import { createReceiptPrinter } from '@borne/device-drivers/receipt-printer/driver';
import { createEscposEncoder } from '@borne/device-drivers/receipt-printer/escpos-encoder';
import { createTcpTransport } from '@borne/device-drivers/receipt-printer/tcp-transport';
import { createSimulatedPrinter } from '@borne/simulators/printer/simulated-printer';
import { startTcpFront } from '@borne/simulators/printer/tcp-front';
import { expect, it } from 'vitest';

it('prints over TCP', async () => {
  const simulated = createSimulatedPrinter({ timers: globalThis });
  const front = await startTcpFront(simulated.engine);
  const transport = createTcpTransport({ host: '127.0.0.1', port: front.port });
  const driver = createReceiptPrinter({ transport, timers: globalThis, encoder: createEscposEncoder(48) });
  await new Promise<void>((resolve) =>
    driver.subscribe((state) => state.printer === 'connected' && resolve()),
  );
  expect(await driver.print([{ kind: 'text', align: 'left', scale: 1, runs: [{ text: 'Été' }] }])).toEqual({
    outcome: 'printed',
  });
  expect(simulated.papers().map(({ text, complete }) => ({ text, complete }))).toEqual([
    { text: 'Été', complete: true },
  ]);
  await driver.close();
  await front.close();
});
