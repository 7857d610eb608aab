import type { X509Certificate } from 'node:crypto';
import { isIP } from 'node:net';
import { connect, createSecureContext, type SecureContext, type TLSSocket } from 'node:tls';
import { type Milliseconds, seconds, type Timers } from '@borne/domain/time';
import { Agent, type buildConnector } from 'undici';
import { judgeCertificate } from './certificate.ts';
import type { ConnectionFault } from './port.ts';

/** Longest wait for a connection and its handshake. */
const PATIENCE: Milliseconds = seconds(10);

const messages: Readonly<Record<ConnectionFault, string>> = {
  'not-tls': 'what answers does not speak TLS',
  downgraded: 'TLS 1.3 is expected, and an older version was offered',
  'wrong-authority': 'the certificate of the centre is not from the authority of the fleet',
  'wrong-usage': 'the certificate of the centre is not one of a server',
  'wrong-name': 'the certificate of the centre is for another name',
  'not-yet-valid': 'the certificate of the centre is not yet valid',
  expired: 'the certificate of the centre has expired',
};

/** A connection that was not made, because of what the other end is. */
export class ConnectionRefused extends Error {
  readonly fault: ConnectionFault;

  constructor(fault: ConnectionFault, cause?: unknown) {
    super(messages[fault], { cause });
    this.fault = fault;
  }
}

/** What a kiosk shows of itself (PEM). */
export interface Credentials {
  readonly key: string;
  readonly cert: string;
}

export interface SecureConnectionOptions {
  /** The one authority that is believed. */
  readonly authority: X509Certificate;
  /** None: for what the centre tells anybody. */
  readonly credentials?: Credentials | undefined;
  /** When dates are judged, epoch milliseconds; undefined: they are not, and nothing that is told may be believed for that alone. */
  readonly at: () => number | undefined;
  readonly timers: Timers;
}

/** What OpenSSL calls an older version, offered or asked for. */
const downgrades =
  /PROTOCOL_VERSION|UNSUPPORTED_PROTOCOL|VERSION_TOO_LOW|INAPPROPRIATE_FALLBACK|WRONG_SSL_VERSION/;
const notTls = /WRONG_VERSION_NUMBER|PACKET_LENGTH_TOO_LONG|HTTP_REQUEST|UNEXPECTED_MESSAGE|RECORD_LAYER/;

function faultIn(error: Error): ConnectionFault | undefined {
  const code = 'code' in error ? String(error.code) : '';
  if (downgrades.test(code)) return 'downgraded';
  return notTls.test(code) ? 'not-tls' : undefined;
}

/**
 * The connections of a kiosk to the centre: TLS 1.3, and a server whose certificate `judgeCertificate` finds nothing against.
 *
 * OpenSSL is told to go on whatever it thinks of the certificate, because it would judge dates by the wall clock; that the server has
 * the key of the certificate is proven by the handshake in any case. Everything else that it checks of a chain is checked again here,
 * of a resumed session as of a new one.
 */
export function secureAgent({ authority, credentials, at, timers }: SecureConnectionOptions): Agent {
  /** The last session and the certificate of the handshake it began with: a resumed one shows none. */
  let last: { readonly session: Buffer; readonly shown: X509Certificate } | undefined;
  /** Made once, with the first connection: reading keys and certificates takes OpenSSL as long as a handshake. */
  let context: SecureContext | undefined;

  const connector: buildConnector.connector = ({ hostname, port }, callback) => {
    const name = hostname.replace(/^\[|\]$/g, '');
    context ??= createSecureContext({ ...credentials, ca: authority.toString(), minVersion: 'TLSv1.3' });
    const socket: TLSSocket = connect({
      host: name,
      port: Number(port || 443),
      ...(isIP(name) === 0 ? { servername: name } : {}),
      secureContext: context,
      session: last?.session,
      ALPNProtocols: ['http/1.1'],
      rejectUnauthorized: false,
    });
    const finish = (outcome: Error | TLSSocket) => {
      timers.clearTimeout(timer);
      socket.off('error', finish);
      if (!(outcome instanceof Error)) return callback(null, outcome);
      socket.on('error', () => undefined).destroy();
      const fault = faultIn(outcome);
      callback(fault ? new ConnectionRefused(fault, outcome) : outcome, null);
    };
    const timer = timers.setTimeout(
      () => finish(Object.assign(new Error('no connection'), { code: 'ETIMEDOUT' })),
      PATIENCE,
    );
    const resuming = last?.shown;
    let shown: X509Certificate | undefined;
    socket
      .on('session', (session) => {
        // In TLS 1.3 tickets come once the handshake is over (RFC 8446 §4.6.1).
        if (shown) last = { session, shown };
      })
      .on('error', finish)
      .once('secureConnect', () => {
        shown = socket.isSessionReused() ? resuming : socket.getPeerX509Certificate();
        const fault = shown
          ? judgeCertificate(shown, authority, { usage: 'server', name, at: at() })
          : 'wrong-authority';
        if (fault) {
          last = undefined;
          shown = undefined;
        }
        finish(fault ? new ConnectionRefused(fault) : socket.setNoDelay().setKeepAlive(true, 60_000));
      });
  };

  return new Agent({ connect: connector, keepAliveTimeout: seconds(30) });
}
