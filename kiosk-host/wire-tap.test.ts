import { err, ok } from '@borne/domain/result';
import { expect, it } from 'vitest';
import { tapCardReader, tapFetch, tapPrinter, type WireTap } from './wire-tap.ts';

function recorder() {
  const heard: string[] = [];
  const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex');
  const tap: WireTap = {
    apdu: (direction, bytes) => heard.push(`${direction} ${hex(bytes)}`),
    printer: (direction, bytes) => heard.push(`${direction} ${hex(bytes)}`),
    http: (request, status) => heard.push(`${request} ${status}`),
  };
  return { heard, tap };
}

it('hears both ways of the card and changes neither', async () => {
  const { heard, tap } = recorder();
  const connection = { transmit: async () => ok(Uint8Array.of(0x90, 0)), disconnect: async () => {} };
  const tapped = tapCardReader(
    { open() {}, close: async () => {}, connect: async () => ok(connection) },
    tap,
  );
  const connected = await tapped.connect('reader');
  expect(connected.ok && (await connected.value.transmit(Uint8Array.of(0, 0xa4)))).toEqual(
    ok(Uint8Array.of(0x90, 0)),
  );
  expect(heard).toEqual(['to-card 00a4', 'from-card 9000']);
});

it('hears both ways of the printer', async () => {
  const { heard, tap } = recorder();
  const received: Uint8Array[] = [];
  const tapped = tapPrinter(
    {
      open: async (listener) => {
        listener.received(Uint8Array.of(0x12));
        return ok({ write: async () => ok(undefined), close: async () => {} });
      },
    },
    tap,
  );
  const opened = await tapped.open({ received: (bytes) => received.push(bytes), lost: () => {} });
  if (opened.ok) await opened.value.write(Uint8Array.of(0x1b, 0x40));
  expect(received).toEqual([Uint8Array.of(0x12)]);
  expect(heard).toEqual(['from-printer 12', 'to-printer 1b40']);
});

it('passes a failed opening on', async () => {
  const error = { device: 'receipt-printer', code: 'disconnected', retryable: true, detail: 'none' } as const;
  const tapped = tapPrinter({ open: async () => err(error) }, recorder().tap);
  expect(await tapped.open({ received: () => {}, lost: () => {} })).toEqual(err(error));
});

it('tells requests by method and path, without what they carry', async () => {
  const { heard, tap } = recorder();
  await tapFetch(async () => new Response(null, { status: 204 }), tap)('http://centre/v1/x?token=secret', {
    method: 'PUT',
  });
  const cut = tapFetch(async () => Promise.reject(new TypeError('cut')), tap)('http://centre/v1/y');
  await expect(cut).rejects.toThrow('cut');
  expect(heard).toEqual(['PUT /v1/x 204', 'GET /v1/y failed']);
});
