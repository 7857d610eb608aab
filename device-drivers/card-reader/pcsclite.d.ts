/** The part of npm `pcsclite` 1.0.1 that we use, stated here because the package may not be installed. */
declare module 'pcsclite' {
  import type { EventEmitter } from 'node:events';

  export interface PcscReader extends EventEmitter<PcscReaderEvents> {
    readonly name: string;
    /** Set by the package; it stays true when a disconnection fails. */
    connected: boolean;
    readonly SCARD_SHARE_EXCLUSIVE: number;
    readonly SCARD_PROTOCOL_T0: number;
    readonly SCARD_PROTOCOL_T1: number;
    readonly SCARD_STATE_PRESENT: number;
    readonly SCARD_STATE_MUTE: number;
    readonly SCARD_RESET_CARD: number;
    connect(
      options: { readonly share_mode: number; readonly protocol: number },
      done: (error: Error | null | undefined, protocol: number) => void,
    ): void;
    disconnect(disposition: number, done: (error: Error | null | undefined) => void): void;
    transmit(
      command: Buffer,
      maximum: number,
      protocol: number,
      done: (error: Error | null | undefined, answer: Buffer) => void,
    ): void;
    close(): void;
  }

  export interface PcscReaderEvents {
    /** `state`: flags of SCardGetStatusChange, and in its upper 16 bits the count of insertions and removals. */
    status: [{ readonly state: number; readonly atr?: Buffer }];
    error: [Error];
    end: [];
  }

  export interface PcscService extends EventEmitter<{ reader: [PcscReader]; error: [Error] }> {
    readonly readers: Readonly<Record<string, PcscReader>>;
    close(): void;
  }

  /** Throws when pcscd cannot be reached. */
  export default function pcsclite(): PcscService;
}
