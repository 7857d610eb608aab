/** How bar codes are printed (`GS h`, `GS w`, `GS H`, `GS f`). */
export class BarcodeSettings {
  /** Height of the bars, in dots. */
  height = 162;
  /** 2 to 6: the width of a module. */
  width = 3;
  /** Where what the bars say is written. */
  hri: 'none' | 'above' | 'below' | 'both' = 'none';
  hriFont: 'a' | 'b' | 'c' = 'a';

  reset(): void {
    this.height = 162;
    this.width = 3;
    this.hri = 'none';
    this.hriFont = 'a';
  }
}
