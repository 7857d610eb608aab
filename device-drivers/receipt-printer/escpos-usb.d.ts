/** The part of npm `escpos-usb` 3.0.0-alpha.4 that works. */
declare module 'escpos-usb' {
  export interface UsbAdapter {
    /** May call back more than once, once an interface. */
    open(done: (error?: Error | null) => void): unknown;
    /** Calls back when the device took everything; there is no limit in time. */
    write(bytes: Buffer, done: (error?: Error | null) => void): unknown;
    close(done: (error?: Error | null) => void): unknown;
    on(event: 'disconnect', listener: () => void): unknown;
  }

  /** Throws when there is no such device. Without arguments, the first of the USB printer class. */
  const USB: new (vendorId?: number, productId?: number) => UsbAdapter;
  export default USB;
}
