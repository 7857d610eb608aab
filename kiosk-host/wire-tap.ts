import type { CardConnection, CardReaderTransport } from '@borne/device-drivers/card-reader/transport';
import type { PrinterTransport } from '@borne/device-drivers/receipt-printer/transport';

/** Listens on the wires without changing what passes. For the demo's transcript; never on a real kiosk. */
export interface WireTap {
  readonly apdu: (direction: 'to-card' | 'from-card', bytes: Uint8Array) => void;
  readonly printer: (direction: 'to-printer' | 'from-printer', bytes: Uint8Array) => void;
  readonly http: (request: string, status: number | 'failed') => void;
}

/** The transport, every APDU heard. */
export function tapCardReader(transport: CardReaderTransport, tap: WireTap): CardReaderTransport {
  return {
    open: (listener) => transport.open(listener),
    close: () => transport.close(),
    async connect(reader) {
      const connected = await transport.connect(reader);
      return connected.ok ? { ok: true, value: tapConnection(connected.value, tap) } : connected;
    },
  };
}

function tapConnection(connection: CardConnection, tap: WireTap): CardConnection {
  return {
    disconnect: () => connection.disconnect(),
    async transmit(command) {
      tap.apdu('to-card', command);
      const response = await connection.transmit(command);
      if (response.ok) tap.apdu('from-card', response.value);
      return response;
    },
  };
}

/** The transport, every byte heard in both directions. */
export function tapPrinter(transport: PrinterTransport, tap: WireTap): PrinterTransport {
  return {
    async open(listener) {
      const opened = await transport.open({
        ...listener,
        received: (bytes) => {
          tap.printer('from-printer', bytes);
          listener.received(bytes);
        },
      });
      if (!opened.ok) return opened;
      const link = opened.value;
      return {
        ok: true,
        value: {
          ...(link.writeOnly && { writeOnly: true }),
          close: () => link.close(),
          write: (bytes) => {
            tap.printer('to-printer', bytes);
            return link.write(bytes);
          },
        },
      };
    },
  };
}

/** `fetch`, each request heard by its method, path and status; what it carries is not. */
export function tapFetch(fetch: typeof globalThis.fetch, tap: WireTap): typeof globalThis.fetch {
  return async (input, init) => {
    const url = new URL(input instanceof Request ? input.url : input);
    const request = `${init?.method ?? 'GET'} ${url.pathname}`;
    try {
      const response = await fetch(input, init);
      tap.http(request, response.status);
      return response;
    } catch (cause) {
      tap.http(request, 'failed');
      throw cause;
    }
  };
}
