/** The part of npm `escpos` 3.0.0-alpha.6 that is safe to use: an encoder. The rest is left undeclared on purpose. */
declare module 'escpos' {
  export interface Adapter {
    open(done: (error: Error | null) => void): void;
    write(bytes: Buffer, done?: (error: Error | null) => void): void;
    close(done?: (error: Error | null) => void): void;
  }

  export class Printer {
    /** Without `new`, the options are dropped silently. `encoding` is a name of npm `iconv-lite`. */
    constructor(adapter: Adapter, options: { encoding: string; width: number });
    /** `ESC t n`. */
    setCharacterCodeTable(table: number): this;
    /** `ESC a n`. */
    align(how: 'lt' | 'ct' | 'rt'): this;
    /** `ESC M n`. */
    font(family: 'a' | 'b'): this;
    /** `GS ! n`; 0 is the normal size. */
    size(width: number, height: number): this;
    /** Encodes `content` without looking at control characters. */
    pureText(content: string): this;
    raw(bytes: Buffer): this;
    /** Hands everything so far to the adapter, in one call, before it returns. */
    flush(): this;
  }

  /** A CommonJS module: everything hangs on its default export. */
  const escpos: { readonly Printer: typeof Printer };
  export default escpos;
}
