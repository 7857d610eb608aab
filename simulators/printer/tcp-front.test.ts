import { connect } from 'node:net';
import { expect, it } from 'vitest';
import { createSimulatedPrinter } from './simulated-printer.ts';
import { startTcpFront } from './tcp-front.ts';

it('prints all that a program sent before it hung up, however long that takes', async () => {
  const printer = createSimulatedPrinter({ timers: globalThis, speed: 100_000 });
  const front = await startTcpFront(printer.engine);
  const lines = Array.from({ length: 400 }, (_, index) => `line ${index} `.padEnd(48, 'x'));
  const cut = new Promise<void>((resolve) => {
    printer.subscribe(() => {
      if (printer.papers().some((sheet) => sheet.cut)) resolve();
    });
  });
  connect(front.port, '127.0.0.1').end(`${lines.join('\n')}\n\x1dV\x42\x00`);
  await cut;
  const [sheet] = printer.papers();
  expect(sheet?.text.split('\n').at(-1)).toBe(lines.at(-1));
  await front.close();
});
