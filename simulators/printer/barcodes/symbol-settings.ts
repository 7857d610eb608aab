/** How 2D codes are printed (`GS ( k`), and what is stored for each until it is printed. */
export class SymbolSettings {
  pdf417 = pdf417();
  qr = qr();
  maxicode = { mode: 2 };
  dataBar = { module: 2, widest: 0 };
  composite = { module: 2, widest: 0 };
  aztec = aztec();
  dataMatrix = dataMatrix();
  /** By `cn`. */
  readonly stored = new Map<number, Uint8Array>();
  /** `GS Z` of other makers: what `ESC Z` prints. */
  otherMakers: 'pdf417' | 'datamatrix' | 'qrcode' = 'qrcode';

  reset(): void {
    this.pdf417 = pdf417();
    this.qr = qr();
    this.maxicode = { mode: 2 };
    this.dataBar = { module: 2, widest: 0 };
    this.composite = { module: 2, widest: 0 };
    this.aztec = aztec();
    this.dataMatrix = dataMatrix();
    this.stored.clear();
    this.otherMakers = 'qrcode';
  }
}

const pdf417 = () => ({ columns: 0, rows: 0, module: 3, rowHeight: 3, level: -1, truncated: false });
const qr = () => ({ model: 50, module: 3, level: 48 });
const aztec = () => ({ compact: false, layers: 0, module: 3, percent: 23 });
const dataMatrix = () => ({ rectangular: false, columns: 0, rows: 0, module: 3 });
