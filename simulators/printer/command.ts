/** What a stream of ESC/POS says, command by command, by the names of Epson's reference. */
export type Command =
  | { readonly kind: 'character'; readonly byte: number }
  /** `LF`. */
  | { readonly kind: 'line-feed' }
  /** `HT`. */
  | { readonly kind: 'tab' }
  /** `ESC @`. */
  | { readonly kind: 'initialise' }
  /** `ESC d n`. */
  | { readonly kind: 'feed-lines'; readonly lines: number }
  /** `ESC J n`. */
  | { readonly kind: 'feed-dots'; readonly dots: number }
  /** `ESC a n`. */
  | { readonly kind: 'justify'; readonly align: 'left' | 'center' | 'right' }
  /** `ESC E n`, `ESC G n`. */
  | { readonly kind: 'emphasize'; readonly on: boolean }
  /** `ESC - n`: thickness in dots, 0 for none. */
  | { readonly kind: 'underline'; readonly thickness: 0 | 1 | 2 }
  /** `GS B n`: white on black. */
  | { readonly kind: 'reverse'; readonly on: boolean }
  /** `ESC { n`. */
  | { readonly kind: 'upside-down'; readonly on: boolean }
  /** `ESC M n`. */
  | { readonly kind: 'font'; readonly font: 'a' | 'b' }
  /** `GS ! n`: factors 1 to 8. */
  | { readonly kind: 'size'; readonly width: number; readonly height: number }
  /** `ESC ! n`: font, emphasis, size and underline at once. */
  | {
      readonly kind: 'print-mode';
      readonly font: 'a' | 'b';
      readonly bold: boolean;
      readonly width: number;
      readonly height: number;
      readonly underline: boolean;
    }
  /** `ESC t n`. */
  | { readonly kind: 'code-table'; readonly table: number }
  /** `ESC R n`. */
  | { readonly kind: 'international'; readonly set: number }
  /** `ESC 2` (30 dots), `ESC 3 n`. */
  | { readonly kind: 'line-spacing'; readonly dots: number }
  /** `GS V`: `feed` is in dots, from the cutter; absent when the paper is cut where it is. */
  | { readonly kind: 'cut'; readonly feed?: number }
  /** `GS v 0`: some rows of it, since an image may be larger than the receive buffer. */
  | {
      readonly kind: 'raster';
      readonly widthBytes: number;
      readonly rows: Uint8Array;
      readonly scaleX: 1 | 2;
      readonly scaleY: 1 | 2;
    }
  /** `GS a n`. */
  | { readonly kind: 'automatic-status'; readonly mask: number }
  /** `GS r n`. */
  | { readonly kind: 'transmit-status'; readonly what: number }
  /** `GS I n`. */
  | { readonly kind: 'transmit-identity'; readonly what: number }
  /** `GS ( H` function 48. */
  | { readonly kind: 'process-id'; readonly id: Uint8Array }
  /** Custom's `GS e n`: what to do with the ticket in the presenter. */
  | { readonly kind: 'presenter'; readonly action: 'present' | 'retract' | 'eject' | 'status' }
  /** Custom's `GS E0 n`. */
  | { readonly kind: 'automatic-full-status'; readonly on: boolean }
  /** Custom's `GS E1`. */
  | { readonly kind: 'transmit-paper-left' }
  /** Understood as a command, and not one that this printer has. */
  | { readonly kind: 'unknown'; readonly bytes: readonly number[] };
